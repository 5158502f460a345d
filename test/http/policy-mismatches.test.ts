import assert from 'node:assert/strict';
import type { Diagnostic, PolicyMismatches } from '../../src/generated/api.ts';
import { activateYaml } from '../support/activate-yaml.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const head = (slug: string): string => `version: rollcall/v1\ntenant: ${slug}\n`;

describe('What a policy and the directories have against each other', () => {
  let rollcall: TestRollcall;
  let company: Company;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  const inForce = (): Promise<PolicyMismatches> =>
    company.api.expect('PolicyMismatches', 'GET', `/tenants/${company.slug}/policy/mismatches`);
  const ofProposal = (yaml: string): Promise<PolicyMismatches> =>
    company.api.expect('PolicyMismatches', 'POST', `/tenants/${company.slug}/policy/mismatches`, {
      body: { yaml: `${head(company.slug)}${yaml}` },
    });
  const short = ({ line, column, code }: Diagnostic) => `${line}:${column} ${code}`;
  async function found(yaml: string): Promise<Diagnostic[]> {
    const { diagnostics } = await ofProposal(yaml);
    assert.ok(diagnostics.every(({ severity }) => severity === 'warning'));
    return diagnostics;
  }
  const byName = (...names: string[]) =>
    `groups:\n  match_by: name\n  default_role: member\n  map:\n${names.map((name) => `    - { name: ${name}, role: member }\n`).join('')}`;

  beforeEach(async () => {
    company = await foundCompany(rollcall, 'groups: { match_by: name, default_role: member, map: [] }');
    await company.hire('ada', { groups: ['admins'] });
    await company.hire('ben', { groups: ['members'] });
  });

  it('is nothing where each mapped group is there and has people, and every condition tells people apart', async () => {
    const policy = `filters:
  include: [{ name: All, attribute: email, ends_with: '@acme.com' }]
  exclude: [{ name: Ben, attribute: email, starts_with: ben }]
rules: [{ name: Nobody at all, when: { attribute: email, starts_with: ada }, then: { cap_role: viewer } }]
${byName('admins', 'MEMBERS')}`;
    assert.deepEqual(await found(policy), []);
  });

  it('is a group that was never seen, with the one that was probably meant', async () => {
    await company.group('saas-editors');
    const [first, second, ...more] = await found(byName('saas-editor', 'admins', 'zzz'));
    assert.deepEqual(more, []);
    assert.deepEqual(first, {
      file: `${company.slug}.policy.yaml`,
      line: 7,
      column: 15,
      severity: 'warning',
      code: 'group_never_seen',
      message: 'No directory has a group called "saas-editor".',
      hint: 'Did you mean "saas-editors"? No entry maps that group.',
    });
    assert.equal(second?.message, 'No directory has a group called "zzz".');
    assert.match(second.hint ?? '', /remove the entry/);
  });

  it('is a group of an id that nobody has, with the id of the one that has its name', async () => {
    const { id } = await company.group('admins');
    const yaml = `groups:
  match_by: id
  default_role: member
  map:
    - { id: ${id}, name: Admins, role: member }
    - { id: gone-long-ago, name: members, role: member }
`;
    const [only, ...more] = await found(yaml);
    assert.deepEqual(more, []);
    assert.equal(only && short(only), '8:13 group_never_seen');
    const members = await company.group('members');
    assert.match(only?.hint ?? '', /^The group of that name has the id "/);
    assert.ok(only?.hint?.includes(members.idpId), only?.hint ?? '');
  });

  it('is a group that was renamed, by its id and by its name, until the policy says so', async () => {
    const group = await company.group('admins');
    await company.tell(company.idp.renameGroup(group, 'administrators'));
    const yaml = (match: string, name: string) => `groups:
  match_by: ${match}
  default_role: member
  map: [{ id: ${group.id}, name: ${name}, role: member }]
`;
    const [byId] = await found(yaml('id', 'admins'));
    const [, , , mapped = ''] = yaml('id', 'admins').split('\n');
    assert.equal(byId && short(byId), `6:${mapped.indexOf('admins') + 1} group_renamed`);
    assert.match(byId?.hint ?? '', /^Write name: "administrators"\./);
    const [byName] = await found(yaml('name', 'admins'));
    assert.equal(byName?.code, 'group_renamed');
    assert.match(byName.message, /gives nothing to anybody/);
    for (const match of ['id', 'name']) assert.deepEqual(await found(yaml(match, 'administrators')), []);
  });

  it('is a group that nobody is in any more, and one that was deleted', async () => {
    const [ada] = company.idp.people;
    const admins = await company.group('admins');
    assert.ok(ada);
    await company.tell(company.idp.leave(ada, admins));
    const codes = async () => (await found(byName('admins', 'members'))).map(({ code }) => code);
    assert.deepEqual(await codes(), ['group_emptied']);
    await company.tell(company.idp.deleteGroup(await company.group('members')));
    assert.deepEqual(await codes(), ['group_emptied', 'group_gone']);
    await company.tell(company.idp.join(ada, admins));
    assert.deepEqual(await codes(), ['group_gone']);
  });

  it('counts nobody as a member who is gone', async () => {
    const [, ben] = company.idp.people;
    assert.ok(ben);
    await company.tell(company.idp.remove(ben));
    assert.deepEqual((await found(byName('admins', 'members'))).map(short), ['8:15 group_emptied']);
  });

  it('is a filter or a rule that matches nobody, or everybody where there are some', async () => {
    const policy = `filters:
  include:
    - { name: Other company, attribute: email, ends_with: '@example.org' }
    - { name: Ours, attribute: email, ends_with: '@acme.com' }
  exclude:
    - { name: Robots, attribute: email, starts_with: svc- }
rules:
  - { name: Long gone, status: retired, when: { attribute: email, equals: x@acme.com }, then: { deny: true } }
  - { name: Caps nobody, when: { fact: role, equals: admin }, then: { cap_role: viewer } }
  - { name: Proposes, status: proposed, when: { fact: role, equals: member }, then: { cap_role: viewer } }
${byName('admins', 'members')}`;
    const seen = async () => (await found(policy)).map(short);
    const nobody = ['5:7 filter_matches_nobody', '8:7 filter_matches_nobody', '11:5 rule_matches_nobody'];
    assert.deepEqual(await seen(), nobody);
    for (const name of ['cyd', 'dan', 'eve']) await company.hire(name);
    const everybody = ['6:7 filter_matches_everybody', '12:5 rule_matches_everybody'];
    assert.deepEqual(
      new Set(await seen()),
      new Set([...nobody, ...everybody]),
      'of five, nothing is said about all of them',
    );
    // A rule is asked about those in scope alone; a filter about everyone.
    await company.hire('svc-bot');
    assert.deepEqual(
      new Set(await seen()),
      new Set(['5:7 filter_matches_nobody', '11:5 rule_matches_nobody', ...everybody]),
    );
  });

  it('is looked for among those alone who are there', async () => {
    const [, ben] = company.idp.people;
    assert.ok(ben);
    const policy = 'filters: { include: [{ name: Ben, attribute: email, starts_with: ben }] }\n';
    assert.deepEqual(await found(policy), []);
    await company.tell(company.idp.deactivate(ben));
    assert.deepEqual(
      (await found(policy)).map(({ message }) => message),
      ['The filter "Ben" lets nobody in: the only person does not match it.'],
    );
  });

  it('is nothing while the directories have nobody', async () => {
    company = await foundCompany(rollcall, byName('admins'));
    const answer = await inForce();
    assert.deepEqual([answer.people, answer.diagnostics], [0, []]);
  });

  it('is about the version in force', async () => {
    await activateYaml(company, byName('nobody-knows'));
    const answer = await inForce();
    assert.equal(answer.policy_version, 2);
    assert.equal(answer.people, 2);
    assert.deepEqual(answer.diagnostics.map(short), ['7:15 group_never_seen']);
  });

  it('is not said of a policy with errors, or of another tenant', async () => {
    const path = `/tenants/${company.slug}/policy/mismatches`;
    for (const yaml of ['grops: {}', head('globex')]) {
      await company.api.refused(422, 'policy_invalid', 'POST', path, { body: { yaml } });
    }
  });

  it('goes through people in pages', async () => {
    const { database } = company.rollcall;
    // 2,500 more: copies of one person, of whom half are called otherwise.
    await database.inTenant(company.tenantId, async (trx) => {
      await trx.raw(
        `insert into directory_users (tenant_id, id, directory_id, source_id, external_id, resource, active, gone,
                                      occurred_at, event_id)
         select tenant_id, gen_random_uuid(), directory_id, source_id || '-' || n, external_id || '-' || n,
                jsonb_set(resource, '{emails}', jsonb_build_array(jsonb_build_object('value',
                  case when n % 2 = 0 then 'even' else 'odd' end || n || '@acme.com'))),
                active, gone, occurred_at, event_id
           from (select * from directory_users where tenant_id = ? order by id limit 1) one, generate_series(1, 2500) n`,
        [company.tenantId],
      );
    });
    const policy = `filters:
  include:
    - { name: Everyone, attribute: email, ends_with: '@acme.com' }
    - { name: Half, attribute: email, starts_with: even }
    - { name: Nobody, attribute: email, starts_with: neither }
`;
    const answer = await ofProposal(policy);
    assert.equal(answer.people, 2_502);
    assert.deepEqual(
      answer.diagnostics.map(({ message }) => message),
      [
        'The filter "Everyone" lets in all 2502 people that the directory has.',
        'The filter "Nobody" lets nobody in: none of the 2502 people matches it.',
      ],
    );
  });
});
