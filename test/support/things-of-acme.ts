import assert from 'node:assert/strict';
import { insertBrowserSession } from '../../src/store/browser-sessions.ts';
import { newId } from '../../src/store/new-id.ts';
import { insertResync } from '../../src/store/resyncs.ts';
import { insertHold } from './held-rows.ts';
import type { Office } from './office.ts';
import { routeSamples, type RouteSample } from './route-samples.ts';

/** One of each thing of the tenant acme that has an id. */
export interface ThingsOfAcme {
  /** All the ids. */
  ids: readonly string[];
  /** By what a path calls them. */
  by: Readonly<Record<string, string>>;
  /** A request for each route with these ids, below this tenant. */
  samples: (tenant: string) => RouteSample[];
}

/** Real ones: requests with made-up ids are answered 404 whatever the code does. */
export async function makeThingsOfAcme(office: Office): Promise<ThingsOfAcme> {
  const { api, rollcall, tenantId, directoryId } = office;
  const now = rollcall.clock.now();
  const endpoint = await api.expect('WebhookEndpointOnce', 'POST', '/webhook-endpoints', {
    body: { url: 'https://hooks.example.com/rollcall', tenant: 'acme' },
  });
  const { user } = await office.hire('ada', ['members']);
  const session = await api.expect('Session', 'POST', '/tenants/acme/sessions', {
    body: { user_id: user.id, expires_at: '2099-01-01T00:00:00Z' },
  });
  const key = await api.expect('ApiKeyOnce', 'POST', '/tenants/acme/api-keys', {
    body: { user_id: user.id, name: 'ci' },
  });
  const token = await api.expect('TokenOnce', 'POST', '/tokens', {
    body: { name: 'of acme', scopes: ['read'], tenant: 'acme' },
  });
  const link = await api.expect('PortalLinkOnce', 'POST', '/tenants/acme/portal-links', {
    body: { label: 'ada@acme.com' },
  });
  const scim = await api.expect('DirectoryOnce', 'POST', '/tenants/acme/directories', {
    body: { source: 'scim', name: 'Acme by SCIM' },
  });
  const { id: hold } = await insertHold(
    rollcall.database,
    tenantId,
    { kind: 'sole_admin', reason: 'The last one', people: [{ userId: user.id, changes: [] }] },
    now,
  );
  const resync = newId();
  await rollcall.database.inTenant(tenantId, (trx) =>
    insertResync(trx, tenantId, {
      ...{ id: resync, directory_id: directoryId, reason: 'by_hand', requested_at: now, now },
      actor: { kind: 'operator', id: 'test' },
    }),
  );
  const { id: browser } = await insertBrowserSession(
    rollcall.database,
    {
      ...{ kind: 'portal', tenantId, label: 'ada@acme.com', linkId: link.id },
      ...{ access: 'read', pages: ['people'], returnUrl: null },
    },
    now,
  );
  const events = await api.expect('EventList', 'GET', '/tenants/acme/events?limit=1');
  const deliveries = await api.expect('OutboxDeliveryList', 'GET', '/tenants/acme/outbox?limit=1');
  const groups = await api.expect('GroupList', 'GET', '/tenants/acme/groups?limit=1');
  const people = await api.expect('DirectoryUserList', 'GET', '/tenants/acme/directory-users?limit=1');
  const by = {
    ...{ directory: directoryId, user: user.id, session: session.id, key: key.id, token: token.id },
    ...{ endpoint: endpoint.id, link: link.id, hold, resync },
    event: the(events.data[0]?.id),
    message: the(deliveries.data[0]?.message_id),
    group: the(groups.data[0]?.id),
    person: the(people.data[0]?.id),
  };
  const ofScim = { directory: scim.id, token: the(scim.tokens[0]?.id) };
  const special: Record<string, Record<string, string>> = {
    ...{ listDirectoryTokens: ofScim, createDirectoryToken: ofScim, revokeDirectoryToken: ofScim },
    ...{ listDirectorySchemas: ofScim, putDirectorySchema: ofScim, removeDirectorySchema: ofScim },
    setDirectoryProfile: ofScim,
    revokeBrowserSession: { session: browser },
  };
  return {
    by,
    ids: [...Object.values(by), ...Object.values(ofScim), browser],
    samples: (tenant) =>
      routeSamples((operation) => ({ ...by, version: '1', idp: 'okta', tenant, ...special[operation] })),
  };
}

function the(id: string | undefined): string {
  assert.ok(id, 'there is none of it');
  return id;
}
