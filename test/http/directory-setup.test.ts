import assert from 'node:assert/strict';
import type {
  DirectoryGuide,
  DirectoryHealth,
  DirectorySetup,
  DirectoryTokenList,
  PortalLinkOnce,
} from '../../src/generated/api.ts';
import { guideNames } from '../../src/domain/identity-provider.ts';
import { openBrowser } from '../support/cookie-browser.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { scimTenant, type ScimClient } from '../support/scim-client.ts';

const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const minute = 60_000;

describe('The setup of a directory', () => {
  let rollcall: TestRollcall;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  async function setup(slug: string, directoryId: string): Promise<DirectorySetup> {
    const answer = await rollcall.api('GET', `/tenants/${slug}/directories/${directoryId}/setup`);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body as DirectorySetup;
  }

  const keys = ({ steps }: DirectorySetup, state: string) =>
    steps.filter((step) => step.state === state).map(({ key }) => key);
  const step = ({ steps }: DirectorySetup, key: string) => {
    const found = steps.find((each) => each.key === key);
    assert.ok(found, key);
    return found;
  };

  async function newScim(): Promise<{ idp: ScimClient; look: () => Promise<DirectorySetup> }> {
    const idp = await scimTenant(rollcall, { profile: 'okta' });
    return { idp, look: () => setup(idp.slug, idp.directoryId) };
  }

  it('follows a SCIM directory from its token to the first sync, in the words of its identity provider', async () => {
    const { idp, look } = await newScim();
    const { database, clock, service } = rollcall;
    const begun = await look();
    assert.deepEqual([begun.identity_provider, begun.guide, begun.phase], ['Okta', 'okta', 'not_connected']);
    assert.deepEqual(keys(begun, 'done'), ['token']);
    assert.match(step(begun, 'first_request').next ?? '', /Test Connector Configuration/);
    assert.match(step(begun, 'groups').next ?? '', /Push Groups tab|tab Push Groups/);

    await idp.request('GET', '/ServiceProviderConfig');
    await idp.request('GET', '/Users?filter=userName%20eq%20%22nobody%22');
    const connected = await look();
    assert.equal(connected.phase, 'connected');
    assert.deepEqual(keys(connected, 'done'), ['token', 'first_request', 'configuration']);
    assert.equal(
      step(connected, 'configuration').says,
      'Okta has asked for the service provider configuration.',
    );
    assert.match(step(connected, 'people').says, /Okta has looked for somebody who is not there/);

    const { id } = await idp.expect(201, 'POST', '/Users', {
      userName: 'test@acme.example',
      externalId: '00u1',
      active: true,
    });
    const group = await idp.expect(201, 'POST', '/Groups', { displayName: 'engineering' });
    const syncing = await look();
    assert.equal(syncing.phase, 'syncing');
    assert.deepEqual(keys(syncing, 'waiting'), ['memberships', 'deactivation', 'first_sync']);
    assert.equal(step(syncing, 'people').at, clock.now().toISOString());
    await idp
      .expect(204, 'PATCH', `/Groups/${group.id}`, {
        schemas: [patchOp],
        Operations: [{ op: 'add', path: 'members', value: [{ value: id }] }],
      })
      .catch(() => undefined);
    await idp.request('PATCH', `/Users/${id}`, {
      schemas: [patchOp],
      Operations: [{ op: 'replace', value: { active: false } }],
    });
    const nearly = await look();
    assert.deepEqual(keys(nearly, 'waiting'), ['first_sync']);
    assert.match(step(nearly, 'first_sync').says, /once nothing more has come for five minutes/);

    clock.advance(4 * minute);
    assert.equal(await service.firstSyncs.lookDue(), 0);
    clock.advance(2 * minute);
    assert.equal(await service.firstSyncs.lookDue(), 1);
    assert.equal(await service.firstSyncs.lookDue(), 0);
    const synced = await look();
    assert.deepEqual([synced.phase, synced.says], ['synced', 'Connected to Okta. 1 person, 1 group.']);
    assert.deepEqual(keys(synced, 'done').at(-1), 'first_sync');
    const records = await idp.records('&action=directory.first_sync_completed');
    assert.deepEqual(
      records.map(({ reason }) => reason),
      ['Connected to Okta. 1 person, 1 group.'],
    );
    const { rows } = await database.raw<{ rows: unknown[] }>('select 1 from first_syncs limit 1');
    assert.equal(rows.length, 0, 'shown to nobody without a tenant');
  });

  it('knows of a test user who came and went', async () => {
    const { idp, look } = await newScim();
    const { id } = await idp.expect(201, 'POST', '/Users', { userName: 'test@jc.example', active: true });
    await idp.expect(204, 'DELETE', `/Users/${id}`);
    const seen = await look();
    assert.match(step(seen, 'people').says, /A test user arrived and is gone again/);
    assert.equal(step(seen, 'deactivation').state, 'done');
    rollcall.clock.advance(10 * minute);
    assert.equal(await rollcall.service.firstSyncs.lookDue(), 0);
  });

  it('knows of requests with a wrong, an expired and no token, until one gets through', async () => {
    const { idp, look } = await newScim();
    const ask = (authorization: string) =>
      idp.request('GET', '/Users', undefined, { authorization }).then(({ status }) => status);
    assert.equal(await ask('Bearer rcs_wrong'), 401);
    const wrong = step(await look(), 'first_request');
    assert.equal(wrong.state, 'problem');
    assert.match(wrong.says, /with a token that is not of this directory/);
    assert.match(wrong.next ?? '', /paste the token into Authorization/);
    assert.equal((await look()).phase, 'not_connected');
    const path = `/tenants/${idp.slug}/directories/${idp.directoryId}/tokens`;
    const expires_at = new Date(rollcall.clock.now().getTime() + minute).toISOString();
    const { body } = await rollcall.api('POST', path, { expires_at });
    rollcall.clock.advance(2 * minute);
    assert.equal(await ask(`Bearer ${(body as { token: string }).token}`), 401);
    assert.match(step(await look(), 'first_request').says, /a token that has expired/);
    assert.equal(await ask(`Bearer ${idp.token}`), 200);
    await rollcall.service.scim.tokenUse.settled();
    assert.equal(step(await look(), 'first_request').state, 'done');
    // Much later it is another matter again.
    rollcall.clock.advance(10 * minute);
    assert.equal(await ask(''), 401);
    assert.match(
      step(await look(), 'first_request').says,
      /got through before, but somebody.*without any token/,
    );
  });

  it('alarms nobody for what anybody can send, which does not hide a former token either', async () => {
    const { idp } = await newScim();
    const home = `/tenants/${idp.slug}/directories/${idp.directoryId}`;
    const ask = async (authorization: string) => {
      const { status } = await idp.request('GET', '/Users', undefined, { authorization });
      await rollcall.service.scim.refusedRequests?.settled();
      await rollcall.service.scim.tokenUse.settled();
      rollcall.clock.advance(minute);
      return status;
    };
    const severity = async () => {
      const { body } = await rollcall.api('GET', `${home}/health`);
      const { problems } = body as { problems: { code: string; severity: string }[] };
      return problems.find(({ code }) => code === 'token_refused')?.severity ?? null;
    };
    const second = await rollcall.api('POST', `${home}/tokens`, {});
    assert.equal(await ask(`Bearer ${idp.token}`), 200);
    rollcall.clock.advance(25 * 60 * minute);

    assert.equal(await ask(''), 401);
    assert.equal(await severity(), null, 'without any token');
    assert.equal(await ask('Bearer rcs_wrong'), 401);
    assert.equal(await severity(), 'attention', 'a token that was never one');
    const { body } = await rollcall.api('GET', `${home}/tokens`);
    const { id: secondId } = second.body as { id: string };
    const first = (body as { data: { id: string }[] }).data.find(({ id }) => id !== secondId);
    await rollcall.api('DELETE', `${home}/tokens/${first?.id ?? ''}`);
    assert.equal(await ask(`Bearer ${idp.token}`), 401);
    assert.equal(await severity(), 'failing', 'the token that was the right one');
    for (const other of ['', 'Bearer rcs_wrong']) assert.equal(await ask(other), 401);
    assert.equal(await severity(), 'failing', 'beside what anybody can send');
    assert.equal(await ask(`Bearer ${(second.body as { token: string }).token}`), 200);
    assert.equal(await severity(), null);
  });

  it('notes no refusal for what is no directory, whatever the address says', async () => {
    for (const address of ['nothing', '0198c0de-0000-7000-8000-000000000000', '%00', "'--"]) {
      const answer = await fetch(`${rollcall.url}/scim/v2/${address}/Users`, {
        headers: { authorization: 'Bearer rcs_wrong' },
      });
      assert.ok(answer.status >= 400 && answer.status < 500, address);
    }
    await rollcall.service.scim.refusedRequests?.settled();
  });

  it('says that a directory without a valid token lets nobody in', async () => {
    const { idp, look } = await newScim();
    const path = `/tenants/${idp.slug}/directories/${idp.directoryId}`;
    const { body } = await rollcall.api('GET', `${path}/tokens`);
    for (const { id } of (body as { data: { id: string }[] }).data) {
      await rollcall.api('DELETE', `${path}/tokens/${id}`);
    }
    const token = step(await look(), 'token');
    assert.equal(token.state, 'problem');
    assert.match(token.next ?? '', /rollcall directory token create/);
  });

  it('says to the administrator of the customer what they can do themselves', async () => {
    const { idp } = await newScim();
    const directory = `/tenants/${idp.slug}/directories/${idp.directoryId}`;
    const { body: tokens } = await rollcall.api('GET', `${directory}/tokens`);
    for (const { id } of (tokens as DirectoryTokenList).data)
      await rollcall.api('DELETE', `${directory}/tokens/${id}`);
    const { body: link } = await rollcall.api('POST', `/tenants/${idp.slug}/portal-links`, {});
    const browser = openBrowser(rollcall.url, 'portal');
    await browser.enter((link as PortalLinkOnce).url);
    const asCustomer = await browser.ask('GET', `/api/v1${directory}/setup`);
    const health = (await browser.ask('GET', `/api/v1${directory}/health`)).body as DirectoryHealth;
    const toOperators = step(await setup(idp.slug, idp.directoryId), 'token').next ?? '';
    assert.match(toOperators, /rollcall directory token create/);
    const toCustomer = step(asCustomer.body as DirectorySetup, 'token').next ?? '';
    assert.equal(toCustomer, 'Make one, and paste it into your identity provider.');
    const [missing] = health.problems;
    assert.equal(
      missing?.next_step,
      'Make a token under Directory Sync, and put it into your identity provider.',
    );
    const { body } = await rollcall.api('GET', `${directory}/health`);
    assert.match((body as DirectoryHealth).problems[0]?.next_step ?? '', /have the customer put it/);
  });

  it('of imported files begins with the first file', async () => {
    const { idp } = await newScim();
    const made = await rollcall.api('POST', `/tenants/${idp.slug}/directories`, { source: 'import' });
    const { id } = made.body as { id: string };
    const begun = await setup(idp.slug, id);
    assert.equal(begun.steps[0]?.key, 'first_file');
    assert.match(begun.steps[0].next ?? '', new RegExp(`rollcall import ${idp.slug}`));
  });

  it('needs an API key where WorkOS is to be asked, and says which setting', async () => {
    const { idp } = await newScim();
    const answer = await rollcall.api('POST', `/tenants/${idp.slug}/workos-connections`);
    assert.equal(answer.status, 409);
    const { code, detail } = answer.body as { code: string; detail: string };
    assert.equal(code, 'workos_not_configured');
    assert.match(detail, /Set WORKOS_API_KEY/);
  });

  it('has a guide for each identity provider, with the address and the token in their fields', async () => {
    const { body } = await rollcall.api('GET', '/directory-guides');
    const { data } = body as { data: { idp: string; sources: string[] }[] };
    assert.deepEqual(
      data.map(({ idp }) => idp),
      guideNames,
    );
    const { look } = await newScim();
    const known = new Set((await look()).steps.map(({ key }) => key));
    for (const { idp, sources } of data) {
      const guide = await rollcall.api('GET', `/directory-guides/${idp}`);
      assert.equal(guide.status, 200);
      const text = JSON.stringify(guide.body);
      assert.equal(text.includes('{base_url}') && text.includes('{token}'), sources.includes('scim'), idp);
      const { offered, steps } = guide.body as DirectoryGuide;
      assert.deepEqual(
        offered,
        sources.filter((source) => source !== 'workos'),
      );
      const checks = steps.flatMap((each) => each.checks);
      assert.deepEqual(
        checks.filter((key) => !known.has(key)),
        ['connected', 'first_file'].filter(() => idp === 'google'),
      );
      assert.ok(checks.length > 0, idp);
    }
    assert.equal((await rollcall.api('GET', '/directory-guides/__proto__')).status, 404);
  });

  it('tells of people who were sent in a form that is not understood, until somebody gets through', async () => {
    const idp = await scimTenant(rollcall, { profile: 'generic' });
    const look = () => setup(idp.slug, idp.directoryId);
    await idp.request('GET', '/Users?filter=userName%20eq%20%22nobody%22');
    const newPerson = (n: number, active: unknown) =>
      idp.request('POST', '/Users', { userName: `p${n}@acme.example`, active });
    for (let n = 0; n < 3; n += 1) assert.equal((await newPerson(n, 'True')).status, 400);
    // Neither a wrong filter nor somebody who is there already is a person who was not understood.
    assert.equal((await idp.request('GET', '/Users?filter=x')).status, 400);
    const seen = await look();
    const refused = step(seen, 'refused');
    assert.equal(refused.state, 'problem');
    assert.match(
      refused.says,
      /has sent people, and was refused 3 times\. The reason given the last time: .*active/,
    );
    assert.match(refused.next ?? '', /send those people again/);
    assert.equal(step(seen, 'people').says, 'Nobody has come yet.');
    assert.equal(seen.says, refused.says);
    rollcall.clock.advance(1_000);
    assert.equal((await newPerson(1, true)).status, 201);
    assert.equal((await newPerson(1, true)).status, 409);
    assert.ok(!(await look()).steps.some(({ key }) => key === 'refused'));
    rollcall.clock.advance(1_000);
    await newPerson(2, 'True');
    assert.equal(step(await look(), 'refused').state, 'problem');
    rollcall.clock.advance(1_000);
    assert.equal((await newPerson(2, true)).status, 201);
    assert.ok(!(await look()).steps.some(({ key }) => key === 'refused'));
  });
});
