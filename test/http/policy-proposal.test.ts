import assert from 'node:assert/strict';
import type { Transaction } from '../../src/store/database.ts';
import { writeShadowAfter } from '../../src/store/proposals.ts';
import { showProposal } from '../../src/tenancy/show-proposal.ts';
import { activateYaml } from '../support/activate-yaml.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const POLICY = `groups:
  match_by: name
  default_role: member
  map:
    - { name: admins, role: admin }
    - { name: engineering, workspaces: [{ key: engineering, role: member }] }
`;
/** Engineers administer, and accountants lose access. */
const PROPOSAL = `groups:
  match_by: name
  default_role: member
  map:
    - { name: admins, role: admin }
    - { name: engineering, role: admin, workspaces: [{ key: engineering, role: member }] }
filters:
  exclude:
    - { name: Accountants, attribute: title, equals: Accountant }
`;

describe('A proposed policy', function () {
  this.timeout(60_000);
  let rollcall: TestRollcall;
  let company: Company;
  let place: string;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  beforeEach(async () => {
    company = await foundCompany(rollcall, POLICY);
    place = `/tenants/${company.slug}/policy/proposal`;
    await company.hire('ada', { groups: ['admins'] });
    await company.hire('bob', { groups: ['engineering'] });
    await company.hire('cyd', { attributes: { job_title: 'Accountant' } });
    await company.hire('dan');
  });

  const yamlOf = (policy: string): string => `version: rollcall/v1\ntenant: ${company.slug}\n${policy}`;
  const propose = (policy = PROPOSAL) =>
    company.api.expect('PolicyProposal', 'PUT', place, { body: { yaml: yamlOf(policy), author: 'Eve' } });
  const proposal = () => company.api.expect('PolicyProposal', 'GET', place);
  const differences = async (query = '') =>
    (await company.api.expect('ShadowDifferenceList', 'GET', `${place}/differences${query}`)).data;
  const briefly = async () =>
    (await differences()).map(({ email, says, place, times }) => [email, says, place?.line ?? null, times]);

  it('is compared with everyone, line by line, and applied to nobody', async () => {
    const before = await company.users();
    const first = await propose();
    assert.deepEqual(
      [first.kind, first.version, first.against, first.author, first.complete, first.differ],
      ['version', 2, 1, 'Eve', false, 0],
    );
    assert.equal(first.proposed_by?.kind, 'api_token');
    assert.equal(first.compared, 0);
    const halfWay = async (trx: Transaction) => {
      const result = await trx.raw<{ rows: { id: string }[] }>(
        'select id from directory_users order by id limit 2',
      );
      await writeShadowAfter(trx, company.tenantId, result.rows[1]?.id ?? null);
      return (await showProposal(trx, company.tenantId)).compared;
    };
    const undone = new Error('as if it had not been');
    await assert.rejects(
      rollcall.database.inTenant(company.tenantId, async (trx) => {
        assert.equal(await halfWay(trx), 2);
        throw undone;
      }),
      undone,
    );
    await rollcall.drain();
    const { complete, people, compared, differ, groups } = await proposal();
    assert.deepEqual({ complete, people, compared }, { complete: true, people: 4, compared: 4 });
    assert.equal(differ, 2);
    assert.deepEqual(groups, [
      {
        effect: 'loses_access',
        role: null,
        says: 'lose access',
        place: {
          pointer: '/filters/exclude/0',
          file: 'version 2',
          line: 11,
          text: '- { name: Accountants, attribute: title, equals: Accountant }',
        },
        people: 1,
      },
      {
        effect: 'role',
        role: 'admin',
        says: 'become admin',
        place: {
          pointer: '/groups/map/1',
          file: 'version 2',
          line: 8,
          text: '- { name: engineering, role: admin, workspaces: [{ key: engineering, role: member }] }',
        },
        people: 1,
      },
    ]);
    assert.deepEqual(await briefly(), [
      ['bob@acme.com', 'becomes admin (role: member → admin; origin of the role: default → directory)', 8, 1],
      ['cyd@acme.com', 'loses access (outcome: active → no_access; role: member → none)', 11, 1],
    ]);
    assert.deepEqual(await company.users(), before);
  });

  it('is compared with each decision from then on, until it does not differ any more', async () => {
    await propose();
    await rollcall.drain();
    const eve = await company.hire('eve', { groups: ['engineering'] });
    assert.deepEqual(
      (await briefly()).map(([email]) => email),
      ['bob@acme.com', 'cyd@acme.com', 'eve@acme.com'],
    );
    const [, , entry] = await differences();
    assert.ok(entry?.last_event_id);
    assert.deepEqual(
      entry.places.map(({ pointer }) => pointer),
      ['/groups/map/1', '/groups/default_role'],
    );
    const group = await company.group('engineering');
    await company.tell(company.idp.leave(eve, group));
    assert.deepEqual(
      (await briefly()).map(([email]) => email),
      ['bob@acme.com', 'cyd@acme.com'],
    );
    const after = await proposal();
    assert.deepEqual([after.differ, after.ever_differed], [2, 3]);
    assert.ok(after.decisions >= 3);
    // And once more, with what was counted before.
    await company.tell(company.idp.join(eve, group));
    assert.ok(((await differences())[2]?.times ?? 0) > 1);
  });

  it('is withdrawn with all that it had shown, and leaves its own two records', async () => {
    await propose();
    await rollcall.drain();
    assert.equal((await company.api.ask('DELETE', place)).status, 204);
    await company.api.refused(404, 'not_found', 'GET', place);
    assert.deepEqual(await differences(), []);
    assert.equal((await company.api.ask('DELETE', place)).status, 404);
    await rollcall.drain();
    const records = (await company.records()).filter(({ action }) => action.startsWith('policy.propos'));
    assert.deepEqual(
      records.map(({ action, before, after, policy_version }) => [action, before, after, policy_version]),
      [
        ['policy.proposed', null, { version: 2, author: 'Eve' }, 2],
        ['policy.proposal_withdrawn', { version: 2 }, null, 2],
      ],
    );
    const rows = await rollcall.database.inTenant(company.tenantId, (trx) =>
      trx.raw<{ rowCount: number }>('select 1 from shadow_differences'),
    );
    assert.equal(rows.rowCount, 0);
  });

  it('ends by being put in force, from a file or by its number, and what it had shown happens', async () => {
    for (const activate of [
      () => activateYaml(company, PROPOSAL),
      () =>
        company.api.expect(
          'PolicyPutInForce',
          'POST',
          `/tenants/${company.slug}/policy/versions/2/activate`,
          {
            body: {},
          },
        ),
    ]) {
      company = await foundCompany(rollcall, POLICY);
      place = `/tenants/${company.slug}/policy/proposal`;
      await company.hire('ada', { groups: ['admins'] });
      await company.hire('bob', { groups: ['engineering'] });
      await propose();
      await rollcall.drain();
      assert.equal((await proposal()).differ, 1);
      await activate();
      assert.equal((await company.api.ask('GET', place)).status, 404);
      await rollcall.drain();
      assert.equal((await company.api.ask('GET', place)).status, 404);
      const [bob] = await company.users('?email=bob@acme.com');
      assert.equal(bob?.role, 'admin');
    }
  });

  it('stays where another policy is put in force, and everyone is compared anew', async () => {
    await propose();
    await rollcall.drain();
    await activateYaml(company, PROPOSAL.replace('equals: Accountant', 'equals: Bookkeeper'));
    const during = await proposal();
    assert.deepEqual([during.complete, during.differ, during.version, during.against], [false, 0, 2, 3]);
    await rollcall.drain();
    assert.deepEqual(
      (await briefly()).map(([email]) => email),
      ['cyd@acme.com'],
    );
    assert.equal((await proposal()).complete, true);
  });

  it('may be rules of the policy in force alone, which are named', async () => {
    assert.equal((await company.api.ask('GET', place)).status, 404);
    await activateYaml(
      company,
      `${POLICY}rules:
  - name: Engineers may read only
    status: proposed
    when: { fact: groups, contains: engineering }
    then: { cap_role: viewer }
`,
    );
    await rollcall.drain();
    const shown = await proposal();
    assert.deepEqual(
      [shown.kind, shown.version, shown.against, shown.rules, shown.proposed_by, shown.differ],
      ['rules', 2, 2, ['Engineers may read only'], null, 1],
    );
    assert.deepEqual(await briefly(), [['bob@acme.com', 'becomes viewer (role: member → viewer)', 10, 1]]);
    assert.equal(
      (await company.userOf({ idpId: (await company.users('?email=bob@acme.com'))[0]?.external_id ?? '' }))
        .role,
      'member',
    );
    assert.equal((await company.api.ask('DELETE', place)).status, 404);
    // A whole policy takes their place, and gives it back.
    await propose();
    await rollcall.drain();
    assert.equal((await proposal()).kind, 'version');
    assert.equal((await company.api.ask('DELETE', place)).status, 204);
    await rollcall.drain();
    assert.deepEqual(
      (await briefly()).map(([email]) => email),
      ['bob@acme.com'],
    );
  });

  it('is refused where it does not load, is somebody else’s, is in force, or is not named', async () => {
    for (const [body, status, code] of [
      [{ yaml: yamlOf('groups: { default_role: king }') }, 422, 'policy_invalid'],
      [{ yaml: yamlOf(POLICY).replace(company.slug, 'somebody-else') }, 422, 'policy_invalid'],
      [{ yaml: yamlOf(POLICY) }, 409, 'conflict'],
      [{ version: 1 }, 409, 'conflict'],
      [{ version: 9 }, 404, 'not_found'],
      [{}, 400, 'invalid_request'],
      [{ version: 1, yaml: yamlOf(POLICY) }, 400, 'invalid_request'],
      [{ version: 2 ** 31 }, 400, 'invalid_request'],
    ] as const) {
      const answer = await company.api.ask('PUT', place, { body });
      assert.deepEqual(
        [answer.status, (answer.body as { code: string }).code],
        [status, code],
        JSON.stringify(body),
      );
    }
    assert.equal((await company.api.ask('GET', place)).status, 404);
    assert.equal((await company.api.ask('GET', `${place}/differences?effect=nonsense`)).status, 400);
  });

  it('proposed twice is one proposal and one record', async () => {
    await propose();
    await propose();
    const by = await company.api.expect('PolicyProposal', 'PUT', place, { body: { version: 2 } });
    assert.equal(by.version, 2);
    const actions = (await company.records()).map(({ action }) => action);
    assert.equal(actions.filter((action) => action === 'policy.proposed').length, 1);
  });

  it('is listed in pages, and by what it comes to', async () => {
    await propose();
    await rollcall.drain();
    const first = await company.api.expect('ShadowDifferenceList', 'GET', `${place}/differences?limit=1`);
    assert.equal(first.data[0]?.email, 'bob@acme.com');
    const next = await company.api.expect(
      'ShadowDifferenceList',
      'GET',
      `${place}/differences?limit=1&cursor=${first.next_cursor ?? ''}`,
    );
    assert.deepEqual([next.data[0]?.email, next.next_cursor], ['cyd@acme.com', null]);
    assert.deepEqual(
      (await differences('?effect=loses_access')).map(({ email }) => email),
      ['cyd@acme.com'],
    );
  });

  it('is counted', async () => {
    const count = async (outcome: string): Promise<number> => {
      const { values } = await rollcall.service.metrics.shadowDecisions.get();
      return values.find(({ labels }) => labels.outcome === outcome)?.value ?? 0;
    };
    const [same, differs] = [await count('same'), await count('differs')];
    await propose();
    await rollcall.drain();
    assert.deepEqual([(await count('same')) - same, (await count('differs')) - differs], [2, 2]);
  });
});
