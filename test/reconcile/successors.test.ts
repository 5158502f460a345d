import assert from 'node:assert/strict';
import type { SimulatedPerson } from '../../src/cli/demo/workos-payload.ts';
import type { Hold } from '../../src/generated/api.ts';
import { activateYaml } from '../support/activate-yaml.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { newGroup, newUser, patchOf, scimTenant } from '../support/scim-client.ts';

const groups = (more = '', owners = '- { name: owners, role: owner }') => `
groups:
  match_by: name
  default_role: member
  ${more}
  map:
    ${owners}
    - { name: admins, role: admin }
    - { name: viewers, role: viewer }
`;
const promote = `sole_admin:
  action: promote
  promote: { from: [member], pick: longest_tenured, unless: { attribute: email, starts_with: c- } }
`;
const later = (action: string) =>
  `sole_admin: { action: block, promote: { from: [member], pick: longest_tenured },
     if_unanswered: { after: 24h, action: ${action} } }`;
const day = 24 * 3_600_000;

describe('Who takes the place of the last administrator', () => {
  let rollcall: TestRollcall;
  let company: Company;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  async function found(policy: string, role = 'admins'): Promise<SimulatedPerson> {
    company = await foundCompany(rollcall, policy);
    return company.hire('ada', { groups: [role] });
  }
  /** Members, each provisioned a second after the one before. */
  async function hire(...names: string[]): Promise<SimulatedPerson[]> {
    const hired: SimulatedPerson[] = [];
    for (const name of names) {
      rollcall.clock.advance(1_000);
      hired.push(await company.hire(name));
    }
    return hired;
  }
  const administrators = async () =>
    (await company.users('?status=active'))
      .filter(({ role }) => role === 'admin' || role === 'owner')
      .map(({ email, role }) => `${email?.split('@')[0] ?? ''} ${role ?? ''}`)
      .sort();
  const open = async () => (await company.holds('?status=open')).map(({ kind }) => kind);
  async function onlyHold(): Promise<Hold> {
    const [hold, another] = await company.holds('?status=open');
    assert.ok(hold);
    assert.equal(another, undefined);
    return hold;
  }

  it('is the longest provisioned of those who may, and it is said why', async () => {
    const ada = await found(`${groups()}${promote}`);
    await hire('c-con', 'ben', 'cyd');
    const events = company.idp.deactivate(ada);
    await company.tell(events);
    assert.deepEqual(await administrators(), ['ben admin']);
    assert.equal((await company.userOf(ada)).status, 'deactivated');
    assert.deepEqual(await open(), []);
    const [record] = (await company.records('&action=role.changed')).slice(-1);
    assert.equal(record?.reason, 'Promoted from member to admin: the last administrator leaves');
    assert.deepEqual(
      record.event_ids,
      events.map(({ id }) => id),
      'the record names no event',
    );
  });

  it('is the one with the lesser id of two who were provisioned at the same moment', async () => {
    const ada = await found(`${groups()}${promote}`);
    const one = company.idp.hire({ email: 'z@acme.com', firstName: 'Z', lastName: 'Z', attributes: {} });
    const two = company.idp.hire({ email: 'a@acme.com', firstName: 'A', lastName: 'A', attributes: {} });
    await company.tell([...two.events, ...one.events]);
    const users = [await company.userOf(one.person), await company.userOf(two.person)];
    const [first] = users.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    await company.tell(company.idp.deactivate(ada));
    assert.deepEqual(await administrators(), [`${first?.email?.split('@')[0] ?? ''} admin`]);
  });

  it('is nobody who leaves as well, is held as a leaver, has another role by then, or would be capped', async () => {
    const ada = await found(`${groups()}
guards: { deactivations: { percent: 1, at_least: 3, within: 1h } }
rules:
  - name: Never Cyd
    when: { all: [ { attribute: email, starts_with: cyd }, { fact: role, equals: admin } ] }
    then: { cap_role: member }
${promote}`);
    const [held, gone, ben, cyd, dan, eve, fay] = await hire(
      'held',
      'gone',
      'ben',
      'cyd',
      'dan',
      'eve',
      'fay',
    );
    assert.ok(held && gone && ben && cyd && dan && eve && fay);
    // Two may leave within the hour, and the third waits.
    await company.tellEach([eve, fay, held].flatMap((person) => company.idp.deactivate(person)));
    assert.deepEqual(await open(), ['deactivations']);
    rollcall.clock.advance(3_600_000);
    await company.tell([
      ...company.idp.deactivate(gone),
      ...company.idp.join(ben, await company.group('viewers')),
      ...company.idp.deactivate(ada),
    ]);
    assert.deepEqual(await administrators(), ['dan admin']);
    const standing = [ada, gone, held, ben, cyd].map(async (person) => {
      const { status, role } = await company.userOf(person);
      return `${status} ${role ?? ''}`;
    });
    assert.deepEqual(await Promise.all(standing), [
      'deactivated admin',
      'deactivated member',
      'active member',
      'active viewer',
      'active member',
    ]);
  });

  it('is not one whose promotion waits for an answer or was refused', async () => {
    const ada = await found(`${groups()}guards: { admin_grants: { count: 1, within: 1h } }\n${promote}`);
    const [ben, cyd] = await hire('ben', 'cyd');
    assert.ok(ben && cyd);
    // In the same batch: nobody is lost, and who is to be asked about is not made one by the way.
    await company.tell([
      ...company.idp.join(ben, await company.group('admins')),
      ...company.idp.deactivate(ada),
    ]);
    assert.deepEqual(await administrators(), ['cyd admin']);
    const hold = await onlyHold();
    assert.deepEqual([hold.kind, hold.user_id], ['admin_grants', (await company.userOf(ben)).id]);
    await company.api.expect('Hold', 'POST', `/tenants/${company.slug}/holds/${hold.id}/reject`, {
      body: {},
    });
    await company.tell(company.idp.deactivate(cyd));
    assert.deepEqual(await administrators(), ['cyd admin']);
    assert.deepEqual(await open(), ['sole_admin']);
  });

  it('is not counted on while the promotion waits: the last one is kept until it is approved', async () => {
    const ada = await found(`${groups()}guards: { admin_grants: { count: 1, within: 1h } }`);
    const [ben] = await hire('ben');
    assert.ok(ben);
    await company.tell([
      ...company.idp.join(ben, await company.group('admins')),
      ...company.idp.deactivate(ada),
    ]);
    assert.deepEqual(await administrators(), ['ada admin']);
    assert.deepEqual((await open()).sort(), ['admin_grants', 'sole_admin']);
    const grant = (await company.holds('?kind=admin_grants'))[0];
    await company.api.expect('Hold', 'POST', `/tenants/${company.slug}/holds/${grant?.id ?? ''}/approve`, {
      body: { revision: grant?.revision },
    });
    assert.deepEqual(await administrators(), ['ben admin']);
    assert.equal((await company.userOf(ada)).status, 'deactivated');
    assert.deepEqual(await open(), []);
  });

  it('becomes an admin where the leaver is an owner and nobody may be granted that', async () => {
    for (const [never, role] of [
      ['never_grant: [owner]', 'admin'],
      ['', 'owner'],
    ] as const) {
      company = await foundCompany(rollcall, `${groups(never, '')}${promote}`);
      const ada = await company.hire('ada');
      const { id } = await company.userOf(ada);
      await company.api.ask('PUT', `/tenants/${company.slug}/users/${id}/role`, { body: { role: 'owner' } });
      await hire('ben');
      await company.tell(company.idp.deactivate(ada));
      assert.deepEqual(await administrators(), [`ben ${role}`]);
    }
  });

  it('keeps the role, also where manual roles are replaced, until a role is set by hand', async () => {
    const policy = `${groups('manual_roles: replace')}${promote}`;
    const ada = await found(policy);
    const [ben] = await hire('ben');
    assert.ok(ben);
    await company.tell(company.idp.deactivate(ada));
    const records = (await company.records('&action=role.changed')).length;
    await company.tell(company.idp.update(ben, { lastName: 'Anew' }));
    await activateYaml(company, `about: The same.\n${policy}`);
    await rollcall.drain();
    assert.deepEqual(await administrators(), ['ben admin']);
    assert.equal((await company.records('&action=role.changed')).length, records);
    // Alone they cannot be demoted; with another one there, the role by hand, or none, takes its place.
    await company.tell(company.idp.comeBack(ada));
    const { id } = await company.userOf(ben);
    const set = await company.api.ask('PUT', `/tenants/${company.slug}/users/${id}/role`, {
      body: { role: 'viewer' },
    });
    assert.equal(set.status, 200, JSON.stringify(set.body));
    await company.tell(company.idp.update(ben, { lastName: 'Again' }));
    assert.deepEqual(await administrators(), ['ada admin']);
  });

  it('is an administrator no more who leaves and comes back', async () => {
    const ada = await found(`${groups()}${promote}`);
    const [ben] = await hire('ben', 'cyd');
    assert.ok(ben);
    await company.tell(company.idp.deactivate(ada));
    assert.deepEqual(await administrators(), ['ben admin']);
    await company.tell(company.idp.deactivate(ben));
    assert.deepEqual(await administrators(), ['cyd admin']);
    await company.tell(company.idp.comeBack(ben));
    assert.equal((await company.userOf(ben)).role, 'member');
    assert.deepEqual(await administrators(), ['cyd admin']);
  });

  it('is found for one of two who leave in one batch', async () => {
    const ada = await found(`${groups()}${promote}`);
    const eve = await company.hire('eve', { groups: ['admins'] });
    await hire('ben');
    await company.tell([...company.idp.deactivate(ada), ...company.idp.remove(eve)]);
    assert.deepEqual(await administrators(), ['ben admin']);
    assert.equal((await company.userOf(eve)).status, 'deactivated');
    assert.equal((await company.userOf(ada)).status, 'deactivated');
  });

  it('is nobody where nobody may: then they are kept, and somebody who comes later takes over', async () => {
    const ada = await found(`${groups()}${promote}`);
    await hire('c-one', 'c-two');
    await company.tell(company.idp.deactivate(ada));
    assert.deepEqual(await administrators(), ['ada admin']);
    assert.deepEqual(await open(), ['sole_admin']);
    await hire('ben');
    assert.deepEqual(await administrators(), ['ben admin']);
    assert.equal((await company.holds())[0]?.status, 'approved');
  });

  it('may be from before the sync, of whom no directory knows', async () => {
    const ada = await found(`${groups()}${promote}`);
    await company.register({ email: 'root@vendor.example', role: 'member' });
    await company.tell(company.idp.deactivate(ada));
    assert.deepEqual(await administrators(), ['root admin']);
  });

  describe('may be somebody who could only do so by the same news', () => {
    const contractors = `rules:
  - name: Contractors never administer
    when: { all: [ { attribute: email, starts_with: r- }, { fact: role, equals: admin } ] }
    then: { cap_role: member }
`;
    const byGroup = `${groups('default_role: viewer', '- { name: members, role: member }').replace('default_role: member', '')}${contractors}${promote}`;
    /** Reasons of what was done to somebody since, in order. */
    const reasonsSince = async (since: Date, person: SimulatedPerson) => {
      const { id } = await company.userOf(person);
      const records = await company.records(`&user_id=${id}&since=${since.toISOString()}`);
      return records.map(({ action, reason }) => `${action}: ${reason}`);
    };
    const arrive = (...names: string[]) =>
      names.map((name) => {
        const email = `${name}@acme.com`;
        return company.idp.hire({ email, firstName: name, lastName: 'Example', attributes: {} });
      });
    /** Lets ada leave in the same batch as this, and nobody be kept for a moment. */
    async function leaveWith(ada: SimulatedPerson, ...events: Parameters<Company['tell']>[0]) {
      rollcall.clock.advance(1_000);
      const since = rollcall.clock.now();
      await company.tell([...company.idp.deactivate(ada), ...events]);
      assert.equal((await company.userOf(ada)).status, 'deactivated');
      assert.deepEqual(await company.holds(), [], 'somebody was held');
      return since;
    }

    it('who joins a group', async () => {
      const ada = await found(byGroup);
      const [ben] = await hire('ben');
      assert.ok(ben);
      const members = await company.group('members');
      const since = await leaveWith(ada, ...company.idp.join(ben, members));
      assert.deepEqual(await administrators(), ['ben admin']);
      assert.deepEqual(await reasonsSince(since, ben), [
        'role.changed: Promoted from viewer to admin: the last administrator leaves',
      ]);
      assert.equal((await company.userOf(ben)).role_origin, 'manual');
    });

    it('who leaves the group that gave a stronger role that is not among those to promote from', async () => {
      const ada = await found(`${groups()}${promote}`);
      const ben = await company.hire('ben', { groups: ['viewers'] });
      await leaveWith(ada, ...company.idp.leave(ben, await company.group('viewers')));
      assert.deepEqual(await administrators(), ['ben admin']);
    });

    it('who is provisioned: first as the directory has it, and promoted then', async () => {
      const ada = await found(`${groups()}${promote}
notifications: { security: { on: [role_granted_admin, sole_admin_blocked], send: at_once, to: [security@acme.com] } }`);
      const [ben] = arrive('ben');
      assert.ok(ben);
      const since = await leaveWith(ada, ...ben.events);
      assert.deepEqual(await administrators(), ['ben admin']);
      assert.deepEqual(await reasonsSince(since, ben.person), [
        'user.provisioned: Provisioned as member: is in no group that gives a role, so the default role counts',
        'role.changed: Promoted from member to admin: the last administrator leaves',
      ]);
      const [, record] = await company.records(`&user_id=${(await company.userOf(ben.person)).id}`);
      assert.deepEqual(
        [record?.before, record?.after],
        [
          { role: 'member', origin: 'default' },
          { role: 'admin', origin: 'manual' },
        ],
      );
      // The role is theirs from then on.
      await company.tell(company.idp.update(ben.person, { lastName: 'Anew' }));
      assert.deepEqual(await administrators(), ['ben admin']);
      rollcall.clock.advance(10_000);
      await rollcall.service.notices?.sendDue();
      const mail = JSON.stringify(rollcall.mail);
      assert.match(mail, /Promoted from member to admin/);
      assert.doesNotMatch(mail, /Provisioned as member/);
    });

    it('who comes back, by when they were provisioned first', async () => {
      const ada = await found(`${groups()}${promote}`);
      const [ben] = await hire('ben', 'cyd');
      assert.ok(ben);
      await company.tell(company.idp.deactivate(ben));
      const since = await leaveWith(ada, ...company.idp.comeBack(ben));
      assert.deepEqual(await administrators(), ['ben admin']);
      assert.deepEqual(
        (await reasonsSince(since, ben)).map((each) => each.split(': ')[0]),
        ['user.reactivated', 'role.changed'],
      );
    });

    it('who administered before they left, and comes back without the group', async () => {
      const ada = await found(`${groups()}${promote}`);
      const eve = await company.hire('eve', { groups: ['admins'] });
      await company.tell(company.idp.deactivate(eve));
      await company.tell(company.idp.leave(eve, await company.group('admins')));
      const since = await leaveWith(ada, ...company.idp.comeBack(eve));
      assert.deepEqual(await administrators(), ['eve admin']);
      const [, record, more] = await reasonsSince(since, eve);
      assert.equal(record, 'role.changed: Role stays admin, now because the last administrator leaves');
      assert.equal(more, undefined);
    });

    it('who starts fresh, and is judged by the new account alone', async () => {
      const ada = await found(`${groups('manual_roles: keep')}
deactivation: { mode: immediate, if_reactivated: start_fresh }
${promote}`);
      const [ben] = await hire('ben');
      assert.ok(ben);
      const { id } = await company.userOf(ben);
      // A role by hand would be kept, but it was the former account's.
      await company.api.ask('PUT', `/tenants/${company.slug}/users/${id}/role`, { body: { role: 'viewer' } });
      await company.tell(company.idp.deactivate(ben));
      await leaveWith(ada, ...company.idp.comeBack(ben));
      assert.deepEqual(await administrators(), ['ben admin']);
      const [fresh] = await company.users('?status=active');
      assert.notEqual(fresh?.id, id);
    });

    it('of whom the longest provisioned is the first, whether this news touches them or not', async () => {
      for (const [joining, first] of [
        ['old', 'old'],
        ['new', 'between'],
      ] as const) {
        const ada = await found(byGroup);
        const [old] = await hire('old');
        await company.hire('between', { groups: ['members'] });
        const [young] = await hire('new');
        assert.ok(old && young);
        const [newest] = arrive('newest');
        const members = await company.group('members');
        const joiner = joining === 'old' ? old : young;
        await leaveWith(
          ada,
          ...(newest?.events ?? []),
          ...(newest ? company.idp.join(newest.person, members) : []),
          ...company.idp.join(joiner, members),
        );
        assert.deepEqual(await administrators(), [`${first} admin`]);
      }
    });

    it('of whom none is looked over, and none comes too early, behind a page of others who may not', async () => {
      for (const joins of [true, false]) {
        const ada = await found(byGroup);
        const members = await company.group('members');
        const join = (people: ReturnType<typeof arrive>) =>
          people.flatMap(({ person, events }) => [...events, ...company.idp.join(person, members)]);
        // More than are looked at together, all of them excluded; one who joins comes between them, one behind them.
        const many = (name: string, count: number) =>
          arrive(...Array.from({ length: count }, (_, each) => `c-${name}-${each}`));
        await company.tell(join(many('first', 30)));
        const [ben] = await hire('ben');
        rollcall.clock.advance(1_000);
        await company.tell(join(many('second', 40)));
        rollcall.clock.advance(1_000);
        await company.hire('dan', { groups: ['members'] });
        assert.ok(ben);
        await leaveWith(ada, ...join(arrive('newest')), ...(joins ? company.idp.join(ben, members) : []));
        assert.deepEqual(await administrators(), [joins ? 'ben admin' : 'dan admin']);
      }
    });

    it('but nobody whom the policy excludes, or a rule would cap: then the last one is kept', async () => {
      const ada = await found(byGroup);
      const [excluded, capped] = arrive('c-con', 'r-con');
      assert.ok(excluded && capped);
      const members = await company.group('members');
      await company.tell([
        ...company.idp.deactivate(ada),
        ...excluded.events,
        ...company.idp.join(excluded.person, members),
        ...capped.events,
        ...company.idp.join(capped.person, members),
      ]);
      assert.deepEqual(await administrators(), ['ada admin']);
      assert.deepEqual(await open(), ['sole_admin']);
    });

    it('but not one whom a guard holds back, or who only waits to be told whose account is theirs', async () => {
      const ada = await found(`${groups()}guards: { admin_grants: { count: 1, within: 1h } }
identity: { match_by: [external_id, email], verified_domains: [acme.com], existing_accounts: hold }
${promote}`);
      await company.register({ email: 'old@acme.com', role: 'viewer' });
      const [granted, waits] = arrive('ben', 'old');
      assert.ok(granted && waits);
      await company.tell([
        ...company.idp.deactivate(ada),
        ...granted.events,
        ...company.idp.join(granted.person, await company.group('admins')),
        ...waits.events,
      ]);
      assert.deepEqual(await administrators(), ['ada admin']);
      assert.deepEqual((await open()).sort(), ['admin_grants', 'existing_account', 'sole_admin']);
    });

    it('by a policy that gives them the role, but never the one who loses it', async () => {
      const ada = await found(byGroup);
      const [ben] = await hire('ben', 'cyd');
      assert.ok(ben);
      const nobodyMapped = groups().replace(/- \{ name: (admins|viewers).*/g, '');
      await activateYaml(company, `${nobodyMapped}${promote}`);
      await rollcall.drain();
      assert.deepEqual(await administrators(), ['ben admin']);
      assert.deepEqual(await company.holds(), []);
      assert.equal((await company.userOf(ada)).role, 'member');
    });

    it('in whatever order the news is, and as well in batches of their own where the leaver comes last', async () => {
      for (const split of [false, true]) {
        for (const isLeaverFirst of split ? [false] : [true, false]) {
          const ada = await found(byGroup);
          const [ben] = await hire('ben', 'cyd');
          assert.ok(ben);
          const members = await company.group('members');
          const [dan] = arrive('dan');
          assert.ok(dan);
          const coming = [
            ...dan.events,
            ...company.idp.join(dan.person, members),
            ...company.idp.join(ben, members),
          ];
          const going = company.idp.deactivate(ada);
          const news = isLeaverFirst ? [...going, ...coming] : [...coming, ...going];
          await (split ? company.tellEach(news) : company.tell(news));
          assert.deepEqual(await administrators(), ['ben admin'], JSON.stringify({ split, isLeaverFirst }));
          assert.equal((await company.userOf(ada)).status, 'deactivated');
          assert.equal((await company.userOf(dan.person)).role, 'member');
        }
      }
    });
  });

  describe('when nobody has answered', () => {
    for (const action of ['promote', 'allow'] as const) {
      it(`${action}s at the very time, and not before`, async () => {
        const ada = await found(`${groups()}${later(action)}`);
        await hire('ben');
        await company.tell(company.idp.deactivate(ada));
        assert.equal(
          (await onlyHold()).answer_due_at,
          new Date(rollcall.clock.now().getTime() + day).toISOString(),
        );
        rollcall.clock.advance(day - 1);
        await rollcall.drain();
        assert.deepEqual(await administrators(), ['ada admin']);
        rollcall.clock.advance(1);
        await rollcall.drain();
        assert.deepEqual(await administrators(), action === 'promote' ? ['ben admin'] : []);
        assert.equal((await company.userOf(ada)).status, 'deactivated');
        const [hold] = await company.holds();
        assert.equal(hold?.status, 'approved');
        assert.equal(hold.resolved_by?.kind, 'policy');
        const whyThrough = {
          promote: 'Another administrator exists, so what was held went through',
          allow: 'The policy lets the last administrator go, so what was held went through',
        };
        assert.equal(hold.resolution, whyThrough[action]);
      });
    }

    it('promotes somebody who comes after the time, as soon as they are there', async () => {
      const ada = await found(`${groups()}${later('promote')}`);
      await company.tell(company.idp.deactivate(ada));
      rollcall.clock.advance(day);
      await rollcall.drain();
      assert.deepEqual(await administrators(), ['ada admin']);
      rollcall.clock.advance(day);
      await rollcall.drain();
      await hire('ben');
      assert.deepEqual(await administrators(), ['ben admin']);
    });

    it('goes by the time of today’s policy: sooner, later, for the first time, or not at all', async () => {
      const block = 'sole_admin: { action: block }';
      const after = (time: string) => later('allow').replace('24h', time);
      const cases: [string, string, number | null][] = [
        [after('24h'), after('1h'), day / 24],
        [after('1h'), after('24h'), day],
        [block, after('24h'), day],
        [after('1h'), block, null],
      ];
      for (const [first, then, dueMs] of cases) {
        const ada = await found(`${groups()}${first}`);
        await company.tell(company.idp.deactivate(ada));
        const began = rollcall.clock.now().getTime();
        rollcall.clock.advance(60_000);
        await activateYaml(company, `${groups()}${then}`);
        await rollcall.drain();
        const due = dueMs === null ? null : new Date(began + dueMs).toISOString();
        assert.equal((await onlyHold()).answer_due_at, due);
        rollcall.clock.advance((dueMs ?? 30 * day) - 60_001);
        await rollcall.drain();
        assert.deepEqual(await administrators(), ['ada admin']);
        rollcall.clock.advance(1);
        await rollcall.drain();
        assert.deepEqual(await administrators(), dueMs === null ? ['ada admin'] : []);
      }
    });

    it('does nothing where the leaver has come back', async () => {
      const ada = await found(`${groups()}${later('allow')}`);
      await company.tell(company.idp.deactivate(ada));
      await company.tell(company.idp.comeBack(ada));
      rollcall.clock.advance(2 * day);
      await rollcall.drain();
      assert.deepEqual(await administrators(), ['ada admin']);
      assert.equal((await company.holds())[0]?.status, 'expired');
    });
  });

  it('is not asked for where the policy allows it: they leave, and somebody is told', async () => {
    const ada = await found(`${groups()}
sole_admin: { action: allow }
notifications: { security: { on: [sole_admin_blocked], send: at_once, to: [security@acme.com] } }`);
    await company.tell(company.idp.deactivate(ada));
    assert.deepEqual(await administrators(), []);
    rollcall.clock.advance(10_000);
    await rollcall.service.notices?.sendDue();
    assert.match(JSON.stringify(rollcall.mail), /policy allows it/);
  });

  const losses: [string, string, () => Promise<void>][] = [
    [
      'a deleted group',
      groups(),
      async () => company.tell(company.idp.deleteGroup(await company.group('admins'))),
    ],
    [
      'a removed person',
      groups(),
      () => company.tell(company.idp.remove(company.idp.people[0] as SimulatedPerson)),
    ],
    [
      'a mapping that is removed',
      groups(),
      async () => {
        await activateYaml(company, groups().replace('- { name: admins, role: admin }', ''));
        await rollcall.drain();
      },
    ],
    [
      'a rule',
      groups(),
      async () => {
        const rule =
          'rules: [ { name: No admins, status: active, when: { all: [ { fact: role, equals: admin } ] }, then: { cap_role: member } } ]';
        await activateYaml(company, `${groups()}${rule}`);
        await rollcall.drain();
      },
    ],
    [
      'read-only leaving',
      `${groups()}deactivation: { mode: read_only, read_only: { for: 14d } }`,
      () => company.tell(company.idp.deactivate(company.idp.people[0] as SimulatedPerson)),
    ],
  ];
  for (const [how, policy, lose] of losses) {
    it(`is not needed: who would lose it by ${how} is kept`, async () => {
      await found(policy);
      await hire('ben');
      await lose();
      assert.deepEqual(await administrators(), ['ada admin']);
      assert.deepEqual(await open(), ['sole_admin']);
      await company.hire('eve', { groups: ['owners'] });
      assert.deepEqual(await administrators(), ['eve owner']);
    });
  }

  it('is said to an identity provider that asks over SCIM, whatever the request', async () => {
    const requests: [string, (user: string, group: string) => [string, string, unknown]][] = [
      [
        'PATCH',
        (user) => ['PATCH', `/Users/${user}`, patchOf({ op: 'replace', path: 'active', value: false })],
      ],
      ['PUT', (user) => ['PUT', `/Users/${user}`, newUser('ada@acme.com', { active: false })]],
      ['DELETE', (user) => ['DELETE', `/Users/${user}`, undefined]],
      [
        'PATCH of the group',
        (_, group) => ['PATCH', `/Groups/${group}`, patchOf({ op: 'remove', path: 'members' })],
      ],
      ['DELETE of the group', (_, group) => ['DELETE', `/Groups/${group}`, undefined]],
    ];
    for (const [what, request] of requests) {
      const idp = await scimTenant(rollcall, { policy: groups() });
      const { id } = await idp.expect(201, 'POST', '/Users', newUser('ada@acme.com'));
      const group = await idp.expect(201, 'POST', '/Groups', newGroup('admins', [id]));
      const [method, path, body] = request(id, group.id);
      const reply = await idp.request(method, path, body);
      assert.ok(reply.status >= 400 && reply.status < 500, `${what} answered ${reply.status}: ${reply.text}`);
      const [user] = await idp.users();
      assert.deepEqual([user?.status, user?.role], ['active', 'admin'], what);
      assert.deepEqual(
        (await idp.holds()).map(({ kind }) => kind),
        ['sole_admin'],
        what,
      );
    }
  });
});
