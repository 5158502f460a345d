import type { Problem } from '../../generated/api.ts';

/**
 * What a request came to when it did not succeed: refused by the service, without a way to it, without an answer in time,
 * or answered by something else.
 */
export type ProblemKind = 'refused' | 'network' | 'late' | 'unreadable';

export class ApiProblem extends Error {
  readonly kind: ProblemKind;
  /** Null where there was no answer. */
  readonly status: number | null;
  /** As the service sent it (RFC 9457); null where it did not. */
  readonly problem: Problem | null;
  /** It was to change something. Without an answer, nobody knows whether it did. */
  readonly isWrite: boolean;

  constructor(
    kind: ProblemKind,
    status: number | null,
    problem: Problem | null,
    { isWrite = false, cause }: { isWrite?: boolean; cause?: unknown } = {},
  ) {
    super(problem?.detail ?? kind, { cause });
    this.name = 'ApiProblem';
    this.kind = kind;
    this.status = status;
    this.problem = problem;
    this.isWrite = isWrite;
  }

  /** Whether sending the same again at once can help. What was late would only be late again. */
  get retryable(): boolean {
    if (this.kind === 'network') return true;
    return this.problem?.retryable ?? (this.status !== null && this.status >= 502 && this.status <= 504);
  }

  /** Whether the request may have been done all the same. */
  get isUnanswered(): boolean {
    if (this.kind !== 'refused') return true;
    return this.problem === null && this.status !== null && this.status >= 500;
  }

  /** The request's id, for whoever looks into the log; null where there is none. */
  get reference(): string | null {
    // What is between the reader and the service may answer with less than is promised.
    const instance: unknown = this.problem?.instance;
    return typeof instance === 'string' ? instance.replace('urn:uuid:', '') : null;
  }
}

/** Whether nobody is signed in any more. */
export function isSessionEnded(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 401;
}

/** Whether this page's session has ended because the browser has another one by now. */
export function isAnotherSession(error: unknown): boolean {
  return isSessionEnded(error) && (error as ApiProblem).problem?.['session'] === 'another';
}
