import type { Logger } from 'pino';
import type { RollcallError } from '../../domain/rollcall-error.ts';
import { ScimError, type ScimErrorKind } from '../../sources/scim/protocol/scim-error.ts';
import { describeFault } from '../describe-fault.ts';
import { httpStatusOf, RETRY_AFTER_SECONDS, toRollcallError } from '../error-response.ts';
import type { RequestContext } from '../request-context.ts';
import type { ScimAnswer } from './answer.ts';
import { MethodRefused, NotAuthenticated, RateRefused } from './refusals.ts';

const ERROR_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:Error';

interface Face {
  status: number;
  /** A keyword of RFC 7644 §3.12 or RFC 9865 §2.1, or null where none fits. */
  scimType: string | null;
}

/** The one place that knows which HTTP status and which keyword a refusal has. */
const faces: Record<ScimErrorKind, Face> = {
  invalidFilter: { status: 400, scimType: 'invalidFilter' },
  tooMany: { status: 400, scimType: 'tooMany' },
  uniqueness: { status: 409, scimType: 'uniqueness' },
  mutability: { status: 400, scimType: 'mutability' },
  invalidSyntax: { status: 400, scimType: 'invalidSyntax' },
  invalidPath: { status: 400, scimType: 'invalidPath' },
  noTarget: { status: 400, scimType: 'noTarget' },
  invalidValue: { status: 400, scimType: 'invalidValue' },
  invalidVers: { status: 400, scimType: 'invalidVers' },
  sensitive: { status: 403, scimType: 'sensitive' },
  invalidCursor: { status: 400, scimType: 'invalidCursor' },
  expiredCursor: { status: 400, scimType: 'expiredCursor' },
  invalidCount: { status: 400, scimType: 'invalidCount' },
  unauthenticated: { status: 401, scimType: null },
  forbidden: { status: 403, scimType: null },
  notFound: { status: 404, scimType: null },
  methodNotAllowed: { status: 405, scimType: null },
  notAcceptable: { status: 406, scimType: null },
  unsupportedMediaType: { status: 415, scimType: null },
  blocked: { status: 409, scimType: null },
  unresolvable: { status: 409, scimType: null },
  preconditionFailed: { status: 412, scimType: null },
  payloadTooLarge: { status: 413, scimType: null },
  tooManyRequests: { status: 429, scimType: null },
  notImplemented: { status: 501, scimType: null },
};

/** An error as SCIM tells it (RFC 7644 §3.12): the body is the message itself, and `status` is a string. */
export interface ScimErrorBody {
  schemas: [typeof ERROR_SCHEMA];
  status: string;
  scimType?: string;
  detail: string;
}

/** The answer to a request that failed. What is ours is logged by its pattern, without any value of the request. */
export function answerToFault(error: unknown, context: RequestContext, logger: Logger): ScimAnswer {
  if (error instanceof ScimError) {
    const face = faces[error.kind];
    return failure(face, error.message, headersOf(error));
  }
  const fault = toRollcallError(error);
  const status = httpStatusOf(fault.code);
  if (status >= 500) {
    logger.error(
      { request_id: context.id, route: context.route, fault: describeFault(error) },
      'request failed',
    );
  }
  return failure(
    { status, scimType: null },
    detailOf(fault),
    fault.retryable ? { 'Retry-After': String(RETRY_AFTER_SECONDS) } : {},
  );
}

function failure({ status, scimType }: Face, detail: string, headers: Record<string, string>): ScimAnswer {
  const body: ScimErrorBody = {
    schemas: [ERROR_SCHEMA],
    status: String(status),
    ...(scimType === null ? {} : { scimType }),
    detail,
  };
  return { status, headers, body };
}

function headersOf(error: ScimError): Record<string, string> {
  if (error instanceof NotAuthenticated) {
    const problem = error.problem === null ? '' : `, error="${error.problem}"`;
    return { 'WWW-Authenticate': `Bearer realm="scim"${problem}` };
  }
  if (error instanceof MethodRefused) return { Allow: error.allowed.join(', ') };
  if (error instanceof RateRefused) return { 'Retry-After': String(error.retryAfterSeconds) };
  return {};
}

function detailOf(fault: RollcallError): string {
  return httpStatusOf(fault.code) === 500
    ? 'Something went wrong on our side. Quote the X-Request-Id of this answer when you ask for help.'
    : fault.message;
}
