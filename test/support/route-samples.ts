import { routeTable } from '../../src/http/route-table.ts';
import type { ApiRoute } from '../../src/http/route.ts';
import type { Method } from './api-client.ts';

/** One request to a route that is well-formed; what it names need not exist. */
export interface RouteSample {
  operation: string;
  route: ApiRoute;
  method: Method;
  /** Below /api/v1. */
  path: string;
  body: unknown;
  /** What a file is sent with, where the route takes one. */
  headers: Record<string, string>;
}

const SAMPLE_URN = 'urn:example:params:scim:schemas:sample';
const NOBODY = '0198c0de-0000-7000-8000-000000000000';

/** A body for each route that takes one. A new route without one fails the tests that go through all routes. */
const bodies: Record<string, (ids: Record<string, string>) => unknown> = {
  createTenant: () => ({ slug: 'sample' }),
  createDirectory: () => ({ source: 'workos' }),
  connectWorkos: () => ({}),
  createAdminPortalLink: () => ({}),
  setDirectoryProfile: () => ({ profile: 'okta' }),
  createDirectoryToken: () => ({ expires_at: '2099-01-01T00:00:00Z' }),
  putDirectorySchema: () => ({ id: SAMPLE_URN, attributes: [{ name: 'badge', type: 'string' }] }),
  planDirectory: () => ({}),
  activateDirectory: () => ({}),
  resumeDirectory: () => ({}),
  disconnectDirectory: () => ({ people: 'keep' }),
  claimDirectory: () => ({ workos_id: 'directory_sample' }),
  registerUser: () => ({ email: 'sample@acme.com' }),
  setRole: () => ({ role: 'member' }),
  createWorkspace: () => ({ key: 'sample' }),
  approveHold: () => ({ revision: 1 }),
  rejectHold: () => ({}),
  pushPolicy: () => ({ yaml: 'version: rollcall/v1\ntenant: acme\n' }),
  activatePolicyVersion: () => ({}),
  diffPolicy: () => ({ version: 1 }),
  planPolicy: () => ({ version: 1 }),
  exportPolicyPlan: () => ({ version: 1 }),
  backtestPolicy: () => ({ version: 1, since: '90d' }),
  proposePolicy: () => ({ version: 1 }),
  findPolicyMismatches: () => ({ yaml: 'version: rollcall/v1\ntenant: acme\n' }),
  checkPolicy: () => ({ yaml: 'version: rollcall/v1\ntenant: acme\n' }),
  testPolicy: () => ({ tests: 'tests: []\n' }),
  mendPolicy: () => ({ yaml: 'version: rollcall/v1\ntenant: acme\n' }),
  editPolicy: () => ({ yaml: 'version: rollcall/v1\ntenant: acme\n', set: [] }),
  describePolicy: () => ({ yaml: 'version: rollcall/v1\ntenant: acme\n' }),
  draftPolicy: () => ({ template: 'okta-basic' }),
  planGroupMapping: (ids) => ({
    groups: [{ group_id: ids['group'] ?? NOBODY, role: 'member', workspaces: [] }],
  }),
  mapGroups: (ids) => ({
    groups: [{ group_id: ids['group'] ?? NOBODY, role: 'member', workspaces: [] }],
    over: 1,
  }),
  createSession: (ids) => ({ user_id: ids['user'] ?? NOBODY, expires_at: '2099-01-01T00:00:00Z' }),
  createApiKey: (ids) => ({ user_id: ids['user'] ?? NOBODY, name: 'sample' }),
  checkAccess: (ids) => ({ tenant: ids['tenant'] ?? 'acme', user_id: ids['user'] ?? NOBODY }),
  createWebhookEndpoint: () => ({ url: 'https://hooks.example.com/rollcall' }),
  rotateWebhookSecret: () => ({}),
  retryEvents: () => ({}),
  dismissEvent: () => ({ reason: 'sample' }),
  dismissEvents: () => ({ reason: 'sample', all: true }),
  purgeUnclaimedEvents: () => ({ received_before: '2020-01-01T00:00:00Z' }),
  replayOutbox: () => ({}),
  replayOutboxMessage: () => ({}),
  createPortalLink: () => ({ label: 'ada@acme.com' }),
  createToken: () => ({ name: 'sample', scopes: ['tokens:write'] }),
};

/**
 * A request for each route, with these ids in its path and body, by what they are called there. What is missing is made
 * up, and nobody's.
 */
export function routeSamples(
  given: Record<string, string> | ((operation: string) => Record<string, string>) = {},
): RouteSample[] {
  return Object.entries(routeTable).map(([operation, route]) => {
    const sampleBody = bodies[operation];
    const ids = typeof given === 'function' ? given(operation) : given;
    if ((route.body === null) !== (sampleBody === undefined))
      throw new Error(`${operation} has no sample body.`);
    return {
      operation,
      route,
      method: route.method.toUpperCase() as Method,
      path: route.path.replaceAll(
        /:(\w+)/g,
        (_, name: string) => ids[name] ?? { tenant: 'acme', urn: SAMPLE_URN }[name] ?? NOBODY,
      ),
      body: sampleBody?.(ids),
      headers: route.upload === null ? {} : { 'content-type': route.upload[0] ?? '' },
    };
  });
}
