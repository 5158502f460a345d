import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createSimulatedDirectory, type SimulatedDirectory } from '../../src/cli/demo/simulated-directory.ts';
import type { WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import { normalizeWorkosEvent } from '../../src/sources/workos/normalize.ts';
import { reconcile } from '../../src/reconcile/reconcile.ts';
import { activeAccounts, type SeenAccount } from '../support/accounts.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const policy = `
groups:
  match_by: name
  precedence: strongest
  default_role: member
  manual_roles: keep
  map:
    - { name: admins, role: admin }
    - { name: viewers, role: viewer }
    - { name: engineering, workspaces: [ { key: engineering, role: member } ] }
    - { name: leads, role: member, workspaces: [ { key: engineering, role: admin } ] }
filters:
  exclude:
    - name: Service accounts
      any: [ { attribute: title, equals: Robot } ]
rules:
  - name: Contractors never administer
    when: { all: [ { attribute: employee_type, equals: contractor }, { fact: role, equals: admin } ] }
    then: { cap_role: member }
`;

/** One step of a random history; numbers pick a person or a group among those there are. */
type Step =
  | { do: 'hire'; contractor: boolean }
  | { do: 'group'; name: string }
  | { do: 'join' | 'leave'; person: number; group: number }
  | { do: 'retitle'; person: number; title: string }
  | { do: 'readdress'; person: number }
  | { do: 'deactivate' | 'remove' | 'return'; person: number }
  | { do: 'rename'; group: number; name: string }
  | { do: 'drop'; group: number };

const groupName = fc.constantFrom('admins', 'viewers', 'engineering', 'leads', 'unmapped');
const pick = fc.nat({ max: 4 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('hire' as const), contractor: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('group' as const), name: groupName }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('join' as const, 'leave' as const),
      person: pick,
      group: pick,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('retitle' as const),
      person: pick,
      title: fc.constantFrom('Robot', 'Engineer', 'Accountant'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('readdress' as const), person: pick }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('deactivate' as const, 'remove' as const, 'return' as const),
      person: pick,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rename' as const), group: pick, name: groupName }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), group: pick }) },
);

/** Plays a history at an identity provider: the events it would send, in their order, and where it ends. */
function play(
  steps: Step[],
  seed: number,
  directoryId: string,
): { events: WorkosEvent[]; idp: SimulatedDirectory } {
  const idp = createSimulatedDirectory({ seed, startsAt: new Date('2026-01-10T08:00:00Z'), directoryId });
  // An administrator who stays: which of several last ones is kept back depends on who leaves first, by design.
  const anchor = idp.hire({
    email: 'anchor@acme.com',
    firstName: 'Anna',
    lastName: 'Anchor',
    attributes: {},
  });
  const anchors = idp.createGroup('admins');
  const events = [...anchor.events, ...anchors.events, ...idp.join(anchor.person, anchors.group)];
  const others = () => idp.people.slice(1);
  const groups = () => idp.groups.slice(1).filter(({ isDeleted }) => !isDeleted);
  let hired = 0;
  for (const each of steps) {
    const person = 'person' in each ? others()[each.person % Math.max(1, others().length)] : undefined;
    const group = 'group' in each ? groups()[each.group % Math.max(1, groups().length)] : undefined;
    if (each.do === 'hire') {
      hired += 1;
      const attributes = { employee_type: each.contractor ? 'contractor' : 'employee' };
      const details = { email: `p${hired}@acme.com`, firstName: 'P', lastName: String(hired), attributes };
      events.push(...idp.hire(details).events);
    } else if (each.do === 'group') {
      events.push(...idp.createGroup(each.name).events);
    } else if (each.do === 'rename') {
      if (group) events.push(...idp.renameGroup(group, each.name));
    } else if (each.do === 'drop') {
      if (group) events.push(...idp.deleteGroup(group));
    } else if (person) {
      const here = person.state !== 'deleted';
      if (each.do === 'join' && here && group) events.push(...idp.join(person, group));
      if (each.do === 'leave' && here && group) events.push(...idp.leave(person, group));
      if (each.do === 'retitle' && here) {
        events.push(...idp.update(person, { attributes: { ...person.attributes, job_title: each.title } }));
      }
      if (each.do === 'readdress' && here)
        events.push(...idp.update(person, { email: `new.${person.email}` }));
      if (each.do === 'deactivate' && person.state === 'active') events.push(...idp.deactivate(person));
      if (each.do === 'remove' && here) events.push(...idp.remove(person));
      if (each.do === 'return' && person.state !== 'active') events.push(...idp.comeBack(person));
    }
  }
  return { events, idp };
}

/** What the policy above means for the people that are at the identity provider in the end, written down once more. */
function expectedAccess(idp: SimulatedDirectory): Record<string, string> {
  const access: Record<string, string> = {};
  for (const person of idp.people) {
    if (person.state !== 'active' || person.attributes['job_title'] === 'Robot') continue;
    const names = new Set(idp.groupsOf(person).map(({ name }) => name));
    const isContractor = person.attributes['employee_type'] === 'contractor';
    const mapped = names.has('admins')
      ? 'admin'
      : names.has('leads')
        ? 'member'
        : names.has('viewers')
          ? 'viewer'
          : 'member';
    const role = mapped === 'admin' && isContractor ? 'member' : mapped;
    const workspace = names.has('leads')
      ? ' engineering:admin'
      : names.has('engineering')
        ? ' engineering:member'
        : '';
    access[person.idpId] = `${person.email} ${role}${workspace}`;
  }
  return access;
}

/** The same events in another order, some twice, cut into batches. */
interface Delivery {
  order: number[];
  twice: number[];
  cuts: number[];
}

const delivery: fc.Arbitrary<Delivery> = fc.record({
  order: fc.array(fc.nat({ max: 1_000_000 }), { minLength: 80, maxLength: 80 }),
  twice: fc.array(fc.nat({ max: 79 }), { maxLength: 10 }),
  cuts: fc.array(fc.nat({ max: 90 }), { maxLength: 6 }),
});

function deliver(events: WorkosEvent[], { order, twice, cuts }: Delivery): WorkosEvent[][] {
  const shuffled = events
    .map((event, index) => ({ event, key: order[index % order.length] ?? 0, index }))
    .sort((a, b) => a.key - b.key || a.index - b.index)
    .map(({ event }) => event);
  const again = twice.map((index) => events[index % events.length]).filter((event) => event !== undefined);
  const all = [...shuffled, ...again];
  const edges = [0, ...new Set(cuts.map((cut) => cut % (all.length + 1))), all.length].sort((a, b) => a - b);
  return edges
    .slice(1)
    .map((end, index) => all.slice(edges[index], end))
    .filter((batch) => batch.length > 0);
}

describe('Accounts do not depend on how news arrives', function () {
  this.timeout(240_000);
  let rollcall: TestRollcall;
  let count = 0;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  async function outcome(batches: WorkosEvent[][]): Promise<SeenAccount[]> {
    count += 1;
    const { tenantId, directoryId } = await rollcall.createTenant(`t${count}`, `directory_${count}`, policy);
    for (const batch of batches) {
      const news = batch.map((event) => ({
        directoryId,
        event: normalizeWorkosEvent(event, Buffer.from(JSON.stringify(event)), rollcall.clock.now()).event,
      }));
      await rollcall.database.inTenant(tenantId, (trx) =>
        reconcile(rollcall.service.tenancy, trx, tenantId, { kind: 'news', news }),
      );
    }
    return activeAccounts(rollcall.database, tenantId);
  }

  it('any order, duplication and split into batches of the same events ends in the same accounts, and in the right ones', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 60 }),
        fc.nat({ max: 1_000_000 }),
        fc.array(delivery, { minLength: 3, maxLength: 3 }),
        async (steps, seed, deliveries) => {
          const { events, idp } = play(steps, seed, 'directory_any');
          const arrivals = deliveries.map((each) => deliver(events, each));
          const [inOrder, ...otherwise] = await Promise.all([[events], ...arrivals].map(outcome));
          for (const accounts of otherwise) assert.deepEqual(accounts, inOrder);
          const access = (inOrder ?? []).map(({ external_id, email, role, workspaces }) => [
            external_id,
            [email, role, ...workspaces].join(' '),
          ]);
          assert.deepEqual(Object.fromEntries(access), expectedAccess(idp));
        },
      ),
      // Three arrivals each: thousands in all. ORDER_HISTORIES=10000 for a night.
      { numRuns: Number(process.env['ORDER_HISTORIES'] ?? 700) },
    );
  });
});
