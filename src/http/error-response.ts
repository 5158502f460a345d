import type { ErrorRequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { RollcallError, type ErrorCode } from '../domain/rollcall-error.ts';
import type { Problem } from '../generated/api.ts';
import { isConnectionFault, isContention } from '../store/connection-fault.ts';
import { describeFault } from './describe-fault.ts';
import { contextOf } from './request-context.ts';

/** The one place that knows which HTTP status a fault has. */
const faces: Record<ErrorCode, { status: number; title: string }> = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  event_malformed: { status: 400, title: 'The event cannot be read' },
  unauthenticated: { status: 401, title: 'A valid token or session is needed' },
  signature_invalid: { status: 401, title: 'The signature does not verify' },
  forbidden: { status: 403, title: 'This is not allowed' },
  not_found: { status: 404, title: 'There is no such thing' },
  method_not_allowed: { status: 405, title: 'The method is not allowed here' },
  conflict: { status: 409, title: 'It conflicts with what is there' },
  idempotency_key_in_use: { status: 409, title: 'The same request is still running' },
  secret_shown_once: { status: 409, title: 'The secret was shown once' },
  workos_not_configured: { status: 409, title: 'WorkOS is not configured' },
  link_closed: { status: 410, title: 'The link opens nothing any more' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The content type is not served' },
  idempotency_key_reused: { status: 422, title: 'The idempotency key belongs to another request' },
  policy_invalid: { status: 422, title: 'The policy is not valid' },
  too_many_requests: { status: 429, title: 'There were too many attempts' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  invalid_configuration: { status: 500, title: 'The service is not configured correctly' },
  database_unavailable: { status: 503, title: 'The database cannot do it just now' },
  workos_refused: { status: 502, title: 'WorkOS refuses what it was asked' },
  workos_unavailable: { status: 503, title: 'WorkOS cannot be asked just now' },
  signing_secret_missing: { status: 503, title: 'No signing secret is configured' },
};

/** For what may succeed in a moment. */
export const RETRY_AFTER_SECONDS = 2;

export function httpStatusOf(code: ErrorCode): number {
  return faces[code].status;
}

/** Answers every fault as problem+json (RFC 9457), and logs those that are ours. */
export function answerFaults(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const fault = toRollcallError(error);
    const context = contextOf(request);
    if (httpStatusOf(fault.code) >= 500) {
      logger.error(
        { request_id: context.id, route: context.route, fault: describeFault(error) },
        'request failed',
      );
    }
    if (response.headersSent) next(error);
    else sendProblem(response, fault, context.id);
  };
}

function sendProblem(response: Response, fault: RollcallError, requestId: string): void {
  const { status, title } = faces[fault.code];
  const challenge = challengeOf(fault);
  if (challenge !== null) response.set('WWW-Authenticate', challenge);
  if (Array.isArray(fault.details['allowed'])) response.set('Allow', fault.details['allowed'].join(', '));
  const { retry_after: wait } = fault.details;
  if (typeof wait === 'number') response.set('Retry-After', String(wait));
  else if (fault.retryable) response.set('Retry-After', String(RETRY_AFTER_SECONDS));
  const problem: Problem = {
    ...fault.details,
    type: `urn:rollcall:problem:${fault.code}`,
    title,
    status,
    code: fault.code,
    detail: fault.message,
    instance: `urn:uuid:${requestId}`,
    retryable: fault.retryable,
  };
  response.status(status).type('application/problem+json').send(JSON.stringify(problem));
}

/** RFC 9110 §11.6.1 wants a challenge with every 401; RFC 6750 §3 says how the missing scope is named with a 403. */
function challengeOf(fault: RollcallError): string | null {
  if (fault.code === 'unauthenticated') return 'Bearer realm="rollcall"';
  if (fault.code === 'signature_invalid') return 'WorkOS-Signature';
  const scope = fault.details['required_scope'];
  return typeof scope === 'string'
    ? `Bearer realm="rollcall", error="insufficient_scope", scope="${scope}"`
    : null;
}

/** Faults of ours pass; those of the framework and the driver are named; anything else is `internal`. */
export function toRollcallError(error: unknown): RollcallError {
  if (error instanceof RollcallError) return error;
  if (isConnectionFault(error)) {
    return new RollcallError(
      'database_unavailable',
      'The database cannot be reached just now. Nothing was lost; the same request can be sent again.',
      { retryable: true, cause: error },
    );
  }
  if (isContention(error)) {
    return new RollcallError(
      'database_unavailable',
      'The database ended this request for the sake of others, or because it took too long. Nothing was changed; the same request can be sent again.',
      { retryable: true, cause: error },
    );
  }
  return (
    fromFramework(error) ??
    new RollcallError(
      'internal',
      'Something went wrong on our side. Quote `instance` when you ask for help.',
      {
        cause: error,
      },
    )
  );
}

/** What express and its body parsers throw: errors with a 4xx `status`, and a `type` that says which. */
function fromFramework(error: unknown): RollcallError | null {
  if (!(error instanceof Error)) return null;
  const { status, type, limit } = error as { status?: unknown; type?: unknown; limit?: unknown };
  if (type === 'entity.too.large') {
    return new RollcallError('payload_too_large', `The body may have at most ${String(limit)} bytes.`);
  }
  if (type === 'entity.parse.failed') {
    return new RollcallError('invalid_request', 'The body is not valid JSON.');
  }
  if (status === 415) {
    return new RollcallError(
      'unsupported_media_type',
      'The charset or the encoding of the body is not served; send UTF-8.',
    );
  }
  if (status === 413) return new RollcallError('payload_too_large', 'The body is too large.');
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new RollcallError(
      'invalid_request',
      'The request cannot be read: its path or its body is broken.',
    );
  }
  return null;
}
