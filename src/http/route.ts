import type { Actor } from '../domain/change.ts';
import type { ApiShapes, Scope } from '../generated/api.ts';
import type { PortalAccess, PortalPage } from '../domain/portal-link.ts';
import type { PresentedApiToken } from '../store/api-tokens.ts';
import type { BrowserSession } from '../store/browser-sessions.ts';
import type { HttpDeps } from './deps.ts';
import type { Download } from './send-download.ts';

/** The name of a request or answer in schemas/api.schema.json. */
export type ShapeName = keyof ApiShapes;
export type Shape<Name extends ShapeName> = Required<ApiShapes>[Name];

/** Who asks: with a token, or from a browser that has a session. */
export interface Caller {
  /** Of the token or the session. */
  credentialId: string;
  /** Who causes what is changed, for the audit log. */
  actor: Actor;
  scopes: readonly Scope[];
  /** When what they may do ends, or null: never. What they make ends no later. */
  expiresAt: Date | null;
  /** The only tenant that they reach, or null: all of them. */
  tenantId: string | null;
  /** Null for a token. */
  session: BrowserSession | null;
}

/** What of the customer's portal needs a route, and whether that is looking or changing. */
export interface PortalUse {
  access: PortalAccess;
  pages: readonly PortalPage[];
}

export interface TenantRef {
  id: string;
  slug: string;
}

/** A file that is sent as the body, read piece by piece. */
export interface Upload {
  /** One of the types that the route takes, without parameters. */
  type: string;
  bytes: AsyncIterable<Uint8Array>;
}

type ParamNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

type OptionalShape<Name> = Name extends ShapeName ? Shape<Name> : undefined;

interface Request<Path extends string, Query, Body> {
  caller: Caller;
  params: Record<ParamNames<Path>, string>;
  query: OptionalShape<Query>;
  body: OptionalShape<Body>;
  /** Null but for routes that take one. */
  upload: Upload | null;
  /** The tenant of this slug. Throws `not_found` where there is none, or none that the token reaches. */
  reach: (slug: string) => Promise<TenantRef>;
  /** Aborted where whoever asked has gone before the answer. */
  givenUp: AbortSignal;
}

interface RouteParts<Path extends string, Query, Body, Answer, Asked> {
  method: 'get' | 'post' | 'put' | 'delete';
  path: Path;
  /** The scope that the token needs. */
  scope: Exclude<Scope, '*'>;
  /** Open to sessions of the portal. Absent: closed to them, whatever its scope is. */
  portal?: PortalUse;
  /** Open to the role `support` of the console, although it changes something. */
  support?: true;
  summary: string;
  /** More than the summary says, for the documentation. */
  description?: string;
  query?: Query;
  body?: Body;
  /** No body is the same as one without members. */
  bodyIsOptional?: true;
  /** The content types of a file that is the body, instead of a shape. An Idempotency-Key is not needed and not kept. */
  upload?: readonly string[];
  /** Without one, the answer is 204. */
  answer?: Answer;
  /** 202 instead of 200: what was asked for goes on after the answer. */
  accepts?: true;
  /** 201 instead of 200. */
  creates?: true;
  /** The answer, or that to some bodies, holds a secret that is shown once: it is never kept for a repeated request. */
  answersSecret?: true | ((body: OptionalShape<Body>) => boolean);
  perform(deps: HttpDeps, request: Asked): Promise<Answer extends ShapeName ? Shape<Answer> : undefined>;
  /** The same answer in fewer steps, or null where it is not plain. */
  shortcut?(
    deps: HttpDeps,
    request: ShortRequest<OptionalShape<Body>>,
  ): Promise<OptionalShape<Answer> | null>;
}

/** A well-formed request of which it is not known yet who asks: whatever is read is told to nobody before `admit`. */
export interface ShortRequest<Body> {
  bearer: string;
  body: Body;
  /** Whose token was looked up. Throws `unauthenticated` and `forbidden`. */
  admit: (found: PresentedApiToken | null) => Caller;
  /** The tenant of this slug, whether or not the token reaches it. */
  findTenant: (slug: string) => Promise<TenantRef | null>;
}

/** A route without its types: what mounting, validation and the OpenAPI document go by. */
export interface ApiRoute {
  method: 'get' | 'post' | 'put' | 'delete';
  /** Below /api/v1, with :names. */
  path: string;
  /** `tenant`: inside one; `operator`: only for tokens that reach every tenant; `any`: perform looks at the caller. */
  reach: 'tenant' | 'operator' | 'any';
  scope: Exclude<Scope, '*'>;
  /** Null: closed to sessions of the portal. */
  portal: PortalUse | null;
  support: boolean;
  summary: string;
  description: string | null;
  query: ShapeName | null;
  body: ShapeName | null;
  upload: readonly string[] | null;
  /** The content types of the file that `perform` answers with, a Download; null: none, but a shape. */
  download: readonly string[] | null;
  bodyIsOptional: boolean;
  answer: ShapeName | null;
  status: 200 | 201 | 202 | 204;
  answersSecret: (body: unknown) => boolean;
  perform(deps: HttpDeps, request: AnyRequest): Promise<unknown>;
  /** Null where there is none. */
  shortcut: ((deps: HttpDeps, request: ShortRequest<unknown>) => Promise<unknown>) | null;
}

export interface AnyRequest {
  caller: Caller;
  tenant: TenantRef | null;
  params: Record<string, string>;
  query: unknown;
  body: unknown;
  upload: Upload | null;
  reach: (slug: string) => Promise<TenantRef>;
  givenUp: AbortSignal;
}

/** Who causes what this request changes, for the audit log. */
export function actorOf(caller: Caller): Actor {
  return caller.actor;
}

/** A route inside a tenant; its path is relative to the tenant's, and `request.tenant` is who that is. */
export function tenantRoute<
  Path extends string,
  Query extends ShapeName | undefined = undefined,
  Body extends ShapeName | undefined = undefined,
  Answer extends ShapeName | undefined = undefined,
>(
  parts: RouteParts<Path, Query, Body, Answer, Request<Path, Query, Body> & { tenant: TenantRef }>,
): ApiRoute {
  return erased({ ...parts, path: `/tenants/:tenant${parts.path}` }, 'tenant');
}

/**
 * A route inside a tenant that answers with a file, made while it is sent. It reads alone: with a body, it is a POST, and the
 * answer is not kept for an Idempotency-Key.
 */
export function tenantDownload<
  Path extends string,
  Query extends ShapeName | undefined = undefined,
  Body extends ShapeName | undefined = undefined,
>({
  types,
  open,
  ...parts
}: Pick<
  RouteParts<Path, Query, Body, undefined, unknown>,
  'path' | 'scope' | 'portal' | 'summary' | 'description' | 'query' | 'body'
> & {
  types: readonly string[];
  open: (deps: HttpDeps, request: Request<Path, Query, Body> & { tenant: TenantRef }) => Download;
}): ApiRoute {
  const method = parts.body === undefined ? 'get' : 'post';
  const route = tenantRoute({ ...parts, method, perform: () => Promise.resolve(undefined) });
  return {
    ...route,
    status: 200,
    download: types,
    // The request was validated against exactly these shapes before.
    perform: (deps, request) => Promise.resolve(open(deps, request as Parameters<typeof open>[1])),
  };
}

/** A route outside the tenants that only a token of an operator, bound to no tenant, may use. */
export function operatorRoute<
  Path extends string,
  Query extends ShapeName | undefined = undefined,
  Body extends ShapeName | undefined = undefined,
  Answer extends ShapeName | undefined = undefined,
>(parts: RouteParts<Path, Query, Body, Answer, Request<Path, Query, Body>>): ApiRoute {
  return erased(parts, 'operator');
}

/** A route outside the tenants that also a token bound to one may use: `perform` keeps it to that tenant. */
export function sharedRoute<
  Path extends string,
  Query extends ShapeName | undefined = undefined,
  Body extends ShapeName | undefined = undefined,
  Answer extends ShapeName | undefined = undefined,
>(parts: RouteParts<Path, Query, Body, Answer, Request<Path, Query, Body>>): ApiRoute {
  return erased(parts, 'any');
}

function erased<Asked>(
  parts: Omit<
    RouteParts<string, unknown, unknown, unknown, Asked>,
    'perform' | 'answersSecret' | 'shortcut'
  > & {
    answersSecret?: true | ((body: never) => boolean);
    perform(deps: HttpDeps, request: Asked): Promise<unknown>;
    shortcut?(deps: HttpDeps, request: ShortRequest<never>): Promise<unknown>;
  },
  reach: ApiRoute['reach'],
): ApiRoute {
  const { answersSecret } = parts;
  return {
    method: parts.method,
    path: parts.path,
    reach,
    scope: parts.scope,
    portal: parts.portal ?? null,
    support: parts.support === true,
    summary: parts.summary,
    description: parts.description ?? null,
    query: (parts.query ?? null) as ShapeName | null,
    body: (parts.body ?? null) as ShapeName | null,
    upload: parts.upload ?? null,
    download: null,
    bodyIsOptional: parts.bodyIsOptional === true,
    answer: (parts.answer ?? null) as ShapeName | null,
    status: parts.answer === undefined ? 204 : parts.creates ? 201 : parts.accepts ? 202 : 200,
    // The request was validated against exactly these shapes before.
    answersSecret: (body) =>
      typeof answersSecret === 'function' ? answersSecret(body as never) : answersSecret === true,
    perform: (deps, request) => parts.perform(deps, request as Asked),
    shortcut:
      parts.shortcut === undefined
        ? null
        : // The request was validated against exactly these shapes before.
          async (deps, request) => parts.shortcut?.(deps, request as ShortRequest<never>),
  };
}
