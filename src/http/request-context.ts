import type { Request } from 'express';

/** What is known of one request besides its content. Nothing in here is personal, so all of it may be logged. */
export interface RequestContext {
  /** Ours, a UUID: it is in the answer, in the problem and in the log. */
  id: string;
  /** The pattern that matched, such as /api/v1/tenants/:tenant/users; never the path itself. */
  route: string;
  tenantSlug: string | null;
  /** Of a SCIM directory, once it is known whose request it is. */
  directoryId: string | null;
}

const contexts = new WeakMap<Request, RequestContext>();

export function openContext(request: Request, id: string): RequestContext {
  const context = { id, route: 'none', tenantSlug: null, directoryId: null };
  contexts.set(request, context);
  return context;
}

export function contextOf(request: Request): RequestContext {
  const context = contexts.get(request);
  if (context === undefined) throw new TypeError('The request has not passed openContext.');
  return context;
}
