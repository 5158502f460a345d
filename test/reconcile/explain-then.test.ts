import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import type { Why } from '../../src/generated/api.ts';
import { reconcile } from '../../src/reconcile/reconcile.ts';
import type { Explained } from '../../src/reconcile/explanation.ts';
import { normalizeWorkosEvent } from '../../src/sources/workos/normalize.ts';
import { insertEvents } from '../../src/store/inbox.ts';
import { showWhy } from '../../src/tenancy/show-why.ts';
import { activateYaml } from '../support/activate-yaml.ts';
import { historyPolicy, playHistory, step } from '../support/random-history.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

/** What else happens between two deliveries of news. */
type Between =
  | { do: 'nothing' }
  | { do: 'set_role'; person: number; role: 'admin' | 'member' | 'viewer' | 'owner' | null }
  | { do: 'policy'; which: number };

const between: fc.Arbitrary<Between> = fc.oneof(
  fc.constant<Between>({ do: 'nothing' }),
  fc.record({
    do: fc.constant('set_role' as const),
    person: fc.nat({ max: 6 }),
    role: fc.constantFrom('admin' as const, 'member' as const, 'viewer' as const, 'owner' as const, null),
  }),
  fc.record({ do: fc.constant('policy' as const), which: fc.nat({ max: 2 }) }),
);

const policies = [
  historyPolicy,
  historyPolicy
    .replace('manual_roles: keep', 'manual_roles: replace')
    .replace('default_role: member', 'default_role: no_access'),
  historyPolicy
    .replace('{ name: viewers, role: viewer }', '{ name: viewers, role: admin }')
    .replace('cap_role: member }', 'cap_role: viewer }'),
];

/** All that a moment is explained by; what is only known of the present is left out. */
function comparable(why: Why): unknown {
  const { is_past, pending, last_changes, agreement, caveats, user, hold, role_record, ...same } = why;
  assert.equal(is_past || caveats.length === 0, true);
  assert.ok(pending.length >= 0 && last_changes.length >= 0 && (agreement === null || agreement.says !== ''));
  const { role, promoted, in_force } = user?.manual_role ?? {};
  const account = user && {
    ...user,
    // That the same role was set by hand again is not recorded, nor is what an account's row says of itself.
    manual_role: { role, promoted, in_force },
    sessions_valid_after: null,
    updated_at: null,
  };
  // It is sealed only afterwards.
  const gaveRole = role_record?.id ?? null;
  return { ...same, gaveRole, user: account, hold: hold && { ...hold, reason: null } };
}

describe('Why somebody was as they were at a moment', function () {
  this.timeout(240_000);
  let rollcall: TestRollcall;
  let count = 0;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  const actor = { kind: 'api_token', id: 'tester' } as const;

  async function everybody(tenantId: string): Promise<Explained[]> {
    return rollcall.database.inTenant(tenantId, async (trx) => {
      const { rows } = await trx.raw<{ rows: { id: string }[] }>(
        'select id from directory_users where tenant_id = ? order by id',
        [tenantId],
      );
      return rows.map(({ id }) => ({ directoryUserId: id }));
    });
  }
  const explain = (tenantId: string, explained: Explained, at?: Date): Promise<Why> =>
    rollcall.database.inTenant(tenantId, (trx) =>
      showWhy(rollcall.service.tenancy, trx, tenantId, explained, at ? { at: at.toISOString() } : {}),
    );

  it('is told afterwards as it was told then, for random histories of news, roles by hand and policies', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 8, maxLength: 30 }),
        fc.nat({ max: 1_000_000 }),
        fc.array(fc.record({ size: fc.integer({ min: 1, max: 12 }), late: fc.boolean(), then: between }), {
          minLength: 3,
          maxLength: 6,
        }),
        async (steps, seed, turns) => {
          count += 1;
          const slug = `then-${count}`;
          const { tenantId, directoryId } = await rollcall.createTenant(
            slug,
            `directory_${slug}`,
            historyPolicy,
          );
          const waiting = playHistory(steps, seed, `directory_${slug}`).events;
          const told: { at: Date; explained: Explained; why: Why }[] = [];
          for (const turn of turns) {
            rollcall.clock.advance(60_000);
            const batch = turn.late ? waiting.splice(-turn.size) : waiting.splice(0, turn.size);
            await deliver(tenantId, directoryId, batch);
            rollcall.clock.advance(60_000);
            await happen(tenantId, slug, turn.then);
            rollcall.clock.advance(60_000);
            for (const explained of await everybody(tenantId)) {
              told.push({ at: rollcall.clock.now(), explained, why: await explain(tenantId, explained) });
            }
          }
          rollcall.clock.advance(60_000);
          await deliver(tenantId, directoryId, waiting);
          rollcall.clock.advance(60_000);
          for (const { at, explained, why } of told) {
            compared += 1;
            const then = await explain(tenantId, explained, at);
            assert.deepEqual(comparable(then), comparable({ ...why, is_past: true }));
            assert.deepEqual(
              then.caveats.filter((caveat) => !caveat.includes('linked')),
              [],
            );
          }
        },
      ),
      { numRuns: Number(process.env['WHY_HISTORIES'] ?? 12) },
    );
    assert.ok(compared > 50, `${compared} moments`);
  });

  async function deliver(tenantId: string, directoryId: string, batch: WorkosEvent[]): Promise<void> {
    const now = rollcall.clock.now();
    await insertEvents(
      rollcall.database,
      batch.map((event) => ({
        tenantId,
        directoryId,
        event: normalizeWorkosEvent(event, Buffer.from(JSON.stringify(event)), now).event,
        receivedAt: now,
        status: 'waiting',
        error: null,
      })),
    );
    await rollcall.drain();
  }

  async function happen(tenantId: string, slug: string, what: Between): Promise<void> {
    if (what.do === 'policy') {
      await activateYaml({ rollcall, slug, tenantId }, policies[what.which] ?? historyPolicy);
      await rollcall.drain();
    }
    if (what.do !== 'set_role') return;
    const { rows } = await rollcall.database.inTenant(tenantId, (trx) =>
      trx.raw<{ rows: { id: string }[] }>('select id from users where tenant_id = ? order by id', [tenantId]),
    );
    const user = rows[what.person % Math.max(1, rows.length)];
    if (!user) return;
    const occasion = { kind: 'manual_role', userId: user.id, role: what.role, actor } as const;
    await rollcall.database
      .inTenant(tenantId, (trx) => reconcile(rollcall.service.tenancy, trx, tenantId, occasion))
      .catch((error: unknown) => {
        // The last administrator keeps the role.
        assert.match(String(error), /Not done/);
      });
  }
});
