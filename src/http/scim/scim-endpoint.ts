import type { Request, RequestHandler, Response } from 'express';
import { signsOf } from '../../sources/scim/profiles/signs.ts';
import { ScimError } from '../../sources/scim/protocol/scim-error.ts';
import { recentSteps, setupStepsOf } from '../../sources/scim/setup-steps.ts';
import type { HttpDeps } from '../deps.ts';
import { describeFault } from '../describe-fault.ts';
import { contextOf, type RequestContext } from '../request-context.ts';
import { decodedPath, readAddress, readQuery } from './address.ts';
import { announcedLimits } from './announced-limits.ts';
import { sendAnswer, type ScimAnswer } from './answer.ts';
import { directoryAuthentication } from './authenticate-directory.ts';
import { directoryCallers } from './directory-callers.ts';
import { answerToFault } from './error-response.ts';
import { createRateLimit } from './rate-limit.ts';
import { bodyReader } from './read-body.ts';
import { nothingHere } from './refusals.ts';
import { findRoute, performAt } from './routes.ts';

/** Below which every directory is served, each at its id. */
export const SCIM_BASE = '/scim/v2';

const BELOW_DIRECTORY = `${SCIM_BASE}/:directory`;
const WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

/**
 * Everything below /scim/v2: who asks, what they send, what their identity provider's dialect means by it, and the answer
 * to that. Whatever fails is answered as SCIM.
 */
export function scimEndpoint(deps: HttpDeps): RequestHandler {
  const { scim, clock, logger } = deps;
  const { settings, dialectNotes } = scim;
  const authenticate = directoryAuthentication(deps, directoryCallers(deps));
  const takeFromLimit = createRateLimit(clock, settings.rateLimitPerSecond);
  const recent = recentSteps(() => clock.now());
  const readBody = bodyReader(settings.bodyLimitBytes);
  const readBulkBody = bodyReader(announcedLimits(settings).maxPayloadSize);

  async function answer(request: Request, response: Response, context: RequestContext): Promise<ScimAnswer> {
    context.route = BELOW_DIRECTORY;
    const { headers, method } = request;
    const address = readAddress(request.url);
    const caller = await authenticate(request, address.directoryId);
    context.directoryId = caller.directoryId;
    takeFromLimit(caller.directoryId);
    const path = decodedPath(address.segments);
    const read = path.toLowerCase() === '/bulk' ? readBulkBody : readBody;
    const asWritten = {
      method: method === 'HEAD' ? 'GET' : method,
      path,
      query: readQuery(address.query),
      body: WITH_BODY.has(method) ? await read(request, response) : undefined,
      userAgent: headers['user-agent'] ?? null,
    };
    const { request: plain, rewrites } = caller.profile.rewrite(asWritten);
    dialectNotes.note(caller, rewrites, signsOf(asWritten));
    const route = findRoute(caller.registry, plain.path);
    if (route === null) throw nothingHere();
    context.route = `${BELOW_DIRECTORY}${route.pattern}`;
    const given = await performAt(route, deps, caller, {
      ...plain,
      ifMatch: headers['if-match'] ?? null,
      ifNoneMatch: headers['if-none-match'] ?? null,
      answerFault: (error) => answerToFault(error, context, logger),
    }).catch((error: unknown) => {
      if (isMisunderstood(error))
        dialectNotes.note(
          caller,
          [],
          [],
          recent.refusal(caller.directoryId, { ...plain, reason: error.message }),
        );
      throw error;
    });
    const done = setupStepsOf({ ...plain, status: given.status });
    dialectNotes.note(caller, [], [], recent.notYetNoted(caller.directoryId, done));
    return given;
  }

  async function serve(request: Request, response: Response): Promise<void> {
    const context = contextOf(request);
    const given = await answer(request, response, context).catch((error: unknown) =>
      answerToFault(error, context, logger),
    );
    sendAnswer(response, given);
  }

  return (request, response) => {
    serve(request, response).catch((error: unknown) => {
      logger.error(
        { route: contextOf(request).route, fault: describeFault(error) },
        'no answer could be sent',
      );
      response.destroy();
    });
  };
}

/** Whether it is the form of a request that is refused, as with the profile of another identity provider. */
function isMisunderstood(error: unknown): error is ScimError {
  return (
    error instanceof ScimError && /^(?:invalid(?:Syntax|Value|Path)|mutability|noTarget)$/.test(error.kind)
  );
}
