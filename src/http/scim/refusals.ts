import { ScimError } from '../../sources/scim/protocol/scim-error.ts';

/** A known address with a method that it does not have; `allowed` are those that it has. */
export class MethodRefused extends ScimError {
  readonly allowed: readonly string[];

  constructor(allowed: readonly string[]) {
    super('methodNotAllowed', `Allowed here: ${allowed.join(', ')}.`);
    this.allowed = allowed;
  }
}

/** Too much for now; the same request may be sent again after so many whole seconds. */
export class RateRefused extends ScimError {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('tooManyRequests', `Too many requests for this directory. Go on in ${retryAfterSeconds} seconds.`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** No token, or none that opens this directory. Says nothing of whether the directory exists. */
export class NotAuthenticated extends ScimError {
  /** Of RFC 6750 §3.1; null where no token was sent. */
  readonly problem: 'invalid_token' | null;

  constructor(problem: 'invalid_token' | null) {
    super(
      'unauthenticated',
      problem === null
        ? 'Send `Authorization: Bearer <token>` with a token of this directory.'
        : 'The token does not open this directory: it is unknown, expired, revoked, or belongs to another one.',
    );
    this.problem = problem;
  }
}

export function nothingHere(): ScimError {
  return new ScimError('notFound', 'There is nothing at this address.');
}

export function noSuchResource(typeName: string): ScimError {
  return new ScimError('notFound', `There is no ${typeName} with this id.`);
}
