import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import type { CurrentSession, NewPortalLink, PortalLinkOnce, Problem } from '../../src/generated/api.ts';
import { openBrowser } from '../support/cookie-browser.ts';
import { openOffice, type Office } from '../support/office.ts';

const links = '/tenants/acme/portal-links';

describe('links into the portal', () => {
  let office: Office;
  const lines: string[] = [];

  before(async () => {
    const sink = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    office = await openOffice(undefined, { logger: pino({ level: 'trace' }, sink) });
  });
  after(() => office.stop());

  const make = (wanted: NewPortalLink = {}): Promise<PortalLinkOnce> =>
    office.api.expect('PortalLinkOnce', 'POST', links, { body: wanted });
  const browser = () => openBrowser(office.rollcall.url, 'portal');
  const stateOf = async (id: string) => {
    const { data } = await office.api.expect('PortalLinkList', 'GET', links);
    return data.find((link) => link.id === id)?.state;
  };
  const records = async () => {
    const { rows } = await office.rollcall.database.inTenant(office.tenantId, (trx) =>
      trx.raw<{ rows: { action: string; actor_kind: string; actor_id: string }[] }>(
        `select action, actor_kind, actor_id from audit_records where action like 'portal_link.%' order by at, id`,
      ),
    );
    return rows;
  };

  it('are shown once with what they open, and kept as digests', async () => {
    const made = await make({ label: 'ada@acme.com', return_url: 'https://app.example.com/settings' });
    assert.match(made.url, /^http:\/\/127\.0\.0\.1:\d+\/portal\/enter#rcl_[\w-]{64}$/);
    assert.deepEqual([made.state, made.access, made.pages.length], ['open', 'write', 6]);
    assert.equal(Date.parse(made.expires_at) - Date.parse(made.created_at), 600_000);
    assert.equal(made.made_by.kind, 'api_token');
    const secret = new URL(made.url).hash.slice(5);
    const { data } = await office.api.expect('PortalLinkList', 'GET', links);
    assert.equal(data[0]?.id, made.id, 'the newest is first');
    assert.ok(!JSON.stringify(data).includes(secret));
    const { rows } = await office.rollcall.database.inTenant(office.tenantId, (trx) =>
      trx.raw<{ rows: unknown[] }>('select * from portal_links'),
    );
    assert.ok(rows.length > 0 && !JSON.stringify(rows).includes(secret));
  });

  it('need a life of at most an hour and a web address to return to', async () => {
    for (const body of [
      { expires_in: 3_601 },
      { expires_in: 0 },
      { return_url: 'javascript:alert(1)' },
      { return_url: 'https://user:secret@app.example.com/' },
      { pages: [] },
      { pages: ['billing'] },
      { label: 'half \ud800' },
    ]) {
      await office.api.refused(400, 'invalid_request', 'POST', links, { body });
    }
    assert.equal((await make({ expires_in: 3_600 })).state, 'open');
  });

  it('open one session, once, and say what to do afterwards', async () => {
    const made = await make({ label: 'grace@acme.com', return_url: 'https://app.example.com/' });
    const first = browser();
    const entered = await first.enter(made.url);
    assert.equal(entered.status, 200, JSON.stringify(entered.body));
    assert.deepEqual(entered.body, { go_to: '/portal', return_url: 'https://app.example.com/' });
    const [cookie = ''] = entered.cookies;
    assert.match(cookie, /^rollcall_portal=rcb_[\w-]{43}; Max-Age=43200; Path=\/; .*HttpOnly; SameSite=Lax$/);
    const session = await first.ask('GET', '/api/v1/session');
    assert.equal(session.status, 200);
    assert.equal(session.headers.get('cache-control'), 'no-store');
    const { kind, tenant, label, role, access } = session.body as Record<string, unknown>;
    assert.deepEqual(
      [kind, tenant, label, role, access],
      ['portal', 'acme', 'grace@acme.com', 'tenant_admin', 'write'],
    );

    const second = browser();
    const refused = await second.enter(made.url);
    const problem = refused.body as Problem & { state: string; return_url: string };
    assert.deepEqual([refused.status, problem.code, problem.state], [410, 'link_closed', 'used']);
    assert.match(problem.detail, /opened already.*ask for a new one/);
    assert.equal(problem.return_url, 'https://app.example.com/');
    assert.deepEqual(refused.cookies, []);
    assert.equal(await stateOf(made.id), 'used');
  });

  it('opened by many at the same moment let one in', async () => {
    const { url } = await make();
    const answers = await Promise.all(Array.from({ length: 8 }, () => browser().enter(url)));
    const statuses = answers.map(({ status }) => status).sort();
    assert.deepEqual(statuses, [200, ...Array.from({ length: 7 }, () => 410)]);
  });

  it('expire, and are revoked together with the session that they began', async () => {
    const late = await make({ expires_in: 60 });
    office.rollcall.clock.advance(60_000);
    const expired = await browser().enter(late.url);
    assert.equal((expired.body as { state: string }).state, 'expired');

    const unused = await make();
    for (let time = 0; time < 2; time += 1)
      assert.equal((await office.api.ask('DELETE', `${links}/${unused.id}`)).status, 204);
    const revoked = await browser().enter(unused.url);
    assert.equal((revoked.body as { state: string }).state, 'revoked');

    const used = await make();
    const inside = browser();
    await inside.enter(used.url);
    assert.equal((await inside.ask('GET', '/api/v1/session')).status, 200);
    await office.api.ask('DELETE', `${links}/${used.id}`);
    assert.equal((await inside.ask('GET', '/api/v1/session')).status, 401);
    await office.api.refused(404, 'not_found', 'DELETE', `${links}/${office.tenantId}`);
  });

  it('that nobody made open nothing, whatever they look like', async () => {
    const { url } = await make();
    const token = new URL(url).hash.slice(1);
    const forged = `rcl_${Buffer.alloc(48, 7).toString('base64url')}`;
    for (const wrong of [`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`, forged, 'rcl_', 'rc_x']) {
      const refused = await browser().ask('POST', '/portal/enter', { body: { token: wrong } });
      assert.equal(refused.status, 404, wrong);
    }
    for (const body of [{}, [], { token: 7 }, { token: 'x'.repeat(600) }, '{"__proto__":{"token":"x"}}']) {
      const refused = await browser().ask('POST', '/portal/enter', { body });
      assert.equal(refused.status, 400, JSON.stringify(body));
    }
  });

  it('are used up by no page of another site, and not by looking at the address', async () => {
    const { url } = await make();
    const path = new URL(url).pathname;
    const looked = await browser().ask('GET', path, { headers: { 'sec-fetch-site': 'none' } });
    assert.equal(looked.status, 200);
    assert.match(String(looked.body), /<button id="enter"/);
    assert.equal((await browser().ask('HEAD', path)).status, 200);
    const body = { token: new URL(url).hash.slice(1) };
    for (const headers of [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example', 'sec-fetch-site': '' },
      { 'rollcall-app': '' },
      { origin: '', 'sec-fetch-site': '' },
    ]) {
      const refused = await browser().ask('POST', '/portal/enter', { body, headers });
      assert.equal(refused.status, 403, JSON.stringify(headers));
    }
    assert.equal((await browser().enter(url)).status, 200);
  });

  it('end the session that the browser had before, and a session ends when its user leaves', async () => {
    const one = browser();
    await one.enter((await make({ label: 'first' })).url);
    const former = one.jar.get('rollcall_portal') ?? '';
    await one.enter((await make({ label: 'second', return_url: 'https://app.example.com/' })).url);
    assert.notEqual(one.jar.get('rollcall_portal'), former);
    const stolen = browser();
    stolen.jar.set('rollcall_portal', former);
    assert.equal((await stolen.ask('GET', '/api/v1/session')).status, 401);

    // A page that began with the first session does nothing as the second, and does not end it either.
    const { id } = (await one.ask('GET', '/api/v1/session')).body as CurrentSession;
    const current = { 'rollcall-session': String(id) };
    assert.equal((await one.ask('GET', '/api/v1/session', { headers: current })).status, 200);
    const ofFormer = { 'rollcall-session': '0198c0de-0000-7000-8000-000000000000' };
    for (const [method, path] of [
      ['GET', '/api/v1/session'],
      ['POST', `/api/v1/tenants/acme/directories/${office.directoryId}/pause`],
      ['POST', '/portal/leave'],
    ] as const) {
      const refused = await one.ask(method, path, { headers: ofFormer });
      assert.deepEqual([refused.status, (refused.body as Problem)['session']], [401, 'another'], path);
    }

    const present = new Map(one.jar);
    const left = await one.ask('POST', '/portal/leave', { headers: current });
    assert.deepEqual(left.body, { return_url: 'https://app.example.com/' });
    assert.equal(one.jar.size, 0);
    for (const [name, value] of present) one.jar.set(name, value);
    assert.equal((await one.ask('GET', '/api/v1/session')).status, 401);
  });

  it('are in the audit log, from making to the end of the session, and in no log line', async () => {
    const before = (await records()).length;
    const made = await make({ label: 'audited@acme.com' });
    const inside = browser();
    await inside.enter(made.url);
    await inside.ask('POST', '/portal/leave');
    await office.api.ask('DELETE', `${links}/${made.id}`);
    const told = (await records()).slice(before);
    assert.deepEqual(
      told.map(({ action, actor_kind }) => [action, actor_kind]),
      [
        ['portal_link.created', 'api_token'],
        ['portal_link.used', 'portal_user'],
        ['portal_link.session_ended', 'portal_user'],
        ['portal_link.revoked', 'api_token'],
      ],
    );
    assert.equal(told[1]?.actor_id, 'audited@acme.com');
    const logged = lines.join('');
    assert.ok(logged.includes('/portal/enter'));
    assert.doesNotMatch(logged, /rcl_|rcb_|audited@/);
  });

  it('open what they say and no more, and leave what was done under their name', async () => {
    const inside = browser();
    await inside.enter((await make({ label: 'looker', access: 'read', pages: ['directory_sync'] })).url);
    assert.equal((await inside.ask('GET', '/api/v1/tenants/acme/directories')).status, 200);
    assert.equal((await inside.ask('GET', '/api/v1/tenants/acme/users')).status, 403);
    const pause = `/api/v1/tenants/acme/directories/${office.directoryId}/pause`;
    assert.equal((await inside.ask('POST', pause)).status, 403);
    await inside.enter((await make({ label: 'doer', pages: ['directory_sync'] })).url);
    assert.equal((await inside.ask('POST', pause)).status, 200);
    const { data } = await office.api.expect(
      'AuditRecordList',
      'GET',
      '/tenants/acme/audit-records?action=directory.paused',
    );
    assert.deepEqual(data[0]?.actor, { kind: 'portal_user', id: 'doer' });
  });

  it('end after two hours without a request, and after twelve in any case', async () => {
    const { clock } = office.rollcall;
    const inside = browser();
    await inside.enter((await make()).url);
    const ask = async (headers = {}) => {
      const { status } = await inside.ask('GET', '/api/v1/session', { headers });
      await office.rollcall.service.web.sessionUse.settled();
      return status;
    };
    const hour = 3_600_000;
    clock.advance(2 * hour - 1);
    assert.equal(await ask(), 200);
    clock.advance(2 * hour - 1);
    assert.equal(await ask(), 200);
    // What an open page asks by itself keeps nobody signed in.
    clock.advance(hour);
    assert.equal(await ask({ 'rollcall-unattended': '1' }), 200);
    clock.advance(hour);
    assert.equal(await ask(), 401);

    await inside.enter((await make()).url);
    for (let passed = 0; passed < 11; passed += 1) {
      clock.advance(hour);
      assert.equal(await ask(), 200);
    }
    clock.advance(hour);
    assert.equal(await ask(), 401);
  });

  it('are forgotten after 90 days, and sessions thirty days after their end, but not what was done', async () => {
    const { clock, database, service } = office.rollcall;
    const day = 24 * 3_600_000;
    const old = await make({ label: 'grace@acme.com' });
    const inside = browser();
    await inside.enter(old.url);
    const sessions = async () => {
      const { rows } = await database.raw<{ rows: unknown[] }>(
        'select 1 from browser_sessions where portal_link_id = ?',
        [old.id],
      );
      return rows.length;
    };
    clock.advance(30 * day);
    await service.retention.removeOld();
    assert.equal(await sessions(), 1);
    clock.advance(day);
    const newer = await make();
    await service.retention.removeOld();
    assert.deepEqual([await sessions(), await stateOf(old.id)], [0, 'used']);
    clock.advance(59 * day + 1);
    await service.retention.removeOld();
    assert.deepEqual([await stateOf(old.id), await stateOf(newer.id)], [undefined, 'expired']);
    assert.ok(
      (await records()).some(({ action, actor_id }) => /used/.test(action) && actor_id === 'grace@acme.com'),
    );
  });

  it('are tried in vain only so often from one address, and genuine ones do not count', async () => {
    const { clock } = office.rollcall;
    const attempt = () => browser().ask('POST', '/portal/enter', { body: { token: 'rcl_wrong' } });
    clock.advance(3_600_000);
    assert.equal((await browser().enter((await make()).url)).status, 200);
    const attempts = await Promise.all(Array.from({ length: 100 }, attempt));
    assert.ok(attempts.every(({ status }) => status === 404));
    const refused = await attempt();
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '1']);
    clock.advance(1_000);
    assert.equal((await attempt()).status, 404);
  });
});
