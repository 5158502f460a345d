import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import type { PersonPlan } from '../../src/domain/change.ts';
import { reconcile, type Mode, type Occasion, type Reconciliation } from '../../src/reconcile/reconcile.ts';
import { readDueTimers } from '../../src/store/timers.ts';
import { normalizeWorkosEvent } from '../../src/sources/workos/normalize.ts';
import { readAccountTables } from '../support/account-tables.ts';
import { dumpDatabase } from '../support/dump.ts';
import { historyPolicy, playHistory, step } from '../support/random-history.ts';
import { day } from '../support/leaver.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const actor = { kind: 'operator', id: 'test' } as const;
const nobody = '00000000-0000-0000-0000-000000000000';

/** A reconciliation as text in which ids are numbered by their first mention, since new ones differ each time. */
function withoutIds({ plans, fates, ...rest }: Reconciliation): string {
  const seen = new Map<string, number>();
  return JSON.stringify({ plans, fates: [...fates], ...rest }, null, 1).replaceAll(
    /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g,
    (id) => {
      if (!seen.has(id)) seen.set(id, seen.size);
      return `#${seen.get(id) ?? ''}`;
    },
  );
}

describe('Plan mode', function () {
  this.timeout(60_000);
  let rollcall: TestRollcall;
  let tenantId: string;
  let directoryId: string;
  let count = 0;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(() => found());

  async function found(): Promise<void> {
    count += 1;
    ({ tenantId, directoryId } = await rollcall.createTenant(
      `t${count}`,
      `directory_${count}`,
      historyPolicy,
    ));
  }
  const run = (occasion: Occasion, mode: Mode) =>
    rollcall.database.inTenant(tenantId, (trx) =>
      reconcile(rollcall.service.tenancy, trx, tenantId, occasion, mode),
    );
  const newsOf = (events: WorkosEvent[]): Occasion => ({
    kind: 'news',
    news: events.map((event) => ({
      directoryId,
      event: normalizeWorkosEvent(event, Buffer.from(event.id), rollcall.clock.now()).event,
    })),
  });

  /** Plans and then applies, and checks that the one wrote nothing and the other did what it had said. */
  async function planAndApply(occasion: Occasion): Promise<PersonPlan[]> {
    const before = await dumpDatabase(rollcall.databaseUrl);
    const said = await run(occasion, 'plan');
    assert.deepEqual(await dumpDatabase(rollcall.databaseUrl), before, 'planning wrote something');
    const done = await run(occasion, 'apply');
    assert.equal(withoutIds(done), withoutIds(said));
    const { users } = await readAccountTables(rollcall.database, tenantId);
    for (const { after, changes } of done.plans) {
      if (after === null) continue;
      const user = users.get(after.id);
      assert.deepEqual(
        [user?.status, user?.role, user?.role_origin, user?.email, user?.attributes],
        [after.status, after.role, after.roleOrigin, after.email, after.attributes],
        JSON.stringify(changes),
      );
    }
    return done.plans;
  }

  it('writes nothing, and applying right after does exactly what it said', async () => {
    let changes = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 15, maxLength: 40 }),
        fc.nat({ max: 1_000_000 }),
        fc.integer({ min: 3, max: 15 }),
        async (steps, seed, batchSize) => {
          await found();
          const { events } = playHistory(steps, seed, 'directory_any', seed % 2 === 0);
          for (let start = 0; start < events.length; start += batchSize) {
            rollcall.clock.advance(1_000);
            const plans = await planAndApply(newsOf(events.slice(start, start + batchSize)));
            changes += plans.flatMap((plan) => plan.changes).length;
          }
        },
      ),
      { numRuns: 6 },
    );
    assert.ok(changes > 10, `only ${changes} changes were planned, which proves little`);
  });

  it('holds for every occasion: everyone, single people, a role by hand, a registration', async () => {
    const { events, idp } = playHistory(
      [
        { do: 'hire', contractor: false },
        { do: 'hire', contractor: true },
        { do: 'group', name: 'leads' },
      ],
      1,
      'directory_any',
    );
    await run(newsOf(events), 'apply');
    // The mirror is ahead of the accounts: somebody wrote to them behind our back.
    await rollcall.database.inTenant(tenantId, (trx) => trx.raw(`update users set display_name = 'Other'`));
    const { users } = await readAccountTables(rollcall.database, tenantId);
    const [first] = users.values();
    assert.ok(first?.directory_user_id);

    await planAndApply({ kind: 'people', directoryUserIds: [first.directory_user_id], actor });
    const everyone = await planAndApply({ kind: 'everyone', after: nobody, limit: 10, actor });
    assert.equal(everyone.flatMap(({ changes }) => changes).length, idp.people.length - 1);
    await planAndApply({ kind: 'manual_role', userId: first.id, role: 'owner', actor });
    const user = {
      email: 'x@y.example',
      external_id: null,
      display_name: null,
      given_name: null,
      family_name: null,
    };
    await planAndApply({ kind: 'registration', user: { ...user, role: 'viewer' }, actor });
  });

  it('holds for what is due: a purge, the end of reading, a demotion that has settled', async () => {
    ({ tenantId, directoryId } = await rollcall.createTenant(
      'due',
      'directory_due',
      `${historyPolicy.replace('groups:', 'groups:\n  settle: 10s')}
deactivation:
  mode: grace
  retain_data: 20d
  grace: { delete_after: 30d }
  read_only: { for: 20d }
  exceptions: [ { name: Accountants, when: { attribute: title, equals: Accountant }, mode: read_only } ]
`,
    ));
    const { events, idp } = playHistory(
      Array.from({ length: 3 }, () => ({ do: 'hire' as const, contractor: false })),
      1,
      'directory_due',
    );
    const [, leaver, reader, mover] = idp.people;
    const [admins] = idp.groups;
    assert.ok(leaver && reader && mover && admins);
    events.push(
      ...idp.update(reader, { attributes: { job_title: 'Accountant' } }),
      ...idp.join(mover, admins),
    );
    await run(newsOf(events), 'apply');
    await run(
      newsOf([...idp.deactivate(leaver), ...idp.deactivate(reader), ...idp.leave(mover, admins)]),
      'apply',
    );

    const due = async (): Promise<string[]> => {
      const now = rollcall.clock.now();
      const timers = await rollcall.database.inTenant(tenantId, (trx) =>
        readDueTimers(trx, tenantId, 10, now),
      );
      const plans = await planAndApply({ kind: 'due', timers, actor });
      return plans.flatMap(({ changes }) => changes).map(({ action }) => action);
    };
    assert.deepEqual(await due(), []);
    for (const [ms, ...actions] of [
      [10_000, 'role.changed'],
      [20 * day, 'user.deactivated'],
      [10 * day, 'user.purged'],
      [20 * day, 'user.purged'],
    ] as const) {
      rollcall.clock.advance(ms);
      assert.deepEqual(await due(), actions);
      assert.deepEqual(await due(), []);
    }
  });

  it('leaves the transaction that it ran in fit for more, also where it finds a fault', async () => {
    await rollcall.database.inTenant(tenantId, async (trx) => {
      const occasion = { kind: 'manual_role', userId: tenantId, role: 'member', actor } as const;
      await assert.rejects(
        reconcile(rollcall.service.tenancy, trx, tenantId, occasion, 'plan'),
        /There is no such user/,
      );
      await trx.raw('select 1');
    });
  });
});
