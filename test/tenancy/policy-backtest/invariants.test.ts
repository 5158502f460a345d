import assert from 'node:assert/strict';
import type { Account, PersonPlan } from '../../../src/domain/change.ts';
import { emptyPlan } from '../../../src/reconcile/empty-plan.ts';
import { readLinkedAccounts } from '../../../src/store/account-facts.ts';
import type { Transaction } from '../../../src/store/database.ts';
import { readTenant } from '../../../src/store/tenants.ts';
import {
  breaks,
  watchInvariants,
  type InvariantWatch,
} from '../../../src/tenancy/policy-backtest/invariants.ts';
import type { Stage, Step } from '../../../src/tenancy/policy-backtest/stage.ts';
import { foundCompany, type Company } from '../../support/company.ts';
import { startRollcall, type TestRollcall } from '../../support/rollcall.ts';

const policy = `
groups: { match_by: name, default_role: member, map: [ { name: admins, role: admin } ] }
deactivation: { mode: immediate, retain_data: 30d }
`;

describe('The invariants of a backtest', () => {
  let rollcall: TestRollcall;
  let company: Company;

  before(async () => {
    rollcall = await startRollcall();
    company = await foundCompany(rollcall, policy);
    await company.hire('ann', { groups: ['admins'] });
  });
  after(() => rollcall.stop());

  /** As if the flow had done what it never does, and undone afterwards. */
  function wronged(
    work: (
      trx: Transaction,
      watch: InvariantWatch,
      step: (plans: PersonPlan[]) => Step,
      ann: PersonPlan,
    ) => Promise<void>,
  ): Promise<void> {
    const { tenantId } = company;
    return rollcall.database.inTenant(tenantId, (outer) =>
      outer.rehearse(async (trx) => {
        const tenant = await readTenant(trx, tenantId);
        assert.ok(tenant);
        const active = await rollcall.service.tenancy.policies.load(trx, tenant);
        const stage: Stage = {
          ...{ trx, tenantId, real: { trx, tenantId }, policyOf: () => Promise.resolve(active) },
          ...{ instead: null, directories: new Map(), registered: new Map() },
        };
        const claims = [{ nobody: { role: 'admin' } }];
        const watch = await watchInvariants(stage, claims, active.administratorRoles);
        const at = rollcall.clock.now();
        const { rows } = await trx.raw<{ rows: { id: string }[] }>('select id from directory_users');
        const [facts] = await readLinkedAccounts(
          trx,
          tenantId,
          rows.map(({ id }) => id),
          at,
        );
        assert.ok(facts);
        const { account } = facts;
        const ann = {
          ...emptyPlan(facts),
          directoryUserId: account.directoryUserId,
          directoryId: account.directoryId,
          after: account,
          eventIds: ['e1'],
        };
        await work(trx, watch, (plans) => ({ at, policy: active, plans, events: [], cause: 'news' }), ann);
      }),
    );
  }

  it('tell that nobody administers any more, and until when', () =>
    wronged(async (trx, watch, step, ann) => {
      const demoted = { ...ann, after: { ...(ann.after as Account), role: 'member' } };
      await trx.raw("update users set role = 'member' where tenant_id = ?", [company.tenantId]);
      await watch.check(step([demoted]));
      const [violation] = watch.found.violations;
      assert.equal(violation?.invariant, 'administrator');
      assert.equal(violation.eventId, 'e1');
      assert.equal(violation.until, null);
      await trx.raw("update users set role = 'admin' where tenant_id = ?", [company.tenantId]);
      await watch.check(step([{ ...ann, before: demoted.after }]));
      assert.notEqual(violation.until, null);
      assert.equal(watch.found.count, 1);
    }));

  it('tell of somebody who is gone and has access, once', () =>
    wronged(async (trx, watch) => {
      await trx.raw('update directory_users set gone = true where tenant_id = ?', [company.tenantId]);
      await watch.checkAll(rollcall.clock.now());
      await watch.checkAll(rollcall.clock.now());
      assert.deepEqual(
        watch.found.violations.map(({ invariant }) => invariant),
        ['left'],
      );
      assert.match(watch.found.violations[0]?.says ?? '', /has access \(active\).*gone since/);
    }));

  it('tell of data that are removed before their time', () =>
    wronged(async (_, watch, step, ann) => {
      const at = rollcall.clock.now();
      const left = { ...(ann.before as Account), status: 'deactivated' as const, deactivatedAt: at };
      const change = {
        action: 'user.purged' as const,
        userId: left.id,
        before: null,
        after: null,
        reason: '',
      };
      const purge = (purgeAt: Date | null): PersonPlan => ({
        ...ann,
        ...{ before: { ...left, purgeAt }, after: { ...left, status: 'purged' }, changes: [change] },
      });
      await watch.check(step([purge(at)]));
      assert.equal(watch.found.violations.filter(({ invariant }) => invariant === 'purge').length, 0);
      await watch.check(step([purge(new Date(at.getTime() + 1))]));
      await watch.check(step([purge(null)]));
      assert.equal(watch.found.violations.filter(({ invariant }) => invariant === 'purge').length, 2);
    }));

  it('tell of a claim that does not hold from the beginning', () =>
    wronged(async (_, watch) => {
      await watch.begin(rollcall.clock.now());
      assert.match(watch.found.violations[0]?.says ?? '', /nobody has role admin.*from the beginning/);
    }));

  it('compare what a claim names as policies do', () => {
    const account: Parameters<typeof breaks>[0] = {
      ...{ status: 'active', role: 'admin', roleOrigin: 'manual', email: 'a@b.example', displayName: null },
      attributes: { employee_type: 'Contractor', teams: ['x', 'y'] },
    };
    const claim = (nobody: Record<string, string | boolean>) => breaks(account, { nobody });
    assert.equal(claim({ employee_type: 'contractor', role: 'ADMIN' }), true);
    assert.equal(claim({ teams: 'y' }), true);
    assert.equal(claim({ title: 'anything' }), false);
    assert.equal(claim({ constructor: 'anything' }), false);
    assert.equal(claim({ role: 'admin', set_by_hand: false }), false);
    assert.equal(claim({ role: 'admin', set_by_hand: true }), true);
  });
});
