/** The faults that Rollcall names. HTTP status codes are decided in http/error-response.ts, nowhere else. */
export type ErrorCode =
  | 'invalid_configuration'
  | 'invalid_request'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'payload_too_large'
  | 'method_not_allowed'
  | 'unsupported_media_type'
  | 'idempotency_key_reused'
  | 'idempotency_key_in_use'
  | 'secret_shown_once'
  | 'signature_invalid'
  | 'signing_secret_missing'
  | 'policy_invalid'
  | 'database_unavailable'
  | 'workos_not_configured'
  | 'workos_refused'
  | 'workos_unavailable'
  | 'link_closed'
  | 'too_many_requests'
  | 'event_malformed'
  | 'internal';

/** A fault with a stable code, a sentence that says what to do, and whether trying again can help. */
export class RollcallError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  /** Further machine-readable members for the answer, such as diagnostics. */
  readonly details: Record<string, unknown>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { retryable?: boolean; cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'RollcallError';
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }
}
