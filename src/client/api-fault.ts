/** Rollcall answered that it cannot be done; `code` is stable (docs/api.md lists them). */
export class RollcallProblem extends Error {
  override readonly name = 'RollcallProblem';
  readonly status: number;
  readonly code: string;
  /** The request, for who looks after Rollcall. */
  readonly instance: string | null;
  /** Whether the same request can succeed in a moment. */
  readonly retryable: boolean;

  constructor(status: number, problem: Record<string, unknown>) {
    super(textOf(problem['detail']) ?? `Rollcall answered ${status}.`);
    this.status = status;
    this.code = textOf(problem['code']) ?? 'unknown';
    this.instance = textOf(problem['instance']);
    this.retryable = problem['retryable'] === true;
  }
}

/** There was no answer of Rollcall's: the network, a time-out, or something in between that answered instead. */
export class RollcallUnreachable extends Error {
  override readonly name = 'RollcallUnreachable';
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
