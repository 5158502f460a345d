import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import type { DirectoryAsIf } from '../../src/reconcile/flow.ts';
import { planEveryone, type Foreseen } from '../../src/reconcile/plan-everyone.ts';
import { reconcile } from '../../src/reconcile/reconcile.ts';
import { normalizeWorkosEvent } from '../../src/sources/workos/normalize.ts';
import { setDirectoryState } from '../../src/store/directory-rows.ts';
import { readTenant } from '../../src/store/tenants.ts';
import {
  activateDirectory,
  disconnectDirectory,
  pauseDirectory,
  resumeDirectory,
} from '../../src/tenancy/directory-life.ts';
import { planDirectory } from '../../src/tenancy/directory-plan/plan-directory.ts';
import { historyPolicy, playHistory, step, type Step } from '../support/random-history.ts';
import { randomPolicy } from '../support/random-policy.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { foreseenHeld, foreseenStandings, readHeld, readStandings } from '../support/standings.ts';

const actor = { kind: 'operator', id: 'test' } as const;

interface Tenant {
  slug: string;
  tenantId: string;
  directoryId: string;
}

describe('The life of a directory', function () {
  this.timeout(120_000);
  let rollcall: TestRollcall;
  let count = 0;

  before(async () => {
    // Pages of two, so that even a small tenant is gone through in many.
    rollcall = await startRollcall({ batchSize: 2 });
  });
  after(() => rollcall.stop());

  async function found(policy: string, state: 'testing' | 'active'): Promise<Tenant> {
    count += 1;
    const slug = `t${count}`;
    const { tenantId, directoryId } = await rollcall.createTenant(slug, `directory_${count}`, policy);
    await rollcall.database.inTenant(tenantId, (trx) => setDirectoryState(trx, tenantId, directoryId, state));
    return { slug, tenantId, directoryId };
  }

  async function tell({ tenantId, directoryId }: Tenant, events: WorkosEvent[]): Promise<void> {
    const news = events.map((event) => ({
      directoryId,
      event: normalizeWorkosEvent(event, Buffer.from(event.id), rollcall.clock.now()).event,
    }));
    await rollcall.database.inTenant(tenantId, (trx) =>
      reconcile(rollcall.service.tenancy, trx, tenantId, { kind: 'news', news }),
    );
    await rollcall.drain();
  }

  async function foreseen({ tenantId, directoryId }: Tenant, as: Omit<DirectoryAsIf, 'directoryId'>) {
    const said: Foreseen[] = [];
    await rollcall.database.inSnapshot(tenantId, async (trx) => {
      const tenant = await readTenant(trx, tenantId);
      assert.ok(tenant);
      const policy = await rollcall.service.tenancy.policies.load(trx, tenant);
      const flow = { trx, tenantId, now: rollcall.clock.now(), policy, asIf: { directoryId, ...as } };
      await planEveryone(flow, { actor }, (some) => said.push(...some));
    });
    return said;
  }

  it('comes to exactly what was planned: activated, and then disconnected', async () => {
    const seen = { changed: 0, held: 0, disconnected: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 15, maxLength: 40 }),
        fc.nat({ max: 1_000_000 }),
        randomPolicy,
        fc.constantFrom('keep' as const, 'deactivate' as const),
        async (steps, seed, policy, people) => {
          const tenant = await found(policy, 'testing');
          const { tenantId, directoryId } = tenant;
          // Accounts that were there before, some of which are theirs.
          for (const email of ['p1@acme.com', 'somebody@acme.com']) {
            await rollcall.api('POST', `/tenants/${tenant.slug}/users`, { email, role: 'member' });
          }
          const { events } = playHistory(steps, seed, 'directory_any', seed % 3 > 0);
          await tell(tenant, events);
          rollcall.clock.advance(7_200_000);

          const check = async (
            as: Omit<DirectoryAsIf, 'directoryId'>,
            request: Parameters<typeof planDirectory>[3],
            take: (plan: string) => Promise<void>,
          ): Promise<Foreseen[]> => {
            const said = await foreseen(tenant, as);
            const before = await readStandings(rollcall.database, tenantId);
            const deps = rollcall.service.tenancy;
            const { hash } = await planDirectory(
              deps,
              { id: tenantId, slug: tenant.slug },
              directoryId,
              request,
            );
            await take(hash);
            await rollcall.drain();
            const now = await readStandings(rollcall.database, tenantId);
            const expected = foreseenStandings(before, said);
            assert.deepEqual(Object.fromEntries(now), Object.fromEntries(expected));
            assert.deepEqual(await readHeld(rollcall.database, tenantId), foreseenHeld(said));
            return said;
          };
          const changed = (said: Foreseen[]) => said.filter(({ plan }) => plan.changes.length > 0).length;
          const deps = rollcall.service.tenancy;
          const activated = await check({ state: 'active', peopleLeft: false }, {}, (plan) =>
            activateDirectory(deps, tenantId, directoryId, { actor, plan }),
          );
          rollcall.clock.advance(7_200_000);
          const disconnected = await check(
            { state: 'disconnected', peopleLeft: people === 'deactivate' },
            { step: 'disconnect', people },
            (plan) => disconnectDirectory(deps, tenantId, directoryId, { actor, plan, people }),
          );
          seen.changed += changed(activated);
          seen.disconnected += changed(disconnected);
          seen.held += foreseenHeld([...activated, ...disconnected]).length;
        },
      ),
      { numRuns: Number(process.env['RUNS'] ?? 8) },
    );
    assert.ok(seen.changed > 4 && seen.held + seen.disconnected > 0, JSON.stringify(seen));
  });

  it('ends in the same accounts, paused for a while or never', async () => {
    const seen = { meanwhile: 0, left: 0 };
    const some = (minLength: number) => fc.array(step, { minLength, maxLength: 15 });
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(some(8), some(5), some(0)),
        fc.nat({ max: 1_000_000 }),
        fc.constantFrom('continue', 'hold'),
        async ([early, during, after], seed, deactivations) => {
          // Somebody leaves in each, so that there is something to see.
          const hired: Step[] = [
            { do: 'hire', contractor: false },
            { do: 'return', person: 0 },
            { do: 'retitle', person: 0, title: 'Accountant' },
          ];
          const before = [...early, ...hired];
          const meanwhile: Step[] = [...during, { do: 'remove', person: 0 }];
          const policy = `${historyPolicy}pause: { deactivations: ${deactivations} }\n`;
          const [paused, never] = [await found(policy, 'active'), await found(policy, 'active')];
          const told = (steps: Step[]) => playHistory(steps, seed, 'directory_any').events;
          const all = told([...before, ...meanwhile, ...after]);
          const [first, second] = [told(before).length, told([...before, ...meanwhile]).length];
          const deps = rollcall.service.tenancy;

          await tell(paused, all.slice(0, first));
          await pauseDirectory(deps, paused.tenantId, paused.directoryId, actor);
          const atPause = await access(paused);
          await tell(paused, all.slice(first, second));
          const whilePaused = await access(paused);
          // Nobody has more or something else; who left has nothing, unless that is held as well.
          for (const [person, has] of whilePaused) assert.equal(has, atPause.get(person));
          const leavers = await activeLeavers(paused);
          if (deactivations === 'hold') assert.deepEqual(whilePaused, atPause);
          else assert.deepEqual(leavers, []);
          await resumeDirectory(deps, paused.tenantId, paused.directoryId, { actor, plan: null });
          await rollcall.drain();
          await tell(paused, all.slice(second));

          await tell(never, all.slice(0, first));
          await tell(never, all.slice(first, second));
          await tell(never, all.slice(second));
          assert.deepEqual(await access(paused), await access(never));
          seen.meanwhile += second - first;
          seen.left += leavers.length + atPause.size - whilePaused.size;
        },
      ),
      { numRuns: Number(process.env['RUNS'] ?? 8) },
    );
    assert.ok(seen.meanwhile > 20 && seen.left > 0, JSON.stringify(seen));
  });

  /** Who is active and as what, by the identity provider's id. */
  async function access({ tenantId }: Tenant): Promise<Map<string, string>> {
    const { rows } = await rollcall.database.inTenant(tenantId, (trx) =>
      trx.raw<{ rows: { external_id: string; role: string | null; workspaces: string }[] }>(
        `select u.external_id, u.role,
                coalesce((select string_agg(w.workspace_key || ':' || w.role, ' ' order by w.workspace_key)
                            from workspace_memberships w where w.user_id = u.id), '') as workspaces
           from users u where u.status = 'active' order by u.external_id`,
      ),
    );
    return new Map(
      rows.map(({ external_id, role, workspaces }) => [external_id, `${role ?? ''} ${workspaces}`]),
    );
  }

  /** Who is active in the product and not in the directory. */
  async function activeLeavers({ tenantId }: Tenant): Promise<string[]> {
    const { rows } = await rollcall.database.inTenant(tenantId, (trx) =>
      trx.raw<{ rows: { id: string }[] }>(
        `select u.id from users u join directory_users d on d.id = u.directory_user_id
          where u.status = 'active' and (d.gone or not d.active)`,
      ),
    );
    return rows.map(({ id }) => id);
  }
});
