/** Why a SCIM request is refused. What each is in HTTP is decided in http/scim/error-response.ts, nowhere else. */
export type ScimErrorKind =
  /** The keywords of RFC 7644 §3.12, table 9, and RFC 9865 §2.1. */
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount'
  /** Without a keyword. */
  | 'unauthenticated'
  | 'forbidden'
  | 'notFound'
  | 'methodNotAllowed'
  | 'notAcceptable'
  | 'unsupportedMediaType'
  /** The product's rules stand against it: the last administrator. */
  | 'blocked'
  /** A bulk operation refers to one that failed. */
  | 'unresolvable'
  /** If-Match names another version. */
  | 'preconditionFailed'
  | 'payloadTooLarge'
  | 'tooManyRequests'
  | 'notImplemented';

/** A refusal that the client is told, with a sentence that says what to do. Never holds a personal value. */
export class ScimError extends Error {
  readonly kind: ScimErrorKind;

  constructor(kind: ScimErrorKind, message: string) {
    super(message);
    this.name = 'ScimError';
    this.kind = kind;
  }
}
