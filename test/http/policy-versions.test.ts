import assert from 'node:assert/strict';
import type { Diagnostic } from '../../src/domain/diagnostic.ts';
import type { ApiClient } from '../support/api-client.ts';
import { openOffice, officePolicy, type Office } from '../support/office.ts';

const path = '/tenants/acme/policy';
const yaml = (role: string) => `version: rollcall/v1\ntenant: acme\n${officePolicy.replace('viewer', role)}`;

describe('Versions of a policy over the API', () => {
  let office: Office;
  /** Bound to the tenant. */
  let reader: ApiClient;
  let writer: ApiClient;

  before(async () => {
    office = await openOffice();
    const as = async (name: string, scopes: string[]) => {
      const body = { name, scopes, tenant: 'acme' };
      return office.api.as((await office.api.expect('TokenOnce', 'POST', '/tokens', { body })).token);
    };
    reader = await as('reader', ['read']);
    writer = await as('console of ada', ['write']);
  });
  after(() => office.stop());

  const push = (body: Record<string, unknown>) =>
    writer.expect('PolicyPutInForce', 'POST', `${path}/versions`, { body });

  it('are made by a push, are listed page by page, and say who put them in force and when', async () => {
    const pushed = await push({ yaml: yaml('member'), over: 1 });
    assert.deepEqual([pushed.outcome, pushed.version.version, pushed.replaced], ['activated', 2, 1]);
    assert.deepEqual([pushed.version.origin, pushed.version.author], ['api', 'console of ada']);
    assert.equal(pushed.version.activated_by?.kind, 'api_token');
    // What git has not seen is replaced by nobody who does not know of it, the API included.
    const unaware = await writer.refused(409, 'conflict', 'POST', `${path}/versions`, {
      body: { yaml: yaml('admin') },
    });
    assert.equal(unaware['version_in_force'], 2);
    const named = await push({ yaml: yaml('admin'), author: 'bob', over: 2 });
    assert.equal(named.version.author, 'bob');

    const first = await reader.expect('PolicyVersionList', 'GET', `${path}/versions?limit=2`);
    assert.deepEqual(
      first.data.map(({ version, in_force }) => [version, in_force]),
      [
        [3, true],
        [2, false],
      ],
    );
    const rest = await reader.expect(
      'PolicyVersionList',
      'GET',
      `${path}/versions?limit=2&cursor=${String(first.next_cursor)}`,
    );
    assert.deepEqual([rest.data.map(({ version }) => version), rest.next_cursor], [[1], null]);
    const second = await reader.expect('PolicyVersion', 'GET', `${path}/versions/2`);
    assert.deepEqual([second.yaml, second.in_force, second.activation], [yaml('member'), false, 2]);
  });

  it('are put in force again, which counts on, and makes no new version', async () => {
    office.rollcall.clock.advance(60_000);
    const back = await writer.expect('PolicyPutInForce', 'POST', `${path}/versions/1/activate`, { body: {} });
    assert.deepEqual([back.outcome, back.version.version, back.replaced], ['activated', 1, 3]);
    assert.deepEqual([back.version.activation, back.version.in_force], [4, true]);
    assert.equal(back.version.activated_at, office.rollcall.clock.now().toISOString());
    const { data } = await reader.expect('PolicyVersionList', 'GET', `${path}/versions`);
    assert.equal(data.length, 3);
    const over = { body: { over: 3 } };
    const problem = await writer.refused(409, 'conflict', 'POST', `${path}/versions/2/activate`, over);
    assert.match(problem.detail, /Version 3 is to be replaced, but version 1 is in force/);
    assert.match(problem.detail, /policy diff acme --version 1 --against 3`/);
    assert.equal(problem['version_in_force'], 1);
    const never = await writer.refused(409, 'conflict', 'POST', `${path}/versions/2/activate`, {
      body: { over: 99 },
    });
    assert.match(
      never.detail,
      /^Version 99 .* there is no such version: version 1 is in force\. Nothing was changed\.$/,
    );
  });

  it('are made once by a push that is sent twice with a key', async () => {
    const ask = {
      body: { yaml: yaml('member'), author: 'twice', over: 1 },
      headers: { 'idempotency-key': 'once' },
    };
    const one = await writer.ask('POST', `${path}/versions`, ask);
    const two = await writer.ask('POST', `${path}/versions`, ask);
    assert.equal(two.headers.get('idempotent-replayed'), 'true');
    assert.deepEqual(two.body, one.body);
  });

  it('are not made of what is not valid: it is said with its lines', async () => {
    const problem = await writer.refused(422, 'policy_invalid', 'POST', `${path}/versions`, {
      body: { yaml: yaml('emperor'), file: 'policies/acme.policy.yaml' },
    });
    const [diagnostic] = problem['diagnostics'] as Diagnostic[];
    assert.deepEqual(
      [diagnostic?.file, diagnostic?.line, diagnostic?.code],
      ['policies/acme.policy.yaml', 6, 'unknown_role'],
    );
    const other = { body: { yaml: 'version: rollcall/v1\ntenant: initech\n', file: 'any.yaml' } };
    const astray = await writer.refused(422, 'policy_invalid', 'POST', `${path}/versions`, other);
    assert.match(astray.detail, /says "tenant: initech", but the tenant is acme/);
  });

  it('are looked at and compared with the scope read, and changed with write', async () => {
    const body = { yaml: yaml('admin') };
    const diff = await reader.expect('PolicyDiff', 'POST', `${path}/diff`, { body });
    assert.deepEqual(
      diff.differences.map(({ says }) => says),
      ['Whoever is in no group that gives a role is admin instead of member.'],
    );
    await reader.refused(403, 'forbidden', 'POST', `${path}/versions`, { body });
    await reader.refused(403, 'forbidden', 'POST', `${path}/versions/1/activate`, { body: {} });
    await reader.refused(400, 'invalid_request', 'POST', `${path}/diff`, { body: { ...body, version: 1 } });
    await reader.refused(400, 'invalid_request', 'POST', `${path}/diff`, { body: {} });
  });

  it('have whole numbers, and are not there under anything else', async () => {
    for (const version of ['0', '-1', '1.5', '01', '1e3', '99', '4294967296', 'active', '%00', '1%20']) {
      await reader.refused(404, 'not_found', 'GET', `${path}/versions/${version}`);
      await writer.refused(404, 'not_found', 'POST', `${path}/versions/${version}/activate`, { body: {} });
    }
    for (const version of [0, -1, 1.5, 2_147_483_648, 1e14]) {
      for (const ask of ['plans', 'diff', 'backtests']) {
        const body = ask === 'backtests' ? { version, since: '2026-01-01T00:00:00.000Z' } : { version };
        await reader.refused(400, 'invalid_request', 'POST', `${path}/${ask}`, { body });
      }
      const against = { body: { yaml: yaml('admin'), against: version } };
      for (const ask of ['plans', 'diff']) {
        await reader.refused(400, 'invalid_request', 'POST', `${path}/${ask}`, against);
      }
    }
    const cursor = Buffer.from(JSON.stringify(['policy-versions', '1 or 1=1'])).toString('base64url');
    await reader.refused(400, 'invalid_request', 'GET', `${path}/versions?cursor=${cursor}`);
  });
});
