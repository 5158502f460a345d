import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import type { CurrentSession } from '../../src/generated/api.ts';
import { ensureOperatorToken } from '../../src/store/api-tokens.ts';
import { createApiClient } from '../support/api-client.ts';
import { openBrowser, type BrowserAnswer, type CookieBrowser } from '../support/cookie-browser.ts';
import { startOidcProvider, type TestOidcProvider } from '../support/oidc-provider.ts';
import { operatorToken, startRollcall, type TestRollcall } from '../support/rollcall.ts';

const sessionOf = async (browser: CookieBrowser): Promise<CurrentSession | null> => {
  const { status, body } = await browser.ask('GET', '/api/v1/session');
  return status === 200 ? (body as CurrentSession) : null;
};

describe('signing in to the console with an API token', () => {
  let rollcall: TestRollcall;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  const signIn = (browser: CookieBrowser, token: string) =>
    browser.ask('POST', '/admin/sign-in/token', { body: { token } });

  it('gives a session that can do what the token can', async () => {
    await rollcall.createTenant('acme', 'directory_acme');
    const api = await createApiClient(rollcall.url, operatorToken);
    const made = await api.expect('TokenOnce', 'POST', '/tokens', {
      body: { name: 'support desk', scopes: ['read'], tenant: 'acme' },
    });
    const browser = openBrowser(rollcall.url, 'console');
    assert.deepEqual((await browser.ask('GET', '/admin/sign-in/methods')).body, { method: 'token' });
    const answer = await signIn(browser, made.token);
    assert.deepEqual([answer.status, answer.body], [200, { go_to: '/admin' }]);
    assert.match(answer.cookies[0] ?? '', /^rollcall_console=rcb_[\w-]{43}; .*HttpOnly; SameSite=Lax$/);
    const session = await sessionOf(browser);
    assert.deepEqual(
      [session?.kind, session?.label, session?.role, session?.tenant, session?.scopes],
      ['console', 'support desk', null, 'acme', ['read']],
    );
    assert.equal((await browser.ask('GET', '/api/v1/tenants/acme/users')).status, 200);
    const written = await browser.ask('POST', '/api/v1/tenants/acme/workspaces', { body: { key: 'x' } });
    assert.equal(written.status, 403);

    await api.ask('DELETE', `/tokens/${made.id}`);
    assert.equal(await sessionOf(browser), null, 'revoking the token ends the session');
  });

  it('is of one person by the token, and not by its name', async () => {
    const api = await createApiClient(rollcall.url, operatorToken);
    const make = async () =>
      (await api.expect('TokenOnce', 'POST', '/tokens', { body: { name: 'twin', scopes: ['read'] } })).token;
    const personOf = async (token: string) => {
      const browser = openBrowser(rollcall.url, 'console');
      await signIn(browser, token);
      return (await sessionOf(browser))?.person;
    };
    const [one, other] = [await make(), await make()];
    const person = await personOf(one);
    assert.match(person ?? '', /^[0-9a-f]{64}$/);
    assert.equal(await personOf(one), person);
    assert.notEqual(await personOf(other), person);
    const asked = await createApiClient(rollcall.url, one);
    assert.equal((await asked.expect('CurrentSession', 'GET', '/session')).person, person);
  });

  it('ends with the value of the token, and by signing out', async () => {
    const browser = openBrowser(rollcall.url, 'console');
    await signIn(browser, operatorToken);
    const former = browser.jar.get('rollcall_console') ?? '';
    await signIn(browser, operatorToken);
    const held = browser.jar.get('rollcall_console') ?? '';
    assert.notEqual(held, former);
    const stolen = openBrowser(rollcall.url, 'console');
    stolen.jar.set('rollcall_console', former);
    assert.equal(await sessionOf(stolen), null, 'signing in again ends the session before');

    await ensureOperatorToken(rollcall.database, 'another-operator-token', rollcall.clock.now());
    assert.equal(await sessionOf(browser), null, 'the token has another value');
    await ensureOperatorToken(rollcall.database, operatorToken, rollcall.clock.now());
    assert.equal((await sessionOf(browser))?.scopes[0], '*');

    assert.deepEqual((await browser.ask('POST', '/admin/sign-out')).body, { go_to: '/admin/sign-in' });
    assert.equal(browser.jar.size, 0);
    browser.jar.set('rollcall_console', held);
    assert.equal(await sessionOf(browser), null);
  });

  it('refuses what is no token, what reads nothing, other sites, and too many attempts', async () => {
    const api = await createApiClient(rollcall.url, operatorToken);
    const checker = await api.expect('TokenOnce', 'POST', '/tokens', {
      body: { name: 'product', scopes: ['access:check'] },
    });
    const browser = openBrowser(rollcall.url, 'console');
    assert.equal((await signIn(browser, 'rc_unknown')).status, 401);
    assert.equal((await signIn(browser, checker.token)).status, 403);
    for (const headers of [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { 'rollcall-app': '' },
    ]) {
      const body = { token: operatorToken };
      const refused = await browser.ask('POST', '/admin/sign-in/token', { body, headers });
      assert.equal(refused.status, 403);
    }
    assert.equal(browser.jar.size, 0);
    const answers: number[] = [];
    for (let time = 0; time < 101; time += 1) answers.push((await signIn(browser, 'rc_unknown')).status);
    assert.equal(answers.at(-1), 429);
    rollcall.clock.advance(60_000);
    assert.equal((await signIn(browser, operatorToken)).status, 200);
  });
});

describe('signing in to the console by OpenID Connect', () => {
  let rollcall: TestRollcall;
  let provider: TestOidcProvider;
  const lines: string[] = [];

  before(async () => {
    const sink = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    rollcall = await startRollcall({
      logger: pino({ level: 'trace' }, sink),
      web: async (url) => {
        provider = await startOidcProvider(url);
        const { issuer, clientId, clientSecret } = provider;
        return {
          ...{ embedOrigins: [], secureCookies: false },
          oidc: {
            ...{ issuer, clientId, clientSecret, scopes: 'openid profile email', roleClaim: 'groups' },
            roleValues: { operator: ['rollcall-ops'], support: ['cs'], viewer: ['everyone'] },
          },
        };
      },
    });
    provider.people = {
      ada: { email: 'ada@example.com', email_verified: true, groups: ['everyone', 'rollcall-ops'] },
      grace: { email: 'grace@example.com', email_verified: true, groups: ['cs'] },
      mallory: { email: 'mallory@example.com', groups: ['visitors'] },
    };
  });
  after(async () => {
    await rollcall.stop();
    await provider.stop();
  });

  /** Goes to the provider and back, as a browser does; the answer of the callback. */
  async function goAndReturn(browser: CookieBrowser, path = '/admin/sign-in/start'): Promise<BrowserAnswer> {
    const callback = await goToProvider(browser, path);
    return browser.ask('GET', callback, { headers: { 'sec-fetch-site': 'cross-site' } });
  }
  /** With which address the provider sends the browser back. */
  async function goToProvider(browser: CookieBrowser, path = '/admin/sign-in/start'): Promise<string> {
    const begun = await browser.ask('GET', path);
    assert.equal(begun.status, 303);
    const elsewhere = openBrowser(provider.issuer, 'console');
    let address = begun.headers.get('location') ?? '';
    for (let step = 0; step < 6 && address.startsWith(provider.issuer); step += 1) {
      const answer = await elsewhere.ask('GET', address, {
        headers: { 'sec-fetch-site': '', 'rollcall-app': '' },
      });
      address = new URL(answer.headers.get('location') ?? '', address).href;
    }
    assert.ok(address.startsWith(rollcall.url), address);
    return address;
  }

  it('asks with PKCE, state and nonce, and signs in with the strongest role of the claim', async () => {
    const browser = openBrowser(rollcall.url, 'console');
    assert.deepEqual((await browser.ask('GET', '/admin/sign-in/methods')).body, { method: 'oidc' });
    const begun = await browser.ask('GET', '/admin/sign-in/start');
    const { searchParams } = new URL(begun.headers.get('location') ?? '');
    assert.equal(searchParams.get('code_challenge_method'), 'S256');
    for (const name of ['state', 'nonce', 'code_challenge'])
      assert.ok((searchParams.get(name) ?? '').length > 20);

    for (const [person, role] of [
      ['ada', 'operator'],
      ['grace', 'support'],
    ] as const) {
      provider.signsIn = person;
      const answer = await goAndReturn(browser);
      assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/admin']);
      const session = await sessionOf(browser);
      assert.deepEqual(
        [session?.kind, session?.label, session?.role, session?.tenant],
        ['console', `${person}@example.com`, role, null],
      );
    }
    assert.doesNotMatch(lines.join(''), /example\.com|rcb_|code=|state=/);
  });

  it('leads back to the page that was asked for, and never to another site', async () => {
    provider.signsIn = 'ada';
    const browser = openBrowser(rollcall.url, 'console');
    for (const [asked, led] of [
      ['/admin/tenants/acme?tab=people', '/admin/tenants/acme?tab=people'],
      ['//evil.example', '/admin'],
      ['https://evil.example/admin', '/admin'],
      ['/admin\\@evil.example', '/admin'],
      ['/administrator', '/admin'],
      ['/admin/../portal', '/admin'],
      ['/admin/%2e%2e/portal', '/admin'],
    ]) {
      const path = `/admin/sign-in/start?return_to=${encodeURIComponent(asked ?? '')}`;
      assert.equal((await goAndReturn(browser, path)).headers.get('location'), led);
    }
  });

  it('lets nobody in without a role, without what was begun, or twice with one code', async () => {
    const problemOf = (answer: BrowserAnswer) => answer.headers.get('location');
    const browser = openBrowser(rollcall.url, 'console');
    provider.signsIn = 'mallory';
    assert.equal(problemOf(await goAndReturn(browser)), '/admin/sign-in?problem=no_role');
    assert.equal(
      problemOf(await goAndReturn(browser, '/admin/sign-in/start?return_to=/admin/outbox')),
      '/admin/sign-in?problem=no_role&return_to=%2Fadmin%2Foutbox',
    );
    provider.signsIn = null;
    assert.equal(problemOf(await goAndReturn(browser)), '/admin/sign-in?problem=refused');
    // Whoever was an operator and has lost their role is not one for as long as the session before would have lasted.
    provider.signsIn = 'ada';
    await goAndReturn(browser);
    const former = new Map(browser.jar);
    provider.signsIn = 'mallory';
    assert.equal(problemOf(await goAndReturn(browser)), '/admin/sign-in?problem=no_role');
    assert.equal(browser.jar.has('rollcall_console'), false);
    for (const [name, value] of former) browser.jar.set(name, value);
    assert.equal(await sessionOf(browser), null);
    browser.jar.clear();

    provider.signsIn = 'ada';
    const callback = await goToProvider(browser);
    const before = provider.exchanges();
    const other = openBrowser(rollcall.url, 'console');
    assert.equal(problemOf(await other.ask('GET', callback)), '/admin/sign-in?problem=expired');
    await other.ask('GET', '/admin/sign-in/start');
    assert.equal(
      problemOf(await other.ask('GET', callback)),
      '/admin/sign-in?problem=refused',
      'another state',
    );
    assert.equal(provider.exchanges(), before, 'the code of somebody else was sent nowhere');
    const kept = browser.jar.get('rollcall_sign_in') ?? '';
    assert.equal(problemOf(await browser.ask('GET', callback)), '/admin');
    assert.ok((await sessionOf(browser)) !== null);
    assert.equal(browser.jar.has('rollcall_sign_in'), false);
    other.jar.set('rollcall_sign_in', kept);
    assert.equal(
      problemOf(await other.ask('GET', callback)),
      '/admin/sign-in?problem=refused',
      'a used code',
    );

    const late = await goToProvider(other);
    rollcall.clock.advance(600_000);
    assert.equal(problemOf(await other.ask('GET', late)), '/admin/sign-in?problem=expired');
    for (const value of ['x', 'eyJ4Ijox', 'a'.repeat(4_000)]) {
      other.jar.set('rollcall_sign_in', value);
      assert.equal(problemOf(await other.ask('GET', callback)), '/admin/sign-in?problem=expired');
    }
    assert.equal(await sessionOf(other), null);
    rollcall.clock.advance(60_000);
  });

  it('takes no token instead, and signs out at the provider as well', async () => {
    const browser = openBrowser(rollcall.url, 'console');
    const refused = await browser.ask('POST', '/admin/sign-in/token', { body: { token: operatorToken } });
    assert.equal(refused.status, 403);
    provider.signsIn = 'ada';
    await goAndReturn(browser);
    const { rows } = await rollcall.database.knex.raw<{ rows: { id_token: string | null }[] }>(
      'select id_token from browser_sessions where ended_at is null and id_token is not null',
    );
    assert.ok(
      rows.length > 0 && rows.every(({ id_token }) => !/^eyJ/.test(id_token ?? '')),
      'they are sealed',
    );
    const out = await browser.ask('POST', '/admin/sign-out');
    const goTo = new URL((out.body as { go_to: string }).go_to);
    assert.equal(goTo.origin, provider.issuer);
    assert.match(goTo.searchParams.get('id_token_hint') ?? '', /^eyJ/);
    assert.equal(goTo.searchParams.get('post_logout_redirect_uri'), `${rollcall.url}/admin/sign-in`);
    assert.equal(await sessionOf(browser), null);
  });

  it('says so where the provider cannot be asked, and asks again the next time', async () => {
    const lost = await startRollcall({
      web: () =>
        Promise.resolve({
          ...{ embedOrigins: [], secureCookies: true },
          oidc: {
            ...{ issuer: 'http://127.0.0.1:9', clientId: 'x', clientSecret: null, scopes: 'openid' },
            ...{ roleClaim: 'groups', roleValues: { operator: ['x'], support: [], viewer: [] } },
          },
        }),
    });
    try {
      const browser = openBrowser(lost.url, 'console');
      for (let time = 0; time < 2; time += 1) {
        const answer = await browser.ask('GET', '/admin/sign-in/start');
        assert.equal(answer.headers.get('location'), '/admin/sign-in?problem=unreachable');
      }
    } finally {
      await lost.stop();
    }
  });
});
