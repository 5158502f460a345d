import type { Problem } from '../../generated/api.ts';

/** What a request came to when it did not succeed: refused by the service, never reached it, or answered by something else. */
export class ApiProblem extends Error {
  readonly kind: 'refused' | 'network' | 'unreadable';
  /** Null where there was no answer. */
  readonly status: number | null;
  /** As the service sent it (RFC 9457); null where it did not. */
  readonly problem: Problem | null;

  constructor(kind: ApiProblem['kind'], status: number | null, problem: Problem | null, cause?: unknown) {
    super(problem?.detail ?? kind, { cause });
    this.name = 'ApiProblem';
    this.kind = kind;
    this.status = status;
    this.problem = problem;
  }

  /** Whether sending the same again can help. */
  get retryable(): boolean {
    if (this.kind === 'network') return true;
    return this.problem?.retryable ?? (this.status !== null && this.status >= 502 && this.status <= 504);
  }

  /** The request's id, for whoever looks into the log; null where there is none. */
  get reference(): string | null {
    return this.problem?.instance.replace('urn:uuid:', '') ?? null;
  }
}

/** Whether nobody is signed in any more. */
export function isSessionEnded(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 401;
}
