import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SimulatedDirectory } from '../../src/cli/demo/simulated-directory.ts';
import type { WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import { normalizeWorkosEvent } from '../../src/sources/workos/normalize.ts';
import { reconcile } from '../../src/reconcile/reconcile.ts';
import { seenAccounts, type SeenAccount } from '../support/accounts.ts';
import { historyPolicy, playHistory, step } from '../support/random-history.ts';
import { day } from '../support/leaver.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

/** What the policy of these histories means for the people that are at the identity provider in the end, written down once more. */
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

  async function outcome(
    batches: WorkosEvent[][],
    policy = historyPolicy,
    between: (index: number) => Promise<void> = () => Promise.resolve(),
  ): Promise<SeenAccount[]> {
    count += 1;
    const { tenantId, directoryId } = await rollcall.createTenant(`t${count}`, `directory_${count}`, policy);
    for (const [index, batch] of batches.entries()) {
      const news = batch.map((event) => ({
        directoryId,
        event: normalizeWorkosEvent(event, Buffer.from(JSON.stringify(event)), rollcall.clock.now()).event,
      }));
      await rollcall.database.inTenant(tenantId, (trx) =>
        reconcile(rollcall.service.tenancy, trx, tenantId, { kind: 'news', news }),
      );
      await between(index);
    }
    return seenAccounts(rollcall.database, tenantId);
  }
  const active = (accounts: SeenAccount[]) => accounts.filter(({ status }) => status === 'active');
  const accessIn = (accounts: SeenAccount[]): Record<string, string> =>
    Object.fromEntries(
      accounts.map(({ external_id, email, role, workspaces }) => [
        external_id ?? '',
        [email, role, ...workspaces].join(' '),
      ]),
    );

  it('any order, duplication and split into batches of the same events ends in the same accounts, and in the right ones', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 60 }),
        fc.nat({ max: 1_000_000 }),
        fc.array(delivery, { minLength: 3, maxLength: 3 }),
        async (steps, seed, deliveries) => {
          const { events, idp } = playHistory(steps, seed, 'directory_any');
          const arrivals = deliveries.map((each) => deliver(events, each));
          const ends = await Promise.all([[events], ...arrivals].map((batches) => outcome(batches)));
          const [inOrder = [], ...otherwise] = ends.map(active);
          for (const accounts of otherwise) assert.deepEqual(accounts, inOrder);
          assert.deepEqual(accessIn(inOrder), expectedAccess(idp));
        },
      ),
      // Three arrivals each: a thousand in all. ORDER_HISTORIES=10000 for a night.
      { numRuns: Number(process.env['ORDER_HISTORIES'] ?? 350) },
    );
  });

  /** Leaving that takes its time, and demotions that wait; how long after which batch is part of the arrival. */
  const timedPolicy = `${historyPolicy.replace('groups:', 'groups:\n  settle: 10s')}
deactivation:
  mode: grace
  grace: { delete_after: 30d }
  read_only: { for: 1h }
  retain_data: 90d
  exceptions:
    - { name: Accountants read, when: { attribute: title, equals: Accountant }, mode: read_only }
    - { name: Contractors at once, when: { attribute: employee_type, equals: contractor }, mode: immediate }
`;
  const wait = fc.constantFrom(0, 1_000, 10_000, 3_600_000);
  const timedDelivery = fc.tuple(delivery, fc.array(wait, { minLength: 7, maxLength: 7 }));

  it('so it is where leaving takes its time and demotions settle, once all of that is over', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 40 }),
        fc.nat({ max: 1_000_000 }),
        fc.array(timedDelivery, { minLength: 2, maxLength: 2 }),
        async (steps, seed, deliveries) => {
          const { events, idp } = playHistory(steps, seed, 'directory_any');
          const arrivals = [
            { batches: [events], waits: [] as number[] },
            ...deliveries.map(([each, waits]) => ({ batches: deliver(events, each), waits })),
          ];
          const ends: SeenAccount[][] = [];
          for (const { batches, waits } of arrivals) {
            const accounts = await outcome(batches, timedPolicy, async (index) => {
              const isLast = index === batches.length - 1;
              // First reading ends, and only then begins the time to the purge.
              for (const ms of isLast ? [3_600_000, 90 * day] : [waits[index] ?? 0]) {
                rollcall.clock.advance(ms);
                await rollcall.service.lanes.drain();
              }
            });
            assert.deepEqual(
              accounts.filter(({ status }) => status !== 'active' && status !== 'purged'),
              [],
            );
            ends.push(active(accounts));
          }
          const [inOrder = [], ...otherwise] = ends;
          for (const accounts of otherwise) assert.deepEqual(accounts, inOrder);
          assert.deepEqual(accessIn(inOrder), expectedAccess(idp));
        },
      ),
      { numRuns: Number(process.env['TIMED_HISTORIES'] ?? 60) },
    );
  });
});
