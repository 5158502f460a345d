import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SimulatedPerson, WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import type { HoldPerson } from '../../src/generated/api.ts';
import { activateYaml } from '../support/activate-yaml.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { hireMany, passTime } from '../support/crowd.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const policies = ['block', 'promote'].flatMap((action) =>
  ['viewer', 'no_access'].map(
    (defaultRole) => `
groups:
  match_by: name
  default_role: ${defaultRole}
  manual_roles: keep
  map: [ { name: admins, role: admin }, { name: Sales, role: member } ]
sole_admin: { action: ${action}, promote: { from: [member, viewer], pick: longest_tenured },
              if_unanswered: { after: 24h, action: promote } }
guards:
  deactivations: { percent: 20, at_least: 2, within: 1h }
  admin_grants: { count: 2, within: 1h }
  emptied_group: { had_at_least: 3 }
  unanswered: { after: 72h, action: ${defaultRole === 'viewer' ? 'approve' : 'reject'} }
`,
  ),
);

type Step =
  | { kind: 'person'; what: 'deactivate' | 'comeBack' | 'update'; who: number }
  | { kind: 'group'; what: 'join' | 'leave'; group: 'admins' | 'Sales'; who: number }
  | { kind: 'everybody'; what: 'leave Sales' | 'leave admins' | 'leave'; together: boolean }
  | { kind: 'answer'; verdict: 'approve' | 'reject' }
  | { kind: 'time'; minutes: number }
  | { kind: 'policy'; which: number }
  | { kind: 'by hand'; who: number; role: 'admin' | 'viewer' | null };

const who = fc.nat({ max: 9 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('person' as const),
      what: fc.constantFrom(
        'deactivate' as const,
        'deactivate' as const,
        'comeBack' as const,
        'update' as const,
      ),
      who,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('group' as const),
      what: fc.constantFrom('join' as const, 'leave' as const),
      group: fc.constantFrom('admins' as const, 'Sales' as const),
      who,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('everybody' as const),
      what: fc.constantFrom('leave Sales' as const, 'leave admins' as const, 'leave' as const),
      together: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      verdict: fc.constantFrom('approve' as const, 'reject' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('time' as const),
      minutes: fc.constantFrom(20, 61, 25 * 60, 80 * 60),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('policy' as const), which: fc.nat({ max: 3 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('by hand' as const),
      who,
      role: fc.constantFrom('admin' as const, 'viewer' as const, null),
    }),
  },
);

describe('Whatever happens to people, and is decided about them', function () {
  this.timeout(180_000);
  let rollcall: TestRollcall;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  it('somebody administers, whoever is gone has left or waits, and holds say what is in them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 3 }),
        fc.array(step, { minLength: 5, maxLength: 14 }),
        async (first, steps) => {
          const company = await foundCompany(rollcall, policies[first]);
          const admins = await hireMany(company, 3, 'admin', ['admins', 'Sales']);
          const members = await hireMany(company, 7, 'p', ['Sales']);
          passTime(company, 2 * 3_600_000);
          const people = [...admins, ...members];
          // The grants of the beginning are let through.
          for (const hold of await company.holds('?status=open')) await answer(company, hold.id, 'approve');
          let current = first;
          for (const each of steps) {
            await take(company, people, each);
            await check(company, people, JSON.stringify(each));
            if (each.kind === 'policy') current = each.which;
          }
          // Everything is decided again from what is known: nothing comes of it that has not come already.
          const standing = async () => [await company.users(), await company.holds()];
          const before = await standing();
          await activateYaml(company, `about: The same.${policies[current] ?? ''}`);
          await company.rollcall.drain();
          // With `promote` somebody who has come back meanwhile may take over only now.
          if (current < 2) assert.deepEqual(await standing(), before);
        },
      ),
      { numRuns: 16 },
    );
  });
});

async function answer(company: Company, id: string, verdict: string): Promise<void> {
  const path = `/tenants/${company.slug}/holds/${id}/${verdict}`;
  const { status } = await company.api.ask('POST', path, { body: {} });
  assert.ok(status === 200 || status === 409, `${status}`);
}

async function take(company: Company, people: SimulatedPerson[], each: Step): Promise<void> {
  const { idp } = company;
  const isIn = (person: SimulatedPerson, group: string) =>
    idp.groupsOf(person).some(({ name }) => name === group);
  switch (each.kind) {
    case 'person': {
      const person = people[each.who] as SimulatedPerson;
      const isThere = person.state === 'active';
      if (each.what !== 'update' && isThere !== (each.what === 'deactivate')) return;
      return company.tell(
        each.what === 'update' ? idp.update(person, { lastName: 'Anew' }) : idp[each.what](person),
      );
    }
    case 'group': {
      const person = people[each.who] as SimulatedPerson;
      if (isIn(person, each.group) === (each.what === 'join')) return;
      return company.tell(idp[each.what](person, await company.group(each.group)));
    }
    case 'everybody': {
      const group = await company.group(each.what === 'leave admins' ? 'admins' : 'Sales');
      const events: WorkosEvent[] = people.flatMap((person) => {
        if (each.what === 'leave') return person.state === 'active' ? idp.deactivate(person) : [];
        return isIn(person, group.name) ? idp.leave(person, group) : [];
      });
      return each.together ? company.tell(events) : company.tellEach(events);
    }
    case 'answer': {
      const [hold] = await company.holds('?status=open');
      if (hold !== undefined) await answer(company, hold.id, each.verdict);
      return;
    }
    case 'time':
      passTime(company, each.minutes * 60_000);
      return company.rollcall.drain();
    case 'policy':
      await activateYaml(company, policies[each.which] ?? '');
      return company.rollcall.drain();
    case 'by hand': {
      const [user] = await company.users(`?external_id=${people[each.who]?.idpId ?? ''}`);
      if (user === undefined || user.status !== 'active') return;
      const path = `/tenants/${company.slug}/users/${user.id}/role`;
      const { status } =
        each.role === null
          ? await company.api.ask('DELETE', path)
          : await company.api.ask('PUT', path, { body: { role: each.role } });
      assert.ok(status < 300 || status === 409, `${status}`);
    }
  }
}

async function check(company: Company, people: SimulatedPerson[], after: string): Promise<void> {
  const users = await company.users();
  const administrators = users.filter(({ status, role }) => status === 'active' && role === 'admin');
  assert.ok(administrators.length > 0, `nobody administers after ${after}`);

  const waiting = new Map<string, HoldPerson>();
  const refused = new Set<string>();
  for (const hold of await company.holds()) {
    const { data } = await company.api.expect(
      'HoldPersonList',
      'GET',
      `/tenants/${company.slug}/holds/${hold.id}/people`,
    );
    for (const person of data) if (person.status === 'rejected') refused.add(person.user_id ?? '');
    if (hold.status !== 'open') continue;
    const open = data.filter(({ status }) => status === 'open');
    assert.ok(open.length > 0, `an open hold without people after ${after}`);
    assert.equal(hold.people, open.length);
    if (hold.kind !== 'sole_admin')
      assert.equal(parseInt(hold.reason, 10), open.length, `${hold.reason} after ${after}`);
    for (const person of open) {
      assert.ok(!waiting.has(person.directory_user_id), `somebody waits twice after ${after}`);
      assert.ok(person.changes.length > 0 || hold.kind === 'sole_admin', `nothing is held after ${after}`);
      waiting.set(person.directory_user_id, person);
    }
  }
  for (const person of people) {
    const user = users.find(({ external_id }) => external_id === person.idpId);
    const isHeld =
      refused.has(user?.id ?? '') || [...waiting.values()].some(({ user_id }) => user_id === user?.id);
    if (person.state === 'inactive') {
      assert.ok(user?.status !== 'active' || isHeld, `somebody who left is still inside after ${after}`);
    }
  }
  const events = [...(await company.events()).values()];
  assert.deepEqual(
    events.filter(({ status }) => status === 'set_aside' || status === 'waiting'),
    [],
    after,
  );
}
