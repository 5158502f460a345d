import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { createSimulatedDirectory } from '../../src/cli/demo/simulated-directory.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import type { DirectoryPlan } from '../../src/generated/api.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { operatorToken, startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { newUser, scimDirectory } from '../support/scim-client.ts';

const policy = `
identity: { verified_domains: [acme.com] }
groups:
  match_by: name
  default_role: member
  map: [ { name: admins, role: admin } ]
filters:
  exclude: [ { name: Robots, any: [ { attribute: title, equals: Robot } ] } ]
`;

describe('a directory over HTTP, from the first event to the last', () => {
  let rollcall: TestRollcall;
  let company: Company;
  let path: string;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  async function found(more = ''): Promise<void> {
    company = await foundCompany(rollcall, policy + more);
    path = `/tenants/${company.slug}/directories`;
  }
  const stateOf = async (id: string) =>
    (await company.api.expect('DirectoryDetail', 'GET', `${path}/${id}`)).state;
  const plan = (id: string, body?: Record<string, unknown>) =>
    company.api.expect('DirectoryPlan', 'POST', `${path}/${id}/plans`, body && { body });
  const step = (id: string, what: string, body?: Record<string, unknown>) =>
    company.api.expect('DirectoryDetail', 'POST', `${path}/${id}/${what}`, body && { body });
  const refused = (id: string, what: string, body?: Record<string, unknown>) =>
    company.api.refused(409, 'conflict', 'POST', `${path}/${id}/${what}`, body && { body });
  const stepsTaken = async () =>
    (await company.records())
      .filter(({ before }) => before?.['state'] !== undefined)
      .map(({ action, actor, before, after }) => [action, actor.kind, before?.['state'], after?.['state']]);

  /** A new directory, as it is created and not heard of yet. */
  async function create(workosId: string, state?: 'active' | 'testing') {
    const body = { source: 'workos', workos_id: workosId, ...(state === undefined ? {} : { state }) };
    const { id } = await company.api.expect('DirectoryDetail', 'POST', path, { body });
    const startsAt = new Date(rollcall.clock.now().getTime() - 5 * 24 * 3_600_000);
    return {
      id,
      idp: createSimulatedDirectory({ seed: 7 + workosId.length, startsAt, directoryId: workosId }),
    };
  }
  const person = (name: string, attributes: Record<string, unknown> = {}) => ({
    email: `${name}@acme.com`,
    firstName: name,
    lastName: 'Example',
    attributes,
  });

  it('starts as the policy says, or as was asked for, and is activated by exactly the plan that was seen', async () => {
    await found('first_sync: { plan_first: true }');
    const active = await create('directory_life_active', 'active');
    const { id, idp } = await create('directory_life_testing');
    assert.deepEqual([await stateOf(active.id), await stateOf(id)], ['setting_up', 'setting_up']);
    await company.register({ email: 'ada@acme.com', role: 'member' });
    const [ada, ben, robot] = [
      idp.hire(person('ada')),
      idp.hire(person('ben')),
      idp.hire(person('robot', { job_title: 'Robot' })),
    ];
    const [sales, left] = [idp.createGroup('sales'), idp.hire(person('left'))];
    await company.tell([
      ...active.idp.hire(person('zoe')).events,
      ...[ada, ben, robot, left].flatMap(({ events }) => events),
      ...sales.events,
      ...idp.join(ben.person, sales.group),
      ...idp.remove(left.person),
    ]);
    assert.deepEqual([await stateOf(active.id), await stateOf(id)], ['active', 'testing']);
    assert.equal((await company.users()).length, 2);

    const first = await plan(id);
    assert.equal(
      first.report.says,
      '1 person joins, 1 existing account is linked, 1 has no access because this person is excluded by the filter "Robots", 1 person has left, 1 group is unmapped.',
    );
    assert.deepEqual(
      first.report.unmapped_groups.named.map(({ name, members }) => [name, members]),
      [['sales', 1]],
    );
    assert.deepEqual(
      [first.step, first.outcome, first.state, first.people.changed],
      ['activate', 'changes', 'testing', 2],
    );
    assert.deepEqual(first.actions['user.provisioned'], 1);
    // Whom it is about, all of them, as a file.
    const file = `${rollcall.url}/api/v1${path}/${id}/plans/export`;
    const download = (query: string) =>
      fetch(`${file}${query}`, { headers: { authorization: `Bearer ${operatorToken}` } });
    const csv = await download('?format=csv');
    assert.match(
      csv.headers.get('content-disposition') ?? '',
      /attachment; filename="rollcall-plan-[^"]+\.csv"/,
    );
    const rows = parse<Record<string, string>>(await csv.text(), { bom: true, columns: true });
    assert.deepEqual(
      rows.map(({ says, email }) => [says, email]),
      [
        ['get an account as member', 'ben@acme.com'],
        ['are linked to the account that is there', 'ada@acme.com'],
        ['get another display name, external id, family name and given name', 'ada@acme.com'],
      ],
    );
    const json = (await (await download('?step=activate')).json()) as {
      plan: DirectoryPlan;
      changes: unknown[];
    };
    assert.deepEqual([json.plan.hash, json.changes.length], [first.hash, 3]);
    assert.equal((await download('?step=disconnect')).status, 400);
    assert.equal((await download('?step=resume')).status, 409);

    await company.tell(idp.hire(person('carl')).events);
    const stale = await refused(id, 'activate', { plan: first.hash });
    assert.equal(await stateOf(id), 'testing');
    const second = await plan(id);
    assert.notEqual(second.hash, first.hash);
    assert.equal(stale['plan'], second.hash);
    await step(id, 'activate', { plan: second.hash });
    await rollcall.drain();
    assert.equal((await company.users()).length, 4);
    await refused(id, 'plans');
    await refused(id, 'resume');
    await refused(id, 'activate', { plan: second.hash });
    await step(id, 'activate');
    assert.deepEqual(await stepsTaken(), [
      ['directory.started', 'directory', 'setting_up', 'active'],
      ['directory.started', 'directory', 'setting_up', 'testing'],
      ['directory.activated', 'api_token', 'testing', 'active'],
    ]);
  });

  it('is paused: leavers leave, a role by hand counts, nothing else is applied until it is resumed', async () => {
    await found();
    const id = company.directoryId;
    const { idp } = company;
    await company.hire('root', { groups: ['admins'] });
    const [ada, ben] = [await company.hire('ada'), await company.hire('ben')];
    const admins = await company.group('admins');
    await step(id, 'pause');
    await refused(id, 'pause');
    await refused(id, 'activate');
    await company.tell([
      ...idp.join(ada, admins),
      ...idp.remove(ben),
      ...idp.update(ada, { lastName: 'Later' }),
      ...idp.hire(person('carl')).events,
    ]);
    assert.deepEqual((await company.users()).map(({ status, role }) => `${status} ${role ?? ''}`).sort(), [
      'active admin',
      'active member',
      'deactivated member',
    ]);
    const held = await company.userOf(ada);
    assert.equal(held.display_name, 'ada Example');
    const why = await company.api.expect('Why', 'GET', `/tenants/${company.slug}/users/${held.id}/why`);
    assert.match(
      JSON.stringify(why),
      /The directory is paused: its news arrives, and waits until it is resumed/,
    );

    await company.api.expect('UserDetail', 'PUT', `/tenants/${company.slug}/users/${held.id}/role`, {
      body: { role: 'viewer' },
    });
    const byHand = await company.userOf(ada);
    assert.deepEqual(
      [byHand.role, byHand.role_origin, byHand.display_name],
      ['viewer', 'manual', 'ada Example'],
    );

    const resuming = await plan(id);
    assert.equal(resuming.step, 'resume');
    assert.equal(resuming.report.join, 1);
    await step(id, 'resume', { plan: resuming.hash });
    await rollcall.drain();
    assert.equal((await company.userOf(ada)).display_name, 'ada Later');
    assert.equal((await company.users()).length, 4);
  });

  it('applies nothing at all while it is paused, where the policy holds that too, not even by an approval', async () => {
    await found(
      'pause: { deactivations: hold }\nguards: { deactivations: { percent: 10, at_least: 1, within: 1h } }',
    );
    await company.hire('root', { groups: ['admins'] });
    const [ada, ben] = [await company.hire('ada'), await company.hire('ben')];
    await company.tell(company.idp.remove(ada));
    await step(company.directoryId, 'pause');
    await company.tell(company.idp.remove(ben));
    const [hold] = await company.holds('?status=open');
    const approve = `/tenants/${company.slug}/holds/${hold?.id ?? ''}/approve`;
    await company.api.refused(409, 'conflict', 'POST', approve, { body: { revision: hold?.revision } });
    await step(company.directoryId, 'resume');
    await rollcall.drain();
    const statuses = async () => [(await company.userOf(ada)).status, (await company.userOf(ben)).status];
    assert.deepEqual(await statuses(), ['active', 'active']);
    const [open, another] = await company.holds('?status=open');
    assert.equal(another, undefined);
    const body = { revision: open?.revision };
    await company.api.expect('Hold', 'POST', approve, { body });
    assert.deepEqual(await statuses(), ['deactivated', 'deactivated']);
  });

  it('is disconnected for good: people leave by the guards and the last administrator, and nothing more is heard', async () => {
    await found('guards: { deactivations: { percent: 50, at_least: 3, within: 1h } }');
    const id = company.directoryId;
    const root = await company.hire('root', { groups: ['admins'] });
    for (const name of ['ada', 'ben', 'carl', 'dora']) await company.hire(name);
    await company.api.refused(400, 'invalid_request', 'POST', `${path}/${id}/plans`, {
      body: { step: 'disconnect' },
    });
    const keep = await plan(id, { step: 'disconnect', people: 'keep' });
    assert.deepEqual(
      [keep.outcome, keep.report.says],
      ['nothing', 'Nothing changes for the 5 people of this directory.'],
    );
    const deactivate = await plan(id, { step: 'disconnect', people: 'deactivate' });
    assert.deepEqual([deactivate.outcome, deactivate.report.held, deactivate.report.left], ['held', 5, 0]);
    assert.equal(deactivate.report.says, '5 people wait for somebody to decide.');
    await refused(id, 'disconnect', { people: 'deactivate', plan: keep.hash });
    await step(id, 'disconnect', { people: 'deactivate', plan: deactivate.hash });
    await rollcall.drain();
    assert.equal((await company.users('?status=active')).length, 5);
    const surge = (await company.holds('?status=open')).find(({ kind }) => kind === 'deactivations');
    assert.match(surge?.reason ?? '', /their directory was disconnected/);

    await company.tell(company.idp.hire(person('late')).events);
    const ignored = [...(await company.events()).values()].filter(({ status }) => status === 'ignored');
    assert.equal(ignored.length, 1);
    assert.match(ignored[0]?.error ?? '', /disconnected/);
    for (const what of ['activate', 'pause', 'resume']) await refused(id, what);
    await refused(id, 'disconnect', { people: 'keep' });

    const approve = `/tenants/${company.slug}/holds/${surge?.id ?? ''}/approve`;
    await company.api.ask('POST', approve, { body: { revision: surge?.revision } });
    await rollcall.drain();
    const active = await company.users('?status=active');
    assert.deepEqual(
      active.map(({ external_id }) => external_id),
      [root.idpId],
    );
    assert.deepEqual(
      (await company.holds('?status=open')).map(({ kind }) => kind),
      ['sole_admin'],
    );
    const [record] = await company.records('&action=user.deactivated');
    assert.equal(record?.reason, 'Deactivated: is in a directory that was disconnected');
  });

  it('tells of the last administrator in its plan that they wait, and what is done to them meanwhile', async () => {
    await found();
    const root = await company.hire('root', { groups: ['admins'] });
    const { id: userId } = await company.userOf(root);
    const body = { user_id: userId, reference: 'browser', expires_at: '2099-01-01T00:00:00Z' };
    await company.api.ask('POST', `/tenants/${company.slug}/sessions`, { body });
    const { report, groups } = await plan(company.directoryId, { step: 'disconnect', people: 'deactivate' });
    assert.deepEqual([report.changed, report.held], [1, 1]);
    // Each of both is in the list, and not in the figures alone.
    assert.deepEqual(
      groups.map(({ says, held_by, people }) => [says, held_by, people]),
      [
        ['lose access', 'sole_admin', 1],
        ['are signed out', null, 1],
      ],
    );
  });

  it('leaves its accounts to another directory once it is disconnected, as its plan says', async () => {
    await found();
    const ada = await company.hire('ada');
    const before = await company.userOf(ada);
    const other = await company.addDirectory();
    const again = JSON.stringify(other.idp.hire(person('ada')).events).replaceAll(
      other.idp.people[0]?.idpId ?? '',
      ada.idpId,
    );
    await company.tell(JSON.parse(again) as Record<string, unknown>[]);
    assert.deepEqual(
      (await company.holds('?status=open')).map(({ kind }) => kind),
      ['ambiguous_match'],
    );
    const said = await plan(company.directoryId, { step: 'disconnect', people: 'keep' });
    assert.deepEqual([said.outcome, said.actions['user.linked']], ['changes', 1]);
    await step(company.directoryId, 'disconnect', { people: 'keep', plan: said.hash });
    await rollcall.drain();
    const after = await company.userOf(ada);
    assert.deepEqual([after.id, after.status, after.directory_id], [before.id, 'active', other.id]);
    assert.deepEqual(await company.holds('?status=open'), []);
  });

  it('over SCIM starts with the first request, is answered while it is paused, and 403 once it is disconnected', async () => {
    await found();
    const idp = await scimDirectory(rollcall, { ...company, profile: 'generic' });
    const id = idp.directoryId;
    assert.equal(await stateOf(id), 'setting_up');
    await idp.expect(200, 'GET', '/Users');
    assert.equal(await stateOf(id), 'active');
    const ada = await idp.expect(201, 'POST', '/Users', newUser('ada'));
    await step(id, 'pause');
    await idp.expect(200, 'PATCH', `/Users/${ada.id}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'displayName', value: 'Ada Later' }],
    });
    assert.equal((await idp.expect(200, 'GET', `/Users/${ada.id}`)).displayName, 'Ada Later');
    await step(id, 'disconnect', { people: 'keep' });
    const answer = await idp.request('GET', '/Users');
    assert.deepEqual([answer.status, answer.body?.status], [403, '403']);
    assert.match(answer.body?.detail ?? '', /This directory was disconnected/);
  });

  it('is planned and activated from the command line', async () => {
    await found();
    const { id, idp } = await create('directory_life_cli', 'testing');
    await company.tell(idp.hire(person('ada')).events);
    const run = async (...args: string[]) => {
      let out = '';
      const code = await runCommandLine(['directory', ...args, '--tenant', company.slug], {
        stdout: { write: (text) => (out += text) },
        stderr: { write: () => undefined },
        env: {
          DATABASE_URL: rollcall.databaseUrl,
          ROLLCALL_POLICIES: new URL('../../policies', import.meta.url).pathname,
        },
        cwd: process.cwd(),
      });
      return { code, out };
    };
    const text = await run('plan', id);
    assert.equal(text.code, 3);
    assert.match(text.out, /^1 person joins\.$/m);
    const json = await run('plan', id, '--json');
    const { hash } = JSON.parse(json.out) as DirectoryPlan;
    assert.ok(
      text.out.endsWith(`rollcall directory activate ${id} --tenant ${company.slug} --plan ${hash}\n`),
    );
    const markdown = await run('plan', id, '--format', 'markdown');
    assert.ok(markdown.out.includes(`Plan \`${hash}\``) && !markdown.out.includes('acme.com'), markdown.out);
    assert.equal((await run('activate', id, '--plan', 'another')).code, 1);
    assert.equal((await run('activate', id, '--plan', hash)).code, 0);
    await rollcall.drain();
    assert.equal((await company.users()).length, 1);
    assert.equal((await run('disconnect', id)).code, 2);
    assert.equal((await run('plan', id, '--disconnect', '--people', 'deactivate')).code, 3);
  });
});
