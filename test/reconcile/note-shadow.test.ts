import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import { decide } from '../../src/policy/decide.ts';
import { gatherFacts } from '../../src/reconcile/gather-facts.ts';
import { isDecidedOn, toPersonFacts } from '../../src/reconcile/person-facts.ts';
import { reconcile, type Occasion } from '../../src/reconcile/reconcile.ts';
import { differenceOf } from '../../src/reconcile/shadow.ts';
import type { Shadow, ShadowPolicies } from '../../src/reconcile/shadow-policies.ts';
import { normalizeWorkosEvent } from '../../src/sources/workos/normalize.ts';
import type { Transaction } from '../../src/store/database.ts';
import { lockTenant } from '../../src/store/tenants.ts';
import { proposePolicy } from '../../src/tenancy/propose-policy.ts';
import { seenAccounts } from '../support/accounts.ts';
import { foundCompany } from '../support/company.ts';
import { day } from '../support/leaver.ts';
import { historyPolicy, playHistory, step } from '../support/random-history.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const actor = { kind: 'operator', id: 'test' } as const;

/** Policies over the groups and attributes of random histories. Nothing in them depends on the account. */
const proposedPolicy: fc.Arbitrary<string> = fc
  .record({
    admins: fc.constantFrom('admin', 'member', 'owner'),
    engineering: fc.constantFrom('', 'role: admin, ', 'role: viewer, '),
    leads: fc.constantFrom('admin', 'member'),
    defaultRole: fc.constantFrom('member', 'viewer', 'no_access'),
    precedence: fc.constantFrom('strongest', 'listed', 'hold'),
    title: fc.constantFrom('Robot', 'Engineer', 'Accountant'),
    outOfScope: fc.constantFrom('deactivate', 'leave_alone'),
    rule: fc.constantFrom('deny: true', 'cap_role: viewer', 'grant_role: admin'),
    status: fc.constantFrom('active', 'proposed', 'retired'),
  })
  .map(
    (p) => `
groups:
  match_by: name
  precedence: ${p.precedence}
  default_role: ${p.defaultRole}
  map:
    - { name: admins, role: ${p.admins} }
    - { name: engineering, ${p.engineering}workspaces: [{ key: engineering, role: admin }] }
    - { name: leads, role: ${p.leads} }
filters:
  exclude:
    - { name: Not these, attribute: title, equals: ${p.title} }
  out_of_scope: ${p.outOfScope}
rules:
  - name: Contractors
    status: ${p.status}
    when: { attribute: employee_type, equals: contractor }
    then: { ${p.rule} }
`,
  );

describe('What is noted of a proposal', function () {
  this.timeout(120_000);
  let rollcall: TestRollcall;
  let count = 0;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  interface Tenant {
    tenantId: string;
    directoryId: string;
    slug: string;
  }
  async function found(policy: string): Promise<Tenant> {
    count += 1;
    const slug = `shadow-${count}`;
    return { slug, ...(await rollcall.createTenant(slug, `directory_${slug}`, policy)) };
  }
  const yamlOf = ({ slug }: Tenant, policy: string): string =>
    `version: rollcall/v1\ntenant: ${slug}\n${policy}`;
  const propose = (tenant: Tenant, policy: string) =>
    proposePolicy(
      rollcall.service.tenancy,
      { id: tenant.tenantId, slug: tenant.slug },
      { policy: { yaml: yamlOf(tenant, policy), file: null }, author: 'test' },
      actor,
    );
  const newsOf = ({ directoryId }: Tenant, events: WorkosEvent[]): Occasion => ({
    kind: 'news',
    news: events.map((event) => ({
      directoryId,
      event: normalizeWorkosEvent(event, Buffer.from(event.id), rollcall.clock.now()).event,
    })),
  });
  const run = (
    { tenantId }: Tenant,
    occasion: Occasion,
    deps: Partial<typeof rollcall.service.tenancy> = {},
  ) =>
    rollcall.database.inTenant(tenantId, (trx) =>
      reconcile({ ...rollcall.service.tenancy, ...deps }, trx, tenantId, occasion),
    );

  interface Seen {
    directory_user_id: string;
    effect: string;
    role: string | null;
    differs: unknown;
    places: string[];
    proposed_places: string[];
  }
  const noted = ({ tenantId }: Tenant): Promise<Seen[]> =>
    rollcall.database.inTenant(tenantId, async (trx) => {
      const result = await trx.raw<{ rows: Seen[] }>(
        `select directory_user_id, effect, role, differs, places, proposed_places
           from shadow_differences where ended_at is null order by directory_user_id`,
      );
      return result.rows;
    });

  /** Both policies over everyone, from scratch. */
  const expected = ({ tenantId }: Tenant): Promise<Seen[]> =>
    rollcall.database.inTenant(tenantId, async (trx) => {
      const { policies, shadows, clock } = rollcall.service.tenancy;
      const tenant = await lockTenant(trx, tenantId);
      assert.ok(tenant && shadows);
      const policy = await policies.load(trx, tenant);
      const shadow = await shadows(trx, tenant, policy);
      assert.ok(shadow);
      const ids = await trx.raw<{ rows: { id: string }[] }>('select id from directory_users order by id');
      const everyone = ids.rows.map(({ id }) => id);
      const facts = await gatherFacts(trx, tenantId, everyone, new Set(), policy, clock.now());
      const seen: Seen[] = [];
      for (const person of facts.people.filter((each) => isDecidedOn(each, policy.effective))) {
        const about = toPersonFacts(person, facts);
        const now = await decide(policy.compiled, about);
        const proposed = await decide(shadow.compiled, about);
        const difference = differenceOf(now, proposed, about.account);
        if (difference === null) continue;
        const { effect, role, differs, places, proposedPlaces } = difference;
        seen.push({
          directory_user_id: person.directory.id,
          effect,
          role,
          differs: JSON.parse(JSON.stringify(differs)),
          places,
          proposed_places: proposedPlaces,
        });
      }
      return seen;
    });

  const told = ({ tenantId }: Tenant): Promise<string[]> =>
    rollcall.database.inTenant(tenantId, async (trx) => {
      const result = await trx.raw<{ rows: { told: string }[] }>(
        `select r.action || ' ' || coalesce(u.external_id, '') || ' ' || r.reason || ' ' || r.event_ids::text as told
           from audit_records r left join users u on u.tenant_id = r.tenant_id and u.id = r.user_id
          where r.action not like 'policy.%' and r.action not like 'directory.%' order by 1`,
      );
      return result.rows.map((row) => row.told);
    });

  it('is what comparing both decisions about everyone comes to, after any history, and nothing of it is applied', async () => {
    let differing = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 10, maxLength: 40 }),
        fc.nat({ max: 1_000_000 }),
        proposedPolicy,
        fc.array(fc.nat({ max: 1_000_000 }), { minLength: 60, maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        fc.nat({ max: 3 }),
        async (steps, seed, proposal, order, batchSize, proposedAfter) => {
          const { events } = playHistory(steps, seed, 'directory_any');
          const shuffled = [...events, ...events.slice(0, 3)]
            .map((event, i) => ({ event, key: order[i % order.length] ?? 0, i }))
            .sort((a, b) => a.key - b.key || a.i - b.i)
            .map(({ event }) => event);
          const [shadowed, plain] = [await found(historyPolicy), await found(historyPolicy)];
          let batch = 0;
          for (let start = 0; start < shuffled.length; start += batchSize) {
            if (batch === proposedAfter) {
              await propose(shadowed, proposal);
              await rollcall.service.lanes.drain();
            }
            batch += 1;
            for (const tenant of [shadowed, plain]) {
              await run(tenant, newsOf(tenant, shuffled.slice(start, start + batchSize)));
            }
          }
          if (batch <= proposedAfter) {
            await propose(shadowed, proposal);
            await rollcall.service.lanes.drain();
          }
          const differences = await noted(shadowed);
          differing += differences.length;
          assert.deepEqual(differences, await expected(shadowed));
          assert.deepEqual(
            await seenAccounts(rollcall.database, shadowed.tenantId),
            await seenAccounts(rollcall.database, plain.tenantId),
          );
          assert.deepEqual(await told(shadowed), await told(plain));
          assert.deepEqual(await noted(plain), []);
        },
      ),
      { numRuns: Number(process.env['SHADOW_HISTORIES'] ?? 12) },
    );
    assert.ok(differing > 10, `only ${differing} people differed, which proves little`);
  });

  /** Every statement that a run asks, also behind savepoints. */
  function listening(trx: Transaction, asked: string[]): Transaction {
    return {
      raw: (sql, bindings) => {
        asked.push(sql);
        return trx.raw(sql, bindings);
      },
      send: (sql, bindings) => {
        asked.push(sql);
        return trx.send(sql, bindings);
      },
      transaction: (work) => {
        asked.push('savepoint');
        return trx.transaction((savepoint) => work(listening(savepoint, asked)));
      },
      rehearse: (work) => trx.rehearse(work),
      knex: () => trx.knex(),
    };
  }
  const statementsOf = async (tenant: Tenant, events: WorkosEvent[]): Promise<string[]> => {
    const asked: string[] = [];
    await rollcall.database.inTenant(tenant.tenantId, (trx) =>
      reconcile(rollcall.service.tenancy, listening(trx, asked), tenant.tenantId, newsOf(tenant, events)),
    );
    return asked;
  };
  const people = (number: number): WorkosEvent[] =>
    playHistory(
      Array.from({ length: number }, () => ({ do: 'hire' as const, contractor: true })),
      1,
      'directory_any',
    ).events;

  it('costs a tenant without a proposal no statement, and another one a statement in a savepoint, however many people', async () => {
    const proposal = historyPolicy.replace('default_role: member', 'default_role: viewer');
    const plain = await found(historyPolicy);
    const shadowed = await found(historyPolicy);
    await propose(shadowed, proposal);
    await rollcall.service.lanes.drain();
    const once = await statementsOf(plain, people(2));
    assert.ok(!once.some((sql) => /shadow_differences|savepoint/.test(sql)));
    const few = await statementsOf(shadowed, people(2));
    const isOfShadow = (sql: string) => /shadow_differences|^savepoint|policy_versions/.test(sql);
    assert.deepEqual(
      few.filter((sql) => !isOfShadow(sql)),
      once.filter((sql) => !isOfShadow(sql)),
    );
    const many = await statementsOf(shadowed, people(60));
    assert.equal(many.filter((sql) => /shadow_differences/.test(sql)).length, 1);
    assert.equal(many.filter((sql) => sql === 'savepoint').length, 1);
    assert.equal((await noted(shadowed)).length, 60);
  });

  it('is nothing in plan mode', async () => {
    const tenant = await found(historyPolicy);
    await propose(tenant, historyPolicy.replace('default_role: member', 'default_role: viewer'));
    await rollcall.service.lanes.drain();
    const decided: unknown[] = [];
    const shadows: ShadowPolicies = async (trx, ...of) => {
      const shadow = await rollcall.service.tenancy.shadows?.(trx, ...of);
      const notes = { decided: (counts: unknown) => decided.push(counts), failed: () => undefined };
      return shadow ? { ...shadow, notes } : null;
    };
    const deps = { ...rollcall.service.tenancy, shadows };
    for (const mode of ['plan', 'apply'] as const) {
      const { plans } = await rollcall.database.inTenant(tenant.tenantId, (trx) =>
        reconcile(deps, trx, tenant.tenantId, newsOf(tenant, people(2)), mode),
      );
      assert.equal(plans.length, 3);
      assert.deepEqual([decided.length, (await noted(tenant)).length], mode === 'plan' ? [0, 0] : [1, 2]);
    }
  });

  describe('where the proposal cannot be compared', () => {
    const failures: { people: number; fault: unknown }[] = [];
    const failing =
      (broken: (shadow: Shadow) => Partial<Shadow>): ShadowPolicies =>
      async (trx, tenant, policy) => {
        const shadow = await rollcall.service.tenancy.shadows?.(trx, tenant, policy);
        if (!shadow) return null;
        const notes = {
          decided: () => undefined,
          failed: (_: string, number: number, fault: unknown) => {
            failures.push({ people: number, fault });
          },
        };
        return { ...shadow, notes, ...broken(shadow) };
      };

    for (const [what, broken] of [
      [
        'because deciding fails',
        (shadow: Shadow) => ({
          compiled: {
            ...shadow.compiled,
            matchGroups: () => {
              throw new TypeError('broken');
            },
          },
        }),
      ],
      ['because noting fails', () => ({ version: 2 ** 40 })],
    ] as const) {
      it(`everything is applied as without one: ${what}`, async () => {
        failures.length = 0;
        const { events } = playHistory(
          [
            { do: 'hire', contractor: false },
            { do: 'hire', contractor: true },
          ],
          3,
          'directory_any',
        );
        const [shadowed, plain] = [await found(historyPolicy), await found(historyPolicy)];
        await propose(shadowed, historyPolicy.replace('default_role: member', 'default_role: viewer'));
        await run(shadowed, newsOf(shadowed, events), { shadows: failing(broken) });
        await run(plain, newsOf(plain, events));
        assert.deepEqual(
          await seenAccounts(rollcall.database, shadowed.tenantId),
          await seenAccounts(rollcall.database, plain.tenantId),
        );
        assert.deepEqual(await told(shadowed), await told(plain));
        assert.deepEqual(await noted(shadowed), []);
        assert.deepEqual(
          failures.map(({ people: number }) => number),
          [3],
        );
      });
    }

    it('a version that does not compile is as good as none, and is told of once', async () => {
      const tenant = await found(historyPolicy);
      const faults: unknown[] = [];
      const { createShadowPolicies } = await import('../../src/reconcile/shadow-policies.ts');
      const shadows = createShadowPolicies(
        {
          compile: () => {
            throw new TypeError('broken');
          },
        },
        { decided: () => undefined, failed: (_, __, fault) => faults.push(fault) },
      );
      await propose(tenant, historyPolicy.replace('default_role: member', 'default_role: viewer'));
      for (let i = 0; i < 2; i += 1) await run(tenant, newsOf(tenant, people(1)), { shadows });
      assert.equal((await seenAccounts(rollcall.database, tenant.tenantId)).length, 2);
      assert.equal(faults.length, 1);
    });
  });

  it('is of decisions by hand and over SCIM, too', async () => {
    const company = await foundCompany(rollcall, historyPolicy);
    const tenant = { tenantId: company.tenantId, directoryId: company.directoryId, slug: company.slug };
    const proposal = historyPolicy
      .replace('manual_roles: keep', 'manual_roles: replace')
      .replace('equals: Robot', 'equals: Accountant');
    await propose(tenant, proposal);
    await rollcall.drain();
    const ada = await company.hire('ada', { groups: ['viewers'] });
    assert.deepEqual(await noted(tenant), []);
    const { id } = await company.userOf(ada);
    await company.api.expect('UserDetail', 'PUT', `/tenants/${company.slug}/users/${id}/role`, {
      body: { role: 'admin' },
    });
    assert.deepEqual(
      (await noted(tenant)).map(({ differs }) => differs),
      [{ role: { now: 'admin', proposed: 'viewer' }, role_origin: { now: 'manual', proposed: 'directory' } }],
    );
    const { id: scim, token } = await company.api.expect(
      'DirectoryOnce',
      'POST',
      `/tenants/${company.slug}/directories`,
      { body: { source: 'scim' } },
    );
    const answer = await fetch(`${rollcall.url}/scim/v2/${scim}/Users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token ?? ''}`, 'content-type': 'application/scim+json' },
      body: JSON.stringify({
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        userName: 'bob@acme.com',
        title: 'Accountant',
      }),
    });
    assert.equal(answer.status, 201);
    assert.deepEqual(
      (await noted(tenant)).map(({ effect }) => effect),
      ['role', 'loses_access'],
    );
  });

  it('goes with the person when their data are purged', async () => {
    const leaving = (days: number) => `${historyPolicy}deactivation: { retain_data: ${days}d }\n`;
    const company = await foundCompany(rollcall, leaving(10));
    const tenant = { tenantId: company.tenantId, directoryId: company.directoryId, slug: company.slug };
    await propose(tenant, leaving(20));
    await rollcall.drain();
    const bob = await company.hire('bob');
    await company.tell(company.idp.deactivate(bob));
    assert.deepEqual(
      (await noted(tenant)).map(({ effect }) => effect),
      ['leaving'],
    );
    rollcall.clock.advance(10 * day);
    await rollcall.drain();
    assert.equal((await company.users('?status=purged')).length, 1);
    const rows = await rollcall.database.inTenant(tenant.tenantId, (trx) =>
      trx.raw<{ rowCount: number }>('select 1 from shadow_differences'),
    );
    assert.equal(rows.rowCount, 0);
  });
});
