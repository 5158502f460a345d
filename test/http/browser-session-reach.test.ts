import assert from 'node:assert/strict';
import type { ConsoleRole } from '../../src/domain/browser-session.ts';
import { portalPages } from '../../src/domain/portal-link.ts';
import type { BrowserSessionList, CurrentSession, NewPortalLink, Problem } from '../../src/generated/api.ts';
import { routeTable } from '../../src/http/route-table.ts';
import { insertBrowserSession } from '../../src/store/browser-sessions.ts';
import { openBrowser, type CookieBrowser } from '../support/cookie-browser.ts';
import { openOffice, type Office } from '../support/office.ts';
import { makeThingsOfAcme } from '../support/things-of-acme.ts';
import { operatorToken } from '../support/rollcall.ts';
import { routeSamples, type RouteSample } from '../support/route-samples.ts';

/** Who may use a route of the API from a browser is decided for each; a new one is closed until it is named here. */
const openToPortal = [
  'activateDirectory',
  'approveHold',
  'cancelResync',
  'connectWorkos',
  'createAdminPortalLink',
  'createDirectory',
  'createDirectoryToken',
  'createResync',
  'disconnectDirectory',
  'explainDirectoryUser',
  'explainUser',
  'exportAuditRecords',
  'exportDirectoryPlan',
  'getCurrentSession',
  'getDirectory',
  'getDirectoryGuide',
  'getDirectoryHealth',
  'getDirectorySetup',
  'getEvent',
  'getGroupMapping',
  'getHold',
  'getHoldApprovers',
  'getResync',
  'getRoles',
  'getTenant',
  'getUser',
  'listAuditRecords',
  'listDirectories',
  'listDirectoryGuides',
  'listDirectoryTokens',
  'listDirectoryUsers',
  'listEventFailures',
  'listEvents',
  'listGroups',
  'listHoldPeople',
  'listHolds',
  'listResyncs',
  'listSessions',
  'listUsers',
  'listWorkspaces',
  'mapGroups',
  'pauseDirectory',
  'planDirectory',
  'planGroupMapping',
  'rejectHold',
  'resumeDirectory',
  'revokeDirectoryToken',
  'setDirectoryProfile',
];
/** They are of no tenant. */
const openWithoutTenant = ['getCurrentSession', 'getDirectoryGuide', 'listDirectoryGuides'];
const openToSupport = [
  'approveHold',
  'cancelResync',
  'createPortalLink',
  'createResync',
  'dismissEvent',
  'dismissEvents',
  'rejectHold',
  'replayOutbox',
  'replayOutboxMessage',
  'retryEvent',
  'retryEvents',
  'revokePortalLink',
];

const writes = (sample: RouteSample) => sample.method !== 'GET';

describe('sessions of browsers', () => {
  let office: Office;

  before(async () => {
    office = await openOffice();
    await office.rollcall.createTenant('initech', 'directory_initech');
  });
  after(() => office.stop());

  const enter = async (slug: string, wanted: NewPortalLink = {}): Promise<CookieBrowser> => {
    const { url } = await office.api.expect('PortalLinkOnce', 'POST', `/tenants/${slug}/portal-links`, {
      body: wanted,
    });
    const browser = openBrowser(office.rollcall.url, 'portal');
    assert.equal((await browser.enter(url)).status, 200);
    return browser;
  };
  const signIn = async (role: ConsoleRole): Promise<CookieBrowser> => {
    const { database, clock, url } = office.rollcall;
    const session = {
      kind: 'console',
      tenantId: null,
      label: `${role}@example.com`,
      role,
      token: null,
    } as const;
    const { secret } = await insertBrowserSession(database, { ...session, idToken: null }, clock.now());
    const browser = openBrowser(url, 'console');
    browser.jar.set('rollcall_console', secret);
    return browser;
  };
  const ask = (browser: CookieBrowser, sample: RouteSample, headers: Record<string, string> = {}) =>
    browser.ask(sample.method, `/api/v1${sample.path}`, {
      ...(sample.body === undefined ? {} : { body: sample.body }),
      headers: { ...sample.headers, ...headers },
    });

  it('open to the portal and to support what is named here, and nothing else', () => {
    const named = (is: (operation: string) => boolean | undefined) =>
      Object.keys(routeTable).filter(is).sort();
    assert.deepEqual(
      named((operation) => routeTable[operation]?.portal !== null),
      [...openToPortal].sort(),
    );
    assert.deepEqual(
      named((operation) => routeTable[operation]?.support),
      openToSupport,
    );
    for (const [operation, route] of Object.entries(routeTable)) {
      if (route.portal === null) continue;
      assert.ok(route.scope === 'read' || route.portal.access === 'write', operation);
      assert.ok(route.reach === 'tenant' || openWithoutTenant.includes(operation), operation);
    }
  });

  it('of one tenant find nothing of another, whatever they ask', async () => {
    const acmes = await makeThingsOfAcme(office);
    const [stranger, owner] = [await enter('initech'), await enter('acme')];
    const reads = acmes
      .samples('acme')
      .filter(({ route, method }) => method === 'GET' && route.portal !== null && route.reach === 'tenant');
    assert.ok(reads.length > 25, `${reads.length}`);
    for (const sample of reads) {
      const { status, body } = await ask(owner, sample);
      // Of a directory that is active there is nothing to plan.
      const expected = sample.operation === 'exportDirectoryPlan' ? 409 : 200;
      assert.equal(status, expected, `${sample.operation}: ${JSON.stringify(body)}`);
    }
    let asked = 0;
    for (const sample of acmes.samples('acme')) {
      const { status, body } = await ask(stranger, sample);
      asked += 1;
      if (sample.operation === 'getCurrentSession') {
        assert.equal((body as { tenant: string }).tenant, 'initech');
      } else if (!openWithoutTenant.includes(sample.operation))
        assert.ok(status === 403 || status === 404, `${sample.operation}: ${status} ${JSON.stringify(body)}`);
      assert.ok(!JSON.stringify(body).includes('ada@acme.com'), sample.operation);
    }
    assert.ok(asked > 80);
    // What is acme's is not found either where it is asked for below their own tenant.
    for (const sample of acmes.samples('initech')) {
      if (!acmes.ids.some((id) => sample.path.includes(id))) continue;
      const { status } = await ask(stranger, sample);
      assert.ok(status === 403 || status === 404, `${sample.operation}: ${status}`);
    }
  });

  it('of the portal reach no route that is not open to it', async () => {
    const inside = await enter('initech');
    for (const sample of routeSamples({ tenant: 'initech' })) {
      const { status } = await ask(inside, sample);
      const isOpen = openToPortal.includes(sample.operation);
      if (isOpen) assert.notEqual(status, 403, sample.operation);
      else assert.equal(status, 403, sample.operation);
    }
  });

  it('of the portal do what their link says: to look, or some pages', async () => {
    const looking = await enter('initech', { access: 'read' });
    for (const sample of routeSamples({ tenant: 'initech' })) {
      const { status } = await ask(looking, sample);
      const isOpen = sample.route.portal?.access === 'read';
      assert.equal(status === 403, !isOpen, `${sample.operation}: ${status}`);
    }
    for (const page of portalPages) {
      const inside = await enter('initech', { pages: [page] });
      for (const sample of routeSamples({ tenant: 'initech' })) {
        if (sample.route.portal === null) continue;
        const { status } = await ask(inside, sample);
        // Whoever answers holds finds people one by one, and is not shown all of them.
        const isOpen =
          sample.route.portal.pages.includes(page) &&
          !(sample.operation === 'listUsers' && page === 'approvals');
        assert.equal(status === 403, !isOpen, `${sample.operation} by ${page}: ${status}`);
      }
    }
    const answering = await enter('initech', { pages: ['approvals'] });
    const found = await answering.ask('GET', '/api/v1/tenants/initech/users?search=ada&limit=10');
    assert.equal(found.status, 200);
  });

  it('of the console do what their role says', async () => {
    const viewer = await signIn('viewer');
    const support = await signIn('support');
    const operator = await signIn('operator');
    for (const sample of routeSamples({ tenant: 'nobody' })) {
      const { operation, route } = sample;
      const closedTo = async (browser: CookieBrowser) => (await ask(browser, sample)).status === 403;
      assert.equal(await closedTo(viewer), route.scope !== 'read', `viewer: ${operation}`);
      const isOpen = route.scope === 'read' || openToSupport.includes(operation);
      assert.equal(await closedTo(support), !isOpen, `support: ${operation}`);
      // What these two do is not of a tenant that is not there.
      if (operation === 'createTenant' || operation === 'createToken') continue;
      assert.equal(await closedTo(operator), false, `operator: ${operation}`);
    }
  });

  it('of support make links to look, and none that could do more than the role may', async () => {
    const support = await signIn('support');
    const path = '/api/v1/tenants/initech/portal-links';
    for (const body of [{ access: 'write' }, {}, undefined]) {
      const refused = await support.ask('POST', path, body === undefined ? {} : { body });
      const { code, detail } = refused.body as Problem;
      assert.deepEqual([refused.status, code], [403, 'forbidden'], JSON.stringify(body));
      assert.match(detail, /support.*only look.*`access`.*`read`/);
    }
    const made = await support.ask('POST', path, { body: { access: 'read' } });
    assert.deepEqual([made.status, (made.body as { access: string }).access], [201, 'read']);
    const operator = await signIn('operator');
    assert.equal((await operator.ask('POST', path, { body: { access: 'write' } })).status, 201);
  });

  it('count for no write that another site sends, nor for one without the header', async () => {
    const operator = await signIn('operator');
    const crossSite = [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example', 'sec-fetch-site': '' },
      { origin: 'null', 'sec-fetch-site': '' },
      { 'sec-fetch-site': 'same-site' },
      { 'rollcall-app': '' },
      { origin: '', 'sec-fetch-site': '' },
    ];
    const samples = routeSamples({ tenant: 'initech' }).filter(writes);
    assert.ok(samples.length > 30);
    for (const sample of samples) {
      for (const headers of crossSite) {
        const { status, body } = await ask(operator, sample, headers);
        const told = body as Problem & { cross_site?: boolean };
        assert.deepEqual(
          [status, told.cross_site],
          [403, true],
          `${sample.operation} ${JSON.stringify(headers)}`,
        );
      }
    }
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': '', 'rollcall-app': '' },
    ]) {
      const { status } = await operator.ask('GET', '/api/v1/tenants', { headers });
      assert.equal(status, 403, JSON.stringify(headers));
    }
    const plain = await operator.ask('GET', '/api/v1/tenants', { headers: { 'rollcall-app': '' } });
    assert.equal(plain.status, 200);
  });

  it('do not count beside a bearer token, which works from anywhere as before', async () => {
    const operator = await signIn('operator');
    const far = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'rollcall-app': '' };
    const bearer = (token: string) => ({ ...far, authorization: `Bearer ${token}` });
    const made = await operator.ask('POST', '/api/v1/tenants/initech/workspaces', {
      body: { key: 'by-bearer' },
      headers: bearer(operatorToken),
    });
    assert.equal(made.status, 201);
    for (const headers of [bearer('rc_unknown'), { authorization: 'Basic YTpi' }]) {
      assert.equal((await operator.ask('GET', '/api/v1/tenants', { headers })).status, 401);
    }
    const session = await office.api.expect('CurrentSession', 'GET', '/session');
    assert.deepEqual([session.kind, session.tenant, session.scopes], ['token', null, ['*']]);
  });

  it('of the portal are of one person by the label of the link, in one tenant', async () => {
    const personOf = async (slug: string, wanted?: NewPortalLink) => {
      const { body } = await (await enter(slug, wanted)).ask('GET', '/api/v1/session');
      return (body as CurrentSession).person;
    };
    const named = { label: 'it@initech.com' };
    const person = await personOf('initech', named);
    assert.equal(await personOf('initech', named), person);
    const others = [await personOf('acme', named), await personOf('initech'), await personOf('initech')];
    assert.equal(new Set([person, ...others]).size, 4);
  });

  it('of both applications in one browser are told apart by the header', async () => {
    const both = await enter('initech');
    const console = await signIn('viewer');
    for (const [name, value] of console.jar) both.jar.set(name, value);
    const kindOf = async (app: string) => {
      const { status, body } = await both.ask('GET', '/api/v1/session', { headers: { 'rollcall-app': app } });
      return status === 200 ? (body as { kind: string }).kind : status;
    };
    assert.deepEqual(
      [await kindOf('portal'), await kindOf('console'), await kindOf('')],
      ['portal', 'console', 401],
    );
    both.jar.delete('rollcall_console');
    assert.deepEqual([await kindOf('console'), await kindOf('')], [401, 'portal']);
    // The secret of one kind is none of the other.
    both.jar.set('rollcall_console', both.jar.get('rollcall_portal') ?? '');
    assert.equal(await kindOf('console'), 401);
  });

  it('repeat a write under an Idempotency-Key, each its own', async () => {
    const inside = await enter('initech');
    const other = await enter('initech');
    const body = { source: 'workos', name: 'Okta' };
    const make = (browser: CookieBrowser) =>
      browser.ask('POST', '/api/v1/tenants/initech/directories', {
        body,
        headers: { 'idempotency-key': 'once' },
      });
    const first = await make(inside);
    assert.equal(first.status, 201, JSON.stringify(first.body));
    const second = await make(inside);
    assert.equal(second.headers.get('idempotent-replayed'), 'true');
    assert.deepEqual(second.body, first.body);
    const third = await make(other);
    assert.equal(third.headers.get('idempotent-replayed'), null);
    assert.notEqual((third.body as { id: string }).id, (first.body as { id: string }).id);
  });

  it('are listed while they are open, and ended by whoever may', async () => {
    const inside = await enter('initech', { label: 'listed@initech.com' });
    await enter('acme', { label: 'other@acme.com' });
    const { token } = await office.api.expect('TokenOnce', 'POST', '/tokens', {
      body: { name: 'initech', scopes: ['*'], tenant: 'initech' },
    });
    const bound = office.api.as(token);
    const { data } = await bound.expect('BrowserSessionList', 'GET', '/browser-sessions');
    assert.ok(data.length > 0 && data.every(({ tenant }) => tenant === 'initech'));
    const listed = data.find(({ label }) => label === 'listed@initech.com');
    assert.ok(listed?.kind === 'portal');
    const every = await office.api.expect('BrowserSessionList', 'GET', '/browser-sessions?limit=200');
    const others = every.data.find(({ label }) => label === 'other@acme.com');
    assert.ok(others);
    await bound.refused(404, 'not_found', 'DELETE', `/browser-sessions/${others.id}`);
    assert.ok(every.data.some(({ kind }) => kind === 'console'));

    assert.equal((await bound.ask('DELETE', `/browser-sessions/${listed.id}`)).status, 204);
    assert.equal((await inside.ask('GET', '/api/v1/session')).status, 401);
    const after = await bound.expect('BrowserSessionList', 'GET', '/browser-sessions');
    assert.ok(!after.data.some(({ id }) => id === listed.id));
    const { data: told } = await office.api.expect(
      'AuditRecordList',
      'GET',
      '/tenants/initech/audit-records?action=portal_link.session_ended',
    );
    assert.equal(told[0]?.actor.kind, 'api_token');
  });

  it('are seen by whoever may look, who ends their own and those of nobody else', async () => {
    const here = await signIn('viewer');
    await signIn('viewer');
    const operator = await signIn('operator');
    const inside = await enter('initech', { label: 'viewer@example.com' });
    const list = async (browser: CookieBrowser, query = '') =>
      ((await browser.ask('GET', `/api/v1/browser-sessions${query}`)).body as BrowserSessionList).data;
    const mine = await list(here, '?whose=mine');
    assert.ok(mine.length >= 2 && mine.every(({ own, kind }) => own && kind === 'console'));
    assert.equal(mine.filter(({ current }) => current).length, 1);
    const all = await list(here, '?limit=200');
    // A portal link may have anybody's name on it: that makes its session nobody's own.
    const named = all.filter(({ label }) => label === 'viewer@example.com');
    assert.deepEqual(
      new Set(named.map(({ kind, own }) => `${kind} ${String(own)}`)),
      new Set(['console true', 'portal false']),
    );
    const end = async (browser: CookieBrowser, id: string | undefined) =>
      (await browser.ask('DELETE', `/api/v1/browser-sessions/${String(id)}`)).status;
    const theirs = (await list(operator, '?whose=mine')).find(({ current }) => current);
    assert.equal(await end(here, theirs?.id), 403);
    assert.equal(await end(here, named.find(({ kind }) => kind === 'portal')?.id), 403);
    assert.equal((await inside.ask('GET', '/api/v1/session')).status, 200);
    const others = mine.filter(({ current }) => !current);
    for (const { id } of others) assert.equal(await end(here, id), 204);
    assert.deepEqual(
      (await list(here, '?whose=mine')).map(({ current }) => current),
      [true],
    );
    assert.equal(await end(operator, mine.find(({ current }) => current)?.id), 204);
    assert.equal((await here.ask('GET', '/api/v1/session')).status, 401);
  });

  it('that were opened with a token are of whoever has the token', async () => {
    const made = await office.api.expect('TokenOnce', 'POST', '/tokens', {
      body: { name: 'reader', scopes: ['read'] },
    });
    const { database, clock, url } = office.rollcall;
    const by = async (token: { id: string; text: string }) => {
      const session = {
        kind: 'console',
        tenantId: null,
        label: 'reader',
        role: null,
        idToken: null,
      } as const;
      const { id, secret } = await insertBrowserSession(database, { ...session, token }, clock.now());
      const browser = openBrowser(url, 'console');
      browser.jar.set('rollcall_console', secret);
      return { id, browser };
    };
    const first = await by({ id: made.id, text: made.token });
    const second = await by({ id: made.id, text: made.token });
    const another = await office.api.expect('TokenOnce', 'POST', '/tokens', {
      body: { name: 'reader', scopes: ['read'] },
    });
    const third = await by({ id: another.id, text: another.token });
    const end = async (id: string) =>
      (await first.browser.ask('DELETE', `/api/v1/browser-sessions/${id}`)).status;
    assert.equal(await end(third.id), 403);
    assert.equal(await end(second.id), 204);
    const { data } = await office.api
      .as(made.token)
      .expect('BrowserSessionList', 'GET', '/browser-sessions?whose=mine');
    assert.deepEqual(
      data.map(({ id, own, current }) => [id, own, current]),
      [[first.id, true, false]],
    );
  });

  it('are not let in by a cookie that comes twice, or is none', async () => {
    const inside = await enter('initech');
    const secret = inside.jar.get('rollcall_portal') ?? '';
    const statusOf = async (cookie: string) =>
      (await inside.ask('GET', '/api/v1/session', { headers: { cookie } })).status;
    assert.equal(await statusOf(`rollcall_portal=${secret}`), 200);
    for (const cookie of [
      `rollcall_portal=${secret}; rollcall_portal=x`,
      `rollcall_portal=${secret.slice(0, -1)}`,
      `rollcall_portal=${secret}%00`,
      `xrollcall_portal=${secret}`,
      `rollcall_portal=`,
    ]) {
      assert.equal(await statusOf(cookie), 401, cookie.replace(secret, 'SECRET'));
    }
  });
});
