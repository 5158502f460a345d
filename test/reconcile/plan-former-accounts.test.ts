import assert from 'node:assert/strict';
import { parsePolicy } from '../../src/policy/parse.ts';
import { planEveryone } from '../../src/reconcile/plan-everyone.ts';
import { reconcile } from '../../src/reconcile/reconcile.ts';
import { normalizeWorkosEvent } from '../../src/sources/workos/normalize.ts';
import { lockTenant } from '../../src/store/tenants.ts';
import { activatePolicy } from '../../src/tenancy/activate-policy.ts';
import { summarize } from '../../src/tenancy/policy-plan/summarize.ts';
import { playHistory } from '../support/random-history.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const actor = { kind: 'operator', id: 'test' } as const;
const nobody =
  'filters: { include: [{ name: Nobody, any: [{ attribute: email, equals: nobody@acme.example }] }] }\nsole_admin: { action: allow }';
const fresh = 'if_reactivated: start_fresh';

describe('A plan of a policy under which people start fresh', function () {
  this.timeout(120_000);
  let rollcall: TestRollcall;
  let count = 0;

  before(async () => {
    rollcall = await startRollcall({ batchSize: 2 });
  });
  after(() => rollcall.stop());

  const cases = [
    {
      role: 'member',
      deactivation: `{ mode: immediate, retain_data: 30d, ${fresh} }`,
      does: 'user.updated of the purge',
    },
    {
      role: 'admin',
      deactivation: `{ mode: immediate, retain_data: 30d, ${fresh} }`,
      does: 'user.updated of the purge',
    },
    { role: 'member', deactivation: `{ mode: immediate, retain_data: 1m, ${fresh} }`, does: 'user.purged' },
  ];
  for (const { role, deactivation, does } of cases) {
    it(`says what becomes of the data of the former account of each ${role}: ${does}, and applying does it`, async () => {
      count += 1;
      const slug = `t${count}`;
      const groups = `groups: { match_by: name, default_role: ${role}, map: [] }`;
      const { tenantId, directoryId } = await rollcall.createTenant(slug, `directory_${count}`, groups);
      const hire = { do: 'hire', contractor: false } as const;
      const { events } = playHistory([hire, hire], 1, 'directory_any');
      const news = events.map((event) => ({
        directoryId,
        event: normalizeWorkosEvent(event, Buffer.from(event.id), rollcall.clock.now()).event,
      }));
      await rollcall.database.inTenant(tenantId, (trx) =>
        reconcile(rollcall.service.tenancy, trx, tenantId, { kind: 'news', news }),
      );
      await apply(slug, tenantId, `${groups}\n${nobody}`);
      rollcall.clock.advance(3_600_000);

      const proposed = `${groups}\ndeactivation: ${deactivation}`;
      const { said, changed } = await planned(slug, tenantId, proposed);
      const seen = await lastRecord(tenantId);
      await apply(slug, tenantId, proposed);
      const done = await recordsSince(tenantId, seen);
      assert.deepEqual(said, done);
      assert.ok(said.filter((each) => each.endsWith(does)).length > 1, said.join('\n'));
      // Somebody with two accounts is one person.
      assert.equal(changed, said.filter((each) => each.endsWith('user.provisioned')).length);
    });
  }

  function parsed(slug: string, policy: string) {
    const yaml = `version: rollcall/v1\ntenant: ${slug}\n${policy}`;
    const { policyContext } = rollcall.service.tenancy;
    const { effective, diagnostics } = parsePolicy(yaml, `${slug}.policy.yaml`, policyContext);
    assert.ok(effective, JSON.stringify(diagnostics));
    return { yaml, effective, catalog: policyContext.catalog };
  }

  async function apply(slug: string, tenantId: string, policy: string): Promise<void> {
    const { yaml, effective } = parsed(slug, policy);
    await rollcall.database.inTenant(tenantId, async (trx) => {
      const tenant = await lockTenant(trx, tenantId);
      assert.ok(tenant);
      const checked = { yaml, effective, origin: 'api', author: 'a test' } as const;
      await activatePolicy(rollcall.service.tenancy, trx, tenant, checked, actor);
    });
    await rollcall.drain();
  }

  /** Who is changed how: accounts that are new have ids of their own. */
  async function planned(
    slug: string,
    tenantId: string,
    policy: string,
  ): Promise<{ said: string[]; changed: number }> {
    const { policies } = rollcall.service.tenancy;
    const summary = summarize(policies.compile(parsed(slug, policy), 2), 10);
    const said: string[] = [];
    await rollcall.database.inSnapshot(tenantId, (trx) =>
      planEveryone(
        { trx, tenantId, now: rollcall.clock.now(), policy: policies.compile(parsed(slug, policy), 2) },
        { actor },
        (some) => {
          summary.add(some);
          for (const { plan } of some) {
            for (const change of plan.changes) said.push(inWords(change.action, change.userId, change.after));
          }
        },
      ),
    );
    return { said: said.sort(), changed: summary.finish().people.changed };
  }

  async function lastRecord(tenantId: string): Promise<string> {
    const [last] = await records(tenantId, '00000000-0000-0000-0000-000000000000', 'desc');
    return last?.id ?? '';
  }

  async function recordsSince(tenantId: string, id: string): Promise<string[]> {
    const found = await records(tenantId, id, 'asc');
    return found
      .flatMap(({ action, user_id, after }) => (user_id === null ? [] : [inWords(action, user_id, after)]))
      .sort();
  }

  async function records(tenantId: string, since: string, order: 'asc' | 'desc'): Promise<RecordRow[]> {
    const result = await rollcall.database.inTenant(tenantId, (trx) =>
      trx.raw<{ rows: RecordRow[] }>(
        `select id, action, user_id, after from audit_records where id > ?::uuid order by id ${order}`,
        [since],
      ),
    );
    return result.rows;
  }
});

interface RecordRow {
  id: string;
  action: string;
  user_id: string | null;
  after: Record<string, unknown> | null;
}

/** Of a purged account the records do not say any more what changed. */
function inWords(action: string, userId: string, after: Record<string, unknown> | null): string {
  const whose = action === 'user.provisioned' ? 'somebody new' : userId;
  const isOfPurge = after !== null && 'purge_at' in after;
  return `${whose} ${action}${isOfPurge ? ' of the purge' : ''}`;
}
