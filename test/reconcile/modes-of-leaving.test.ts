import assert from 'node:assert/strict';
import { activateYaml } from '../support/activate-yaml.ts';
import { day, hireLeaver, type Leaver } from '../support/leaver.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { seenTimers } from '../support/timer-rows.ts';

/** @param deactivation the members of that section */
const policy = (deactivation: string, rest = '') => `
groups:
  match_by: name
  default_role: viewer
  map:
    - { name: admins, role: admin }
    - { name: members, role: member, workspaces: [ { key: engineering, role: member } ] }
deactivation: { ${deactivation} }
${rest}
`;
const immediate = 'mode: immediate, retain_data: 90d';
const forever = 'mode: immediate, retain_data: forever';
const grace = 'mode: grace, grace: { delete_after: 30d }';
const readOnly = 'mode: read_only, read_only: { for: 14d }, retain_data: 90d';

const allowed = ['allowed', 'allowed', 'allowed'];
const reading = ['read_only', 'read_only', 'read_only'];
const deactivated = ['deactivated', 'deactivated', 'deactivated'];

describe('Leaving', () => {
  let rollcall: TestRollcall;
  let ada: Leaver;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  const hire = async (deactivation: string, rest = ''): Promise<void> => {
    ada = await hireLeaver(rollcall, policy(deactivation, rest));
    assert.deepEqual(await ada.access(), allowed);
  };
  const leave = () => ada.company.tell(ada.company.idp.deactivate(ada.person));
  const pass = async (ms: number): Promise<void> => {
    rollcall.clock.advance(ms);
    await rollcall.drain();
  };
  const activate = async (deactivation: string, rest = ''): Promise<void> => {
    await activateYaml(ada.company, policy(deactivation, rest));
    await rollcall.drain();
  };
  const pending = () => seenTimers(rollcall.database, ada.company.tenantId);
  const timeAfter = (ms: number, since: Date) => new Date(since.getTime() + ms).toISOString();
  const status = async () => (await ada.user()).status;
  const update = (attributes: Record<string, unknown>) =>
    ada.company.tell(ada.company.idp.update(ada.person, { attributes }));

  for (const [mode, days] of [
    [immediate, 90],
    [grace, 30],
  ] as const) {
    it(`with { ${mode} } ends access at once, and purges at the end of its time exactly`, async () => {
      await hire(mode);
      const leftAt = rollcall.clock.now();
      await leave();
      assert.deepEqual(await ada.access(), deactivated);
      const user = await ada.user();
      assert.deepEqual(
        [user.deactivated_at, user.purge_at, user.email, user.role],
        [leftAt.toISOString(), timeAfter(days * day, leftAt), 'ada@acme.com', 'member'],
      );
      assert.deepEqual(await pending(), [`purge ${timeAfter(days * day, leftAt)}`]);
      await pass(days * day - 1);
      assert.equal(await status(), 'deactivated');
      await pass(1);
      const gone = await ada.user();
      assert.deepEqual([gone.status, gone.email, gone.purge_at, gone.workspaces], ['purged', null, null, []]);
      assert.deepEqual(await pending(), []);
      const [purged, ...more] = await ada.company.records('&action=user.purged');
      assert.deepEqual([purged?.at, purged?.user_id, more], [timeAfter(days * day, leftAt), ada.userId, []]);
      assert.equal(
        (await rollcall.api('GET', `/tenants/${ada.company.slug}/audit-records/verify`)).status,
        200,
      );
    });
  }

  it('with retain_data: 0s ends access and purges in the same drain', async () => {
    await hire('mode: immediate, retain_data: 0s');
    await leave();
    assert.equal(await status(), 'purged');
    assert.deepEqual(
      (await ada.history()).map(({ action }) => action),
      ['user.deactivated', 'session.revoked', 'api_key.revoked', 'user.purged'],
    );
    assert.deepEqual(await pending(), []);
  });

  it('with retain_data: forever keeps the data for as long as it takes', async () => {
    await hire(forever);
    await leave();
    assert.deepEqual([(await ada.user()).purge_at, await pending()], [null, []]);
    await pass(3_650 * day);
    assert.equal(await status(), 'deactivated');
    assert.equal((await ada.user()).email, 'ada@acme.com');
  });

  it('with read_only lets them sign in and read for a while, with sessions, keys, role and workspaces', async () => {
    await hire(readOnly);
    const leftAt = rollcall.clock.now();
    await leave();
    assert.deepEqual(await ada.access(), reading);
    const user = await ada.user();
    assert.deepEqual(
      [user.status, user.role, user.workspaces.map(({ key }) => key), user.deactivated_at, user.purge_at],
      ['read_only', 'member', ['engineering'], null, null],
    );
    assert.deepEqual(await pending(), [`read_only_ends ${timeAfter(14 * day, leftAt)}`]);
    const [first] = await ada.history();
    assert.deepEqual(
      [first?.action, first?.after],
      ['user.read_only', { status: 'read_only', read_only_until: timeAfter(14 * day, leftAt) }],
    );
    await pass(14 * day - 1);
    assert.deepEqual(await ada.access(), reading);
    await pass(1);
    assert.deepEqual(await ada.access(), deactivated);
    assert.deepEqual(await ada.told(), [
      'user.read_only: Read-only from now on, and deactivated later: is no longer active in the directory',
      'user.deactivated: Deactivated: the read-only time is over, and the person is no longer active in the directory',
      'session.revoked: 1 session ended: is no longer active in the directory',
      'api_key.revoked: 1 API key revoked: is no longer active in the directory',
    ]);
    assert.deepEqual(await pending(), [`purge ${timeAfter(104 * day, leftAt)}`]);
    await pass(90 * day - 1);
    assert.equal(await status(), 'deactivated');
    await pass(1);
    assert.equal(await status(), 'purged');
  });

  it('with read_only says it once, whatever else the directory says in that time', async () => {
    await hire(readOnly);
    await leave();
    const before = await ada.history();
    await pass(day);
    await ada.company.tell(ada.company.idp.remove(ada.person));
    assert.deepEqual(await ada.history(), before);
    assert.deepEqual(await ada.access(), reading);
  });

  describe('by an exception', () => {
    const exceptions = `, read_only: { for: 14d }, grace: { delete_after: 30d }, exceptions: [
      { name: Finance at once, when: { attribute: department, equals: Finance }, mode: immediate },
      { name: Berlin reads, when: { attribute: country, equals: DE }, mode: read_only } ]`;
    const mapped = `attributes: { map: { department: { from: enterprise.department }, country: { from: addresses.work.country } } }`;
    const from = (department: string, country: string) => ({
      department_name: department,
      addresses: [{ type: 'work', country }],
    });

    for (const [department, country, expected, kind] of [
      ['Finance', 'DE', 'deactivated', 'purge'],
      ['Sales', 'DE', 'read_only', 'read_only_ends'],
      ['Sales', 'US', 'deactivated', 'purge'],
    ] as const) {
      it(`goes by the first that matches: ${department} in ${country} becomes ${expected}`, async () => {
        await hire(`mode: grace${exceptions}, retain_data: 90d`, mapped);
        await update(from(department, country));
        const leftAt = rollcall.clock.now();
        await leave();
        assert.equal(await status(), expected);
        const days = department === 'Finance' ? 90 : country === 'DE' ? 14 : 30;
        assert.deepEqual(await pending(), [`${kind} ${timeAfter(days * day, leftAt)}`]);
      });
    }

    it('is not asked of somebody whom another directory has lost as well', async () => {
      await hire(`mode: grace${exceptions}, retain_data: 90d`, mapped);
      await leave();
      const times = await pending();
      const before = await ada.history();
      const other = await ada.company.addDirectory();
      const { person, events } = other.idp.hire({
        email: 'ada@acme.com',
        firstName: 'Ada',
        lastName: 'There',
        attributes: from('Finance', 'DE'),
      });
      events.push(...other.idp.deactivate(person));
      const same = JSON.stringify(events).replaceAll(person.idpId, ada.person.idpId);
      await ada.company.tell(JSON.parse(same) as typeof events);
      assert.deepEqual([await pending(), await ada.history()], [times, before]);
    });

    it('is asked again when only the attribute changes, before, while and after leaving', async () => {
      await hire(`mode: grace${exceptions}, retain_data: 90d`, mapped);
      await update(from('Sales', 'DE'));
      const leftAt = rollcall.clock.now();
      await leave();
      assert.deepEqual(await ada.access(), reading);
      // Somebody corrects the record of who is gone: by now it is Finance.
      rollcall.clock.advance(day);
      await update(from('Finance', 'DE'));
      assert.deepEqual(await ada.access(), deactivated);
      assert.deepEqual(await pending(), [`purge ${timeAfter(91 * day, leftAt)}`]);
      rollcall.clock.advance(day);
      await update(from('Sales', 'US'));
      assert.equal(await status(), 'deactivated');
      assert.deepEqual(await pending(), [`purge ${timeAfter(31 * day, leftAt)}`]);
      const last = (await ada.history()).at(-1);
      assert.deepEqual(
        [last?.action, last?.before, last?.after],
        [
          'user.updated',
          { purge_at: timeAfter(91 * day, leftAt) },
          { purge_at: timeAfter(31 * day, leftAt) },
        ],
      );
      await pass(29 * day);
      assert.equal(await status(), 'purged');
    });
  });

  describe('under a policy that changes', () => {
    it('moves the purge, later and sooner, from when they left', async () => {
      await hire(immediate);
      const leftAt = rollcall.clock.now();
      await leave();
      await pass(10 * day);
      for (const days of [120, 20]) {
        await activate(`mode: immediate, retain_data: ${days}d`);
        assert.equal((await ada.user()).purge_at, timeAfter(days * day, leftAt));
        assert.deepEqual(await pending(), [`purge ${timeAfter(days * day, leftAt)}`]);
      }
      await pass(10 * day - 1);
      assert.equal(await status(), 'deactivated');
      await pass(1);
      assert.equal(await status(), 'purged');
      assert.equal((await ada.history()).filter(({ action }) => action === 'user.purged').length, 1);
    });

    it('purges with the next drain whose new time has passed already', async () => {
      await hire(immediate);
      await leave();
      await pass(40 * day);
      await activate(grace);
      assert.equal(await status(), 'purged');
      assert.deepEqual(await pending(), []);
    });

    it('removes the purge, and adds one for who left before', async () => {
      await hire(grace);
      const leftAt = rollcall.clock.now();
      await leave();
      await activate(forever);
      assert.deepEqual([(await ada.user()).purge_at, await pending()], [null, []]);
      await pass(40 * day);
      assert.equal(await status(), 'deactivated');
      await activate(immediate);
      assert.deepEqual(await pending(), [`purge ${timeAfter(90 * day, leftAt)}`]);
      await pass(50 * day);
      assert.equal(await status(), 'purged');
    });

    it('moves the end of reading, later and sooner, and past', async () => {
      await hire(readOnly);
      const leftAt = rollcall.clock.now();
      await leave();
      await pass(5 * day);
      for (const days of [30, 7]) {
        await activate(`mode: read_only, read_only: { for: ${days}d }, retain_data: forever`);
        assert.deepEqual(await pending(), [`read_only_ends ${timeAfter(days * day, leftAt)}`]);
        assert.deepEqual(await ada.access(), reading);
      }
      await activate('mode: read_only, read_only: { for: 3d }, retain_data: forever');
      assert.deepEqual(await ada.access(), deactivated);
      assert.deepEqual(await pending(), []);
    });

    it('ends reading at once under a mode that does not let them, and gives nobody back what has ended', async () => {
      await hire(readOnly);
      await leave();
      await pass(day);
      await activate(grace);
      assert.deepEqual(await ada.access(), deactivated);
      assert.deepEqual(await pending(), [`purge ${timeAfter(30 * day, rollcall.clock.now())}`]);
      const endedAt = rollcall.clock.now();
      await activate(readOnly);
      assert.deepEqual(await ada.access(), deactivated);
      assert.deepEqual(await pending(), [`purge ${timeAfter(90 * day, endedAt)}`]);
    });
  });

  describe('for other reasons than the directory', () => {
    const intern = `filters: { exclude: [ { name: Interns, any: [ { attribute: title, equals: Intern } ] } ] }`;
    const rule = `rules: [ { name: No interns, when: { attribute: title, equals: Intern }, then: { deny: true } } ]`;
    for (const [title, rest] of [
      ['a filter', intern],
      ['a rule', rule],
    ] as const) {
      it(`because of ${title} goes by the mode, is timed, and is undone in time`, async () => {
        await hire(readOnly, rest);
        const leftAt = rollcall.clock.now();
        await update({ job_title: 'Intern' });
        assert.deepEqual(await ada.access(), reading);
        await pass(14 * day);
        assert.deepEqual(await ada.access(), deactivated);
        assert.deepEqual(await pending(), [`purge ${timeAfter(104 * day, leftAt)}`]);
        await update({ job_title: 'Engineer' });
        assert.equal(await status(), 'active');
        assert.deepEqual(await pending(), []);
        await update({ job_title: 'Intern' });
        await pass(14 * day);
        await pass(90 * day);
        assert.equal(await status(), 'purged');
        // They are still there at their directory, and in scope once more: somebody new to the product.
        await update({ job_title: 'Engineer' });
        const again = await ada.company.userOf(ada.person);
        assert.equal(again.status, 'active');
        assert.notEqual(again.id, ada.userId);
      });
    }

    it('because of groups goes by the mode too', async () => {
      ada = await hireLeaver(
        rollcall,
        policy(readOnly).replace('default_role: viewer', 'default_role: no_access'),
      );
      await ada.company.tell(ada.company.idp.leave(ada.person, await ada.company.group('members')));
      assert.deepEqual(await ada.access(), reading);
      assert.match((await ada.told())[0] ?? '', /is in no group that gives access/);
      await pass(14 * day);
      assert.deepEqual(await ada.access(), deactivated);
      await ada.company.tell(ada.company.idp.join(ada.person, await ada.company.group('members')));
      assert.equal(await status(), 'active');
    });

    it('is cancelled where the policy leaves them alone by now', async () => {
      const alone = intern.replace('{ exclude', '{ out_of_scope: leave_alone, exclude');
      await hire(immediate, intern);
      const leftAt = rollcall.clock.now();
      await update({ job_title: 'Intern' });
      assert.equal((await ada.user()).purge_at, timeAfter(90 * day, leftAt));
      await activate(immediate, alone);
      assert.deepEqual([(await ada.user()).purge_at, await pending()], [null, []]);
      await pass(200 * day);
      assert.equal(await status(), 'deactivated');
      // And timed again from when they left, once it does not.
      await activate(`mode: immediate, retain_data: 300d`, intern);
      assert.deepEqual(await pending(), [`purge ${timeAfter(300 * day, leftAt)}`]);
      assert.equal((await ada.user()).purge_at, timeAfter(300 * day, leftAt));
    });

    it('leaves alone who reads, who then goes on reading', async () => {
      const alone = intern.replace('{ exclude', '{ out_of_scope: leave_alone, exclude');
      await hire(readOnly, intern);
      await update({ job_title: 'Intern' });
      await activate(readOnly, alone);
      assert.deepEqual(await pending(), []);
      await pass(30 * day);
      assert.deepEqual(await ada.access(), reading);
    });
  });
});
