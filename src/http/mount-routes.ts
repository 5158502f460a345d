import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { RollcallError } from '../domain/rollcall-error.ts';
import {
  apiAuthentication,
  bearerOf,
  callerOf,
  requireEveryTenant,
  requireRight,
  type Authenticate,
} from './authentication.ts';
import type { PresentedApiToken } from '../store/api-tokens.ts';
import type { HttpDeps } from './deps.ts';
import { httpStatusOf, toRollcallError } from './error-response.ts';
import { answerOnce, type Answer } from './idempotency.ts';
import { sendDownload, type Download } from './send-download.ts';
import { contextOf } from './request-context.ts';
import type { AnyRequest, ApiRoute, Caller, TenantRef } from './route.ts';
import { isUuid, type ShapeValidation } from './shape-validation.ts';
import { uploadOf } from './upload.ts';
import { rememberingTenants, type FindTenant } from './tenant-by-slug.ts';

/** Every other name in a path stands for a UUID. */
const TEXT_PARAMS = new Set(['tenant', 'event', 'urn', 'version', 'idp']);

export const API_BASE = '/api/v1';

/** Mounts the routes below /api/v1; a known path with another method is 405. */
export function mountRoutes(
  router: Router,
  deps: HttpDeps,
  routes: Record<string, ApiRoute>,
  validation: ShapeValidation,
): void {
  const authenticate = apiAuthentication(deps);
  const findTenant = rememberingTenants(deps.database);
  const readJson = express.json({ limit: deps.bodyLimitBytes, strict: false, type: isJson });
  const reading = { authenticate, findTenant, readJson, validation };
  const byPath = Map.groupBy(Object.values(routes), (route) => route.path);
  for (const [path, sharing] of byPath) {
    const mounted = router.route(`${API_BASE}${path}`);
    for (const route of sharing) {
      mounted[route.method](async (request: Request, response: Response) => {
        contextOf(request).route = `${API_BASE}${path}`;
        const answer = await takeShortcut(deps, route, request, response, reading);
        if (answer !== null) {
          send(response, answer);
          return;
        }
        const givenUp = givenUpBy(response);
        try {
          const { asked, secret } = await readRequest(route, request, response, { ...reading, givenUp });
          const performed = await perform(deps, route, { request, asked, secret });
          if (route.download === null) send(response, performed);
          else await sendDownload(response, performed.body as Download);
        } catch (fault) {
          // Nobody is there to be told of it.
          if (!givenUp.aborted || fault !== givenUp.reason) throw fault;
        }
      });
    }
    mounted.all(refuseMethod(sharing, `${API_BASE}${path}`));
  }
}

/** Aborted where the connection is closed before the answer was sent. */
function givenUpBy(response: Response): AbortSignal {
  const giving = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) giving.abort();
  });
  return giving.signal;
}

interface Reading {
  authenticate: Authenticate;
  findTenant: FindTenant;
  readJson: RequestHandler;
  validation: ShapeValidation;
}

/** In bytes. Nothing larger is read before it is known who sends it. */
const mostReadUnasked = 4_096;

/**
 * What is plainly right is answered in fewer steps, where the route knows how. Null for everything else: it goes the whole
 * way, which says what is wrong with it.
 */
async function takeShortcut(
  deps: HttpDeps,
  route: ApiRoute,
  request: Request,
  response: Response,
  { findTenant, readJson, validation }: Reading,
): Promise<(Answer & { replayed: boolean }) | null> {
  const { shortcut } = route;
  const { headers } = request;
  const bearer = bearerOf(request);
  if (shortcut === null || bearer === null || route.body === null) return null;
  if (request.originalUrl.includes('?') || headers['idempotency-key'] !== undefined) return null;
  if (!(Number(headers['content-length']) <= mostReadUnasked)) return null;
  try {
    const body = validation.body(route.body, await bodyOf(route, request, response, readJson));
    const admit = (found: PresentedApiToken | null): Caller => {
      const caller = callerOf(deps, found);
      requireRight(caller, route);
      return caller;
    };
    const answer = await shortcut(deps, { bearer, body, admit, findTenant });
    return answer === null ? null : { status: route.status, body: answer, replayed: false };
  } catch (error) {
    if (httpStatusOf(toRollcallError(error).code) < 500) return null;
    throw error;
  }
}

/** Who asks comes first: who may not ask learns nothing about the rest. */
async function readRequest(
  route: ApiRoute,
  request: Request,
  response: Response,
  { authenticate, findTenant, readJson, validation, givenUp }: Reading & { givenUp: AbortSignal },
): Promise<{ asked: AnyRequest; secret: string }> {
  const { caller, secret } = await authenticate(request);
  requireRight(caller, route);
  if (route.reach === 'operator') requireEveryTenant(caller);
  const params = paramsOf(request);
  const reach = (slug: string) => reachableTenant(findTenant, caller, slug);
  const tenant = route.reach === 'tenant' ? await reach(params['tenant'] ?? '') : null;
  if (tenant !== null) contextOf(request).tenantSlug = tenant.slug;
  const query = validation.query(route.query, request.query);
  const upload = route.upload === null ? null : uploadOf(route.upload, request);
  const body =
    route.method === 'get' || upload !== null ? undefined : await bodyOf(route, request, response, readJson);
  const checked = route.body === null ? undefined : validation.body(route.body, body);
  return { asked: { caller, tenant, params, query, body: checked, upload, reach, givenUp }, secret };
}

function paramsOf(request: Request): Record<string, string> {
  const params = Object.entries(request.params).map(([name, value]) => [name, String(value)] as const);
  for (const [name, value] of params) {
    if (TEXT_PARAMS.has(name) ? value.includes('\0') : !isUuid(value)) {
      throw new RollcallError('not_found', `There is no ${name} with this id.`);
    }
  }
  return Object.fromEntries(params);
}

/** A tenant that a token does not reach is, for it, not there. */
async function reachableTenant(findTenant: FindTenant, caller: Caller, slug: string): Promise<TenantRef> {
  const tenant = await findTenant(slug);
  if (tenant === null || (caller.tenantId !== null && caller.tenantId !== tenant.id)) {
    throw new RollcallError('not_found', 'There is no tenant with this slug.');
  }
  return tenant;
}

async function bodyOf(
  route: ApiRoute,
  request: Request,
  response: Response,
  readJson: RequestHandler,
): Promise<unknown> {
  const given =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length']) > 0;
  if (!given) {
    if (route.body === null) return undefined;
    if (route.bodyIsOptional) return {};
    throw new RollcallError('invalid_request', 'A JSON body is needed.');
  }
  if (!isJson(request)) {
    throw new RollcallError('unsupported_media_type', 'Send the body as `Content-Type: application/json`.');
  }
  const body = await readOnce(request, response, readJson);
  if (route.body === null && !isEmptyObject(body)) {
    throw new RollcallError('invalid_request', 'This request takes no body.');
  }
  return body;
}

const bodies = new WeakMap<Request, Promise<unknown>>();

/** A body can be read once; whoever asks again gets what came of it, also where that is a fault. */
function readOnce(request: Request, response: Response, readJson: RequestHandler): Promise<unknown> {
  const known = bodies.get(request);
  if (known !== undefined) return known;
  const reading = new Promise<unknown>((resolve, reject) => {
    void readJson(request, response, (error?: unknown) => {
      if (error === undefined) resolve(request.body);
      else reject(error instanceof Error ? error : new TypeError('The body could not be read.'));
    });
  });
  bodies.set(request, reading);
  return reading;
}

function isEmptyObject(body: unknown): boolean {
  return typeof body === 'object' && body !== null && !Array.isArray(body) && Object.keys(body).length === 0;
}

function isJson(request: { headers: Record<string, string | string[] | undefined> }): boolean {
  return /^application\/(?:[\w.+-]+\+)?json(?:\s*;|\s*$)/i.test(
    String(request.headers['content-type'] ?? ''),
  );
}

async function perform(
  deps: HttpDeps,
  route: ApiRoute,
  { request, asked, secret }: { request: Request; asked: AnyRequest; secret: string },
): Promise<Answer & { replayed: boolean }> {
  const run = async (): Promise<Answer> => ({ status: route.status, body: await route.perform(deps, asked) });
  const key = request.get('idempotency-key');
  if (key === undefined || route.method === 'get' || route.upload !== null || route.download !== null)
    return { ...(await run()), replayed: false };
  if (!/^[\x20-\x7e]{1,255}$/.test(key)) {
    throw new RollcallError(
      'invalid_request',
      '`Idempotency-Key` must be 1 to 255 printable ASCII characters.',
    );
  }
  return answerOnce(
    deps,
    {
      tokenId: asked.caller.credentialId,
      token: secret,
      key,
      method: request.method,
      path: request.originalUrl,
      body: asked.body,
      answersSecret: route.answersSecret(asked.body),
    },
    run,
  );
}

function send(response: Response, answer: Answer & { replayed: boolean }): void {
  if (answer.replayed) response.set('Idempotent-Replayed', 'true');
  response.status(answer.status);
  if (answer.body === undefined) response.end();
  else response.json(answer.body);
}

function refuseMethod(sharing: ApiRoute[], pattern: string): RequestHandler {
  const allowed = sharing.flatMap((route) =>
    route.method === 'get' ? ['GET', 'HEAD'] : [route.method.toUpperCase()],
  );
  return (request) => {
    contextOf(request).route = pattern;
    throw new RollcallError('method_not_allowed', `Allowed here: ${allowed.join(', ')}.`, {
      details: { allowed },
    });
  };
}
