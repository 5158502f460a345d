import assert from 'node:assert/strict';
import type { DirectoryUserList, Why } from '../../src/generated/api.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { cliFor, type Cli } from '../support/run-cli.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const policy = `
attributes:
  map:
    employee_type: { from: userType, values: { E: employee, C: contractor }, if_missing: employee }
    title: { from: title }
    department: { from: enterprise.department }
  sensitive: { drop: [password], mask_in_logs: [title, emails] }
filters:
  exclude:
    - { name: Robots, any: [ { attribute: title, equals: Robot } ] }
    - { name: Test accounts, any: [ { attribute: email, starts_with: test- } ] }
groups:
  match_by: name
  default_role: member
  never_grant: [owner]
  manual_roles: replace
  map:
    - { name: saas-admins, role: admin }
    - { name: engineering, workspaces: [ { key: engineering, role: member } ] }
rules:
  - name: Contractors never administer
    because: Security addendum 4.2
    when: { all: [ { attribute: employee_type, equals: contractor }, { fact: role, equals: admin } ] }
    then: { cap_role: member }
`;

describe('rollcall users why', () => {
  let rollcall: TestRollcall;
  let company: Company;
  let cli: Cli;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    company = await foundCompany(rollcall, policy);
    cli = cliFor(rollcall.databaseUrl, company.slug);
  });
  /** The line of the policy file that has this text. */
  const lineOf = (text: string): string => {
    const lines = `version: rollcall/v1\ntenant: x\n${policy}`.split('\n');
    return `${company.slug}.policy.yaml:${lines.findIndex((line) => line.includes(text)) + 1}`;
  };

  const contractor = { employment_type: 'C', job_title: 'Engineer', department_name: 'R&D' };

  it('shows each step with the line of the policy, the value it went by, and the event behind it', async () => {
    const ada = await company.hire('ada', { groups: ['saas-admins'], attributes: contractor });
    const { code, out } = await cli.run('users', 'why', ada.idpId);
    assert.equal(code, 0);
    const place = `[${lineOf('- name: Contractors never')}, /rules/0]`;
    const rule = out.split('\n').findIndex((line) => line.includes(place));
    assert.ok(rule > 0, out);
    const [, text, value, event] = out.split('\n').slice(rule);
    assert.equal(text?.trim(), '- name: Contractors never administer');
    assert.equal(value?.trim(), 'by employee_type "contractor", from userType');
    assert.match(event ?? '', /^ +by dsync\.user\.created 2026\S+ \(event_\w+\)$/);
    assert.match(out, /^ {2}saas-admins, since 2026\S+ \(event_\w+\) \[/m);
    assert.match(out, /^The role:\n.*Provisioned as member.*\n.*audit record/m);
  });

  it('says why not and what it would take, in the words of the policy', async () => {
    await company.hire('ada', { groups: ['saas-admins'], attributes: contractor });
    const ben = await company.hire('ben');
    const first = async (...args: string[]): Promise<string[]> =>
      (await cli.run('users', 'why', ...args)).out.split('\n\n')[0]?.split('\n') ?? [];
    const rule = lineOf('- name: Contractors never');
    assert.deepEqual(await first('ada@acme.com', '--not', 'role=admin'), [
      `ada@acme.com is not admin, because of the rule "Contractors never administer" (${rule}).`,
      `It would take: employee_type being employee instead of contractor (${rule}).`,
    ]);
    assert.deepEqual(await first('ben@acme.com', '--not', 'role=admin'), [
      'ben@acme.com is not admin, because they are in no group that gives it.',
      `It would take: joining saas-admins (${lineOf('name: saas-admins')}).`,
      `Or: setting the role admin by hand (${lineOf('manual_roles')}).`,
    ]);
    const [owner = ''] = await first(ben.idpId, '--not', 'role=owner');
    assert.ok(owner.includes(`because no group may give owner (${lineOf('never_grant')})`), owner);
    const workspace = await first('ben@acme.com', '--not', 'workspace=engineering:admin');
    assert.match(
      workspace.join('\n'),
      /no group and no rule of the policy gives it[^]*giving the group "engineering"/,
    );
    assert.deepEqual(await first('ben@acme.com', '--not', 'status=active'), ['ben@acme.com is active.']);
    for (const wrong of ['role=emperor', 'status=purged', 'workspace=engineering:owner', '', 'x']) {
      assert.equal((await cli.run('users', 'why', 'ben@acme.com', '--not', wrong)).code, 2, wrong);
    }
  });

  it('explains somebody whom a directory knows and who has no account', async () => {
    const robot = await company.hire('test-x', { attributes: { job_title: 'Robot' } });
    assert.equal((await company.users()).length, 0);
    const why = await cli.json<Why>('Why', 'users', 'why', 'TEST-X@acme.com', '--not', 'access');
    assert.deepEqual(
      [why.user, why.decision?.outcome, why.person?.external_id],
      [null, 'no_access', robot.idpId],
    );
    assert.deepEqual(
      why.why_not?.ways[0]?.changes.map(({ kind }) => kind),
      ['attribute', 'attribute'],
    );
    const place = `/tenants/${company.slug}/directory-users`;
    for (const query of ['email=Test-X@acme.com', `external_id=${robot.idpId}`]) {
      const { data }: DirectoryUserList = await company.api.expect(
        'DirectoryUserList',
        'GET',
        `${place}?${query}`,
      );
      assert.deepEqual(
        data.map(({ external_id, user_id, active }) => [external_id, user_id, active]),
        [[robot.idpId, null, true]],
      );
      const asked = await company.api.expect('Why', 'GET', `${place}/${data[0]?.id ?? ''}/why`);
      assert.deepEqual(asked.decision, why.decision);
    }
    const nobody = await company.api.expect('DirectoryUserList', 'GET', `${place}?external_id=__proto__`);
    assert.deepEqual(nobody, { data: [], next_cursor: null });
    assert.equal((await company.api.expect('DirectoryUserList', 'GET', place)).data.length, 1);
    await company.api.refused(404, 'not_found', 'GET', `${place}/0198c0de-0000-7000-8000-000000000000/why`);
  });

  it('never shows what the policy drops or keeps out of logs', async () => {
    const ada = await company.hire('ada', { groups: ['saas-admins'], attributes: contractor });
    const { id } = await company.userOf(ada);
    const then = rollcall.clock.now().toISOString();
    rollcall.clock.advance(60_000);
    await company.tell(company.idp.update(ada, { attributes: { ...contractor, job_title: 'Xylophonist' } }));
    for (const more of [[], ['--at', then], ['--not', 'access'], ['--not', 'role=admin']]) {
      for (const format of [[], ['--json']]) {
        const { code, out } = await cli.run('users', 'why', id, ...more, ...format);
        assert.equal(code, 0);
        assert.doesNotMatch(out, /Engineer|Xylophonist|ada@acme\.com/);
        assert.match(out, /\[masked\]/);
        assert.match(out, /contractor/);
      }
    }
  });

  it('tells how it was at a moment, with what had not happened yet left out', async () => {
    const ada = await company.hire('ada', { groups: ['saas-admins'], attributes: contractor });
    const { id } = await company.userOf(ada);
    const then = rollcall.clock.now();
    rollcall.clock.advance(3_600_000);
    await company.tell(company.idp.update(ada, { attributes: { employment_type: 'E' } }));
    assert.equal((await company.userOf(ada)).role, 'admin');
    const { out } = await cli.run('users', 'why', id, '--at', then.toISOString());
    assert.match(out, new RegExp(`^As of ${then.toISOString()}:$`, 'm'));
    assert.match(out, /^Role +member \(directory\)$/m);
    assert.match(out, /employee_type "contractor"/);
    assert.match(out, /^The audit log says the same of this moment/m);
    assert.doesNotMatch(out, /Role changed from member to admin|could not be known/);
    const never = await cli.run('users', 'why', id, '--at', '2026-02-30');
    assert.equal(never.code, 2);
    assert.match(never.err, /`at` is a moment such as/);
    const early = new Date(then.getTime() - 1).toISOString();
    const why = await company.api.expect(
      'Why',
      'GET',
      `/tenants/${company.slug}/users/${id}/why?at=${then.toISOString()}&not=role%3Dadmin`,
    );
    assert.equal(
      why.why_not?.ways[0]?.changes[0]?.says,
      'employee_type being employee instead of contractor',
    );
    for (const wrong of ['yesterday', '2999-01-01', '2026-13-01', early]) {
      assert.equal((await cli.run('users', 'why', id, '--at', wrong)).code, 2, wrong);
      await company.api.refused(
        400,
        'invalid_request',
        'GET',
        `/tenants/${company.slug}/users/${id}/why?at=${wrong}`,
      );
    }
  });

  it('takes the tenant before the person, or by its option, once', async () => {
    const ada = await company.hire('ada');
    const { code, err } = await cli.run('users', 'why', company.slug, ada.idpId);
    assert.equal(code, 2);
    assert.match(err, /Name the tenant once/);
  });
});
