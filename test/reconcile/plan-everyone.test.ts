import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parsePolicy } from '../../src/policy/parse.ts';
import { planEveryone, type Foreseen } from '../../src/reconcile/plan-everyone.ts';
import { normalizeWorkosEvent } from '../../src/sources/workos/normalize.ts';
import { lockTenant } from '../../src/store/tenants.ts';
import { activatePolicy } from '../../src/tenancy/activate-policy.ts';
import { reconcile } from '../../src/reconcile/reconcile.ts';
import { activateYaml } from '../support/activate-yaml.ts';
import { foundCompany } from '../support/company.ts';
import { dumpDatabase } from '../support/dump.ts';
import { playHistory, step } from '../support/random-history.ts';
import { randomPolicy } from '../support/random-policy.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { foreseenHeld, foreseenStandings, readHeld, readStandings } from '../support/standings.ts';

const actor = { kind: 'operator', id: 'test' } as const;

describe('A plan for everyone', function () {
  this.timeout(120_000);
  let rollcall: TestRollcall;
  let count = 0;

  before(async () => {
    // Pages of two, so that even a small tenant is gone through in many.
    rollcall = await startRollcall({ batchSize: 2 });
  });
  after(() => rollcall.stop());

  async function found(policy: string): Promise<{ slug: string; tenantId: string; directoryId: string }> {
    count += 1;
    const slug = `t${count}`;
    return { slug, ...(await rollcall.createTenant(slug, `directory_${count}`, policy)) };
  }

  function parsed(slug: string, policy: string) {
    const yaml = `version: rollcall/v1\ntenant: ${slug}\n${policy}`;
    const { policyContext } = rollcall.service.tenancy;
    const { effective, diagnostics } = parsePolicy(yaml, `${slug}.policy.yaml`, policyContext);
    assert.ok(effective, JSON.stringify(diagnostics));
    return { yaml, effective, catalog: policyContext.catalog };
  }

  async function planned(slug: string, tenantId: string, policy: string): Promise<Foreseen[]> {
    const { policies } = rollcall.service.tenancy;
    const foreseen: Foreseen[] = [];
    await rollcall.database.inSnapshot(tenantId, (trx) =>
      planEveryone(
        { trx, tenantId, now: rollcall.clock.now(), policy: policies.compile(parsed(slug, policy), 2) },
        { actor },
        (some) => foreseen.push(...some),
        // Other parts than the pages.
        3,
      ),
    );
    return foreseen;
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

  it('says of random tenants and pairs of policies what putting the second in force does, person by person', async () => {
    let changed = 0;
    let held = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 15, maxLength: 40 }),
        fc.nat({ max: 1_000_000 }),
        randomPolicy,
        randomPolicy,
        async (steps, seed, first, second) => {
          const { slug, tenantId, directoryId } = await found(first);
          const { events } = playHistory(steps, seed, 'directory_any', seed % 3 > 0);
          const news = events.map((event) => ({
            directoryId,
            event: normalizeWorkosEvent(event, Buffer.from(event.id), rollcall.clock.now()).event,
          }));
          await rollcall.database.inTenant(tenantId, (trx) =>
            reconcile(rollcall.service.tenancy, trx, tenantId, { kind: 'news', news }),
          );
          await rollcall.drain();
          rollcall.clock.advance(7_200_000);

          const said = await planned(slug, tenantId, second);
          const before = await readStandings(rollcall.database, tenantId);
          await apply(slug, tenantId, second);
          const now = await readStandings(rollcall.database, tenantId);

          const expected = foreseenStandings(before, said);
          assert.deepEqual(Object.fromEntries(now), Object.fromEntries(expected));
          const waiting = foreseenHeld(said);
          assert.deepEqual(await readHeld(rollcall.database, tenantId), waiting);
          changed += said.filter(({ plan }) => plan.changes.length > 0).length;
          held += waiting.length;
        },
      ),
      { numRuns: Number(process.env['RUNS'] ?? 40) },
    );
    assert.ok(changed > 20 && held > 0, `${changed} changed and ${held} held prove little`);
  });

  it('says once what becomes of somebody who starts fresh as an administrator', async () => {
    const groups = 'groups: { match_by: name, default_role: admin, map: [] }';
    const fresh = `${groups}\ndeactivation: { mode: immediate, if_reactivated: start_fresh }`;
    const { slug, tenantId, directoryId } = await found(fresh);
    const { events } = playHistory(
      [
        { do: 'hire', contractor: false },
        { do: 'hire', contractor: true },
      ],
      1,
      'directory_any',
    );
    const news = events.map((event) => ({
      directoryId,
      event: normalizeWorkosEvent(event, Buffer.from(event.id), rollcall.clock.now()).event,
    }));
    await rollcall.database.inTenant(tenantId, (trx) =>
      reconcile(rollcall.service.tenancy, trx, tenantId, { kind: 'news', news }),
    );
    const nobody = `filters: { include: [ { name: Nobody, any: [ { attribute: email, equals: nobody@acme.com } ] } ] }`;
    await apply(slug, tenantId, `${fresh}\n${nobody}\nsole_admin: { action: allow }`);
    const said = await planned(slug, tenantId, fresh);
    const told = said.map(
      ({ plan }) => `${plan.directoryUserId ?? ''} ${plan.changes[0]?.action ?? 'nothing'}`,
    );
    assert.deepEqual(told.sort(), [...new Set(told)].sort());
    assert.ok(
      told.some((each) => each.endsWith('user.provisioned')) &&
        told.some((each) => each.endsWith('user.updated')),
      told.join(),
    );
  });

  it('says of people who want the same account that they wait, and putting it in force has them wait, however far apart they come', async () => {
    const groups = 'groups: { match_by: name, default_role: member, map: [] }';
    const all = `identity: { verified_domains: [acme.com], existing_accounts: link }\n${groups}`;
    const nobody = `${all}\nfilters: { include: [ { name: Nobody, any: [ { attribute: email, equals: nobody@acme.com } ] } ] }`;
    const company = await foundCompany(rollcall, nobody);
    await company.register({ email: 'same@acme.com', role: 'viewer' });
    await company.register({ email: 'root@vendor.example', role: 'owner' });
    const rivals = [await company.hire('p1', { email: 'same@acme.com' })];
    for (const name of ['p2', 'p3', 'p4']) await company.hire(name);
    rivals.push(await company.hire('p5', { email: 'same@acme.com' }));

    const { slug, tenantId } = company;
    const yaml = `version: rollcall/v1\ntenant: ${slug}\n${all}`;
    const plan = await company.api.expect('PolicyPlan', 'POST', `/tenants/${slug}/policy/plans`, {
      body: { yaml },
    });
    assert.deepEqual(plan.people, { looked_at: 5, changed: 3, held: 2 });
    const held = (await planned(slug, tenantId, all)).filter(({ plan: { hold } }) => hold !== null);
    assert.equal(held.length, 2);
    // The first was told of before anybody knew of the second.
    assert.deepEqual(
      held.map(({ instead }) => instead?.changes[0]?.action),
      ['user.linked', undefined],
    );

    await activateYaml(company, all);
    await rollcall.drain();
    const holds = await company.holds();
    assert.deepEqual(
      holds.map(({ kind, directory_user_id: id }) => [kind, id]).sort(),
      held.map(({ plan: { directoryUserId: id } }) => ['ambiguous_match', id]).sort(),
    );
    const users = await company.users();
    assert.equal(users.length, 5);
    assert.ok(rivals.every(({ idpId }) => users.every(({ external_id }) => external_id !== idpId)));
  });

  it('writes nothing, and the policy in force has nothing to do', async () => {
    const { slug, tenantId, directoryId } = await found(
      'groups: { match_by: name, default_role: member, map: [] }',
    );
    const { events } = playHistory(
      [
        { do: 'hire', contractor: false },
        { do: 'hire', contractor: true },
      ],
      1,
      'directory_any',
    );
    const news = events.map((event) => ({
      directoryId,
      event: normalizeWorkosEvent(event, Buffer.from(event.id), rollcall.clock.now()).event,
    }));
    await rollcall.database.inTenant(tenantId, (trx) =>
      reconcile(rollcall.service.tenancy, trx, tenantId, { kind: 'news', news }),
    );
    const dump = await dumpDatabase(rollcall.databaseUrl);
    const same = await planned(slug, tenantId, 'groups: { match_by: name, default_role: member, map: [] }');
    assert.equal(same.filter(({ plan }) => plan.changes.length > 0 || plan.hold !== null).length, 0);
    assert.equal(same.length, 3);
    const other = await planned(slug, tenantId, 'groups: { match_by: name, default_role: viewer, map: [] }');
    assert.equal(other.filter(({ plan }) => plan.changes.length > 0).length, 3);
    assert.deepEqual(await dumpDatabase(rollcall.databaseUrl), dump);
  });
});
