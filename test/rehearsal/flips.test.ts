import assert from 'node:assert/strict';
import { mergeWithDefault } from '../../src/policy/effective-policy.ts';
import { parsePolicyTests } from '../../src/policy/parse-policy-tests.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { coverLines } from '../../src/rehearsal/coverage.ts';
import { findUnnoticed } from '../../src/rehearsal/find-unnoticed.ts';
import { flipsOf } from '../../src/rehearsal/flips.ts';
import { runPolicyTests } from '../../src/rehearsal/run-policy-tests.ts';
import { shippedContext } from '../policy/shipped-context.ts';

const context = shippedContext();

const POLICY = `version: rollcall/v1
tenant: acme
about: Acme
filters:
  exclude:
    - { name: Robots, attribute: email, starts_with: svc- }
groups:
  match_by: id
  default_role: viewer
  never_grant: [owner]
  settle: 10s
  map:
    - { id: g1, name: admins, role: admin }
rules:
  - name: Contractors never administer
    because: Addendum
    when: { all: [{ attribute: employee_type, equals: contractor }, { fact: role, equals: admin }] }
    then: { cap_role: member }
  - name: Old
    status: retired
    when: { attribute: country, equals: US }
    then: { deny: true }
  - name: Perhaps
    status: proposed
    when: { attribute: country, equals: FR }
    then: { deny: true }
`;

const TESTS = `tests:
  - name: An administrator
    given: { emails: [{ value: a@acme.example }], groups: [admins] }
    expect: { role: admin }
  - name: Everyone else
    given: { emails: [{ value: b@acme.example }] }
    expect: { role: viewer }
`;

async function run(policyText: string, testText: string) {
  const parsed = parsePolicy(policyText, 'acme.policy.yaml', context);
  assert.ok(parsed.document && parsed.effective, JSON.stringify(parsed.diagnostics));
  const { document, effective } = parsed;
  const { tests } = parsePolicyTests(testText, 'acme.test.yaml', {
    catalog: context.catalog,
    policy: effective,
  });
  assert.ok(tests);
  const ran = await runPolicyTests(tests, effective, context.catalog);
  const decided = new Set(ran.flatMap((test) => [...test.decided]));
  return {
    coverage: coverLines(policyText, document, decided),
    flips: () => findUnnoticed({ tests, document, ran, ...context }),
  };
}

describe('coverage by the tests of a policy', () => {
  it('names the lines that no test went by, and leaves out what no test can go by', async () => {
    const { coverage } = await run(POLICY, TESTS);
    assert.deepEqual(coverage, {
      lines: 8,
      decided: 4,
      undecided: [
        { line: 6, places: ['/filters/exclude/0/attribute', '/filters/exclude/0/starts_with'] },
        { line: 11, places: ['/groups/settle'] },
        {
          line: 17,
          places: [
            '/rules/0/when/all/0/attribute',
            '/rules/0/when/all/0/equals',
            '/rules/0/when/all/1/fact',
            '/rules/0/when/all/1/equals',
          ],
        },
        { line: 18, places: ['/rules/0/then/cap_role'] },
      ],
    });
  });

  it('is whole once there are tests for them', async () => {
    const more = `${TESTS}
  - name: A contractor who leaves the group
    given: { emails: [{ value: c@acme.example }], userType: contractor, groups: [admins] }
    events: [{ left: admins }]
    expect: { role: member }
  - name: A robot
    given: { emails: [{ value: svc-a@acme.example }] }
    expect: { status: none }
`;
    const { coverage } = await run(POLICY, more);
    assert.deepEqual([coverage.undecided, coverage.decided], [[], 8]);
  });

  it('goes by the mode of leaving whatever it is, unless an exception says another', async () => {
    const head = 'version: rollcall/v1\ntenant: acme\n';
    const mode = (more: string): string =>
      `${head}deactivation:\n  mode: read_only\n  read_only: { for: 14d }\n${more}`;
    const leaver =
      'tests:\n  - { name: A leaver, given: { title: Chief }, events: [deactivated], expect: { status: read_only } }\n';
    const exception =
      '  exceptions:\n    - { name: Chiefs, when: { attribute: title, equals: Chief }, mode: read_only }\n';
    assert.deepEqual((await run(mode(''), leaver)).coverage.undecided, []);
    assert.deepEqual((await run(mode(exception), leaver)).coverage.undecided, [
      { line: 4, places: ['/deactivation/mode'] },
    ]);
  });

  it('goes by the key that found an account, also where somebody has to look first', async () => {
    const identity = 'identity: { match_by: [external_id, email], existing_accounts: hold }';
    const policy = `version: rollcall/v1\ntenant: acme\n${identity}\n`;
    const given = 'externalId: x, emails: [{ value: a@acme.example }]';
    const test = (existing: string): string =>
      `tests:\n  - { name: n, given: { ${given}, existing_account: { ${existing} } }, expect: { held_by: existing_account } }\n`;
    assert.deepEqual((await run(policy, test('external_id: x'))).coverage.undecided, [
      { line: 3, places: ['/identity/match_by/1'] },
    ]);
    const inDomains = policy.replace('hold', 'hold, verified_domains: [acme.example]');
    assert.deepEqual((await run(inDomains, test('email: A@acme.example'))).coverage.undecided, [
      { line: 3, places: ['/identity/match_by/0'] },
    ]);
  });

  it('takes nothing for decided in a policy without tests that ran', async () => {
    const { coverage } = await run(POLICY, 'tests: []\n');
    assert.equal(coverage.decided, 0);
  });
});

describe('flips of a policy', () => {
  it('are named where no test notices them', async () => {
    const { flips } = await run(POLICY, TESTS);
    const { tried, unnoticed } = await flips();
    assert.ok(tried > unnoticed.length);
    const said = unnoticed.map(({ at, says }) => `${at} ${says}`);
    assert.ok(said.includes('/groups/settle 10s → 20s'), said.join('\n'));
    assert.ok(said.includes('/groups/settle 10s → 5s'));
    assert.ok(said.includes('/filters/exclude/0 without Robots'));
    assert.ok(said.includes('/rules/0/then/cap_role member → viewer'));
    for (const noticed of [
      '/groups/map/0/role',
      '/groups/default_role',
      '/groups/map/0/id',
      '/groups/never_grant/0',
    ])
      assert.ok(!said.some((each) => each.startsWith(noticed)), noticed);
  });

  it('leave alone what says nothing, and what is retired or only proposed', () => {
    const { document } = parsePolicy(POLICY, 'acme.policy.yaml', context);
    assert.ok(document);
    const all = [...flipsOf(document, context.catalog)].map(({ at }) => at);
    assert.ok(all.length > 15);
    for (const silent of [
      '/about',
      '/tenant',
      '/version',
      '/rules/1',
      '/rules/2',
      '/rules/0/name',
      '/groups/map/0/name',
    ]) {
      assert.ok(!all.some((at) => at === silent || at.startsWith(`${silent}/`)), silent);
    }
  });

  it('try another precedence only where groups give different roles, and one that can come to something else', () => {
    const flipsOfPrecedence = (precedence: string, ...roles: string[]): string[] => {
      const map = roles.map((role, i) => `{ name: g${i}, role: ${role} }`).join(', ');
      const groups = `{ match_by: name, never_grant: [owner], precedence: ${precedence}, map: [${map}] }`;
      const text = `version: rollcall/v1\ntenant: acme\ngroups: ${groups}\n`;
      const { document, diagnostics } = parsePolicy(text, 'acme.policy.yaml', context);
      assert.ok(document, JSON.stringify(diagnostics));
      return [...flipsOf(document, context.catalog)]
        .filter(({ at }) => at === '/groups/precedence')
        .map(({ says }) => says);
    };
    assert.deepEqual(flipsOfPrecedence('strongest'), []);
    assert.deepEqual(flipsOfPrecedence('strongest', 'admin', 'admin'), []);
    assert.deepEqual(flipsOfPrecedence('strongest', 'admin', 'member'), ['strongest → hold']);
    assert.deepEqual(flipsOfPrecedence('listed', 'member', 'admin'), ['listed → strongest']);
    assert.deepEqual(flipsOfPrecedence('listed', 'admin', 'member', 'admin'), ['listed → strongest']);
    assert.deepEqual(flipsOfPrecedence('listed', 'admin', 'member'), ['listed → hold']);
  });

  it('change one place each, and never the policy itself', () => {
    const { document } = parsePolicy(POLICY, 'acme.policy.yaml', context);
    assert.ok(document);
    const before = JSON.stringify(document);
    const flipped = [...flipsOf(document, context.catalog)];
    assert.equal(JSON.stringify(document), before);
    assert.equal(new Set(flipped.map((flip) => JSON.stringify(flip.document))).size, flipped.length);
    for (const flip of flipped) assert.notEqual(JSON.stringify(flip.document), before, flip.at);
  });

  it('are the same each time', async () => {
    const [one, two] = [await run(POLICY, TESTS), await run(POLICY, TESTS)];
    assert.deepEqual(await one.flips(), await two.flips());
  });

  it('are of every kind of value', () => {
    const text = `version: rollcall/v1
tenant: acme
attributes:
  map:
    employee_type: { from: userType, values: { E: employee }, if_missing: contractor, apply: on_create }
deactivation: { mode: immediate, retain_data: forever, revoke: [sessions] }
sole_admin: { action: block, revoke_sessions: true }
guards: { deactivations: { percent: 10, at_least: 5, within: 1h } }
`;
    const { document, diagnostics } = parsePolicy(text, 'acme.policy.yaml', context);
    assert.ok(document, JSON.stringify(diagnostics));
    assert.deepEqual(
      [...flipsOf(document, context.catalog)].map(({ at, says }) => `${at} ${says}`),
      [
        '/attributes/map/employee_type/from userType → nickName',
        '/attributes/map/employee_type/values/E employee → contractor',
        '/attributes/map/employee_type/if_missing contractor → employee',
        '/attributes/map/employee_type/apply on_create → always',
        '/deactivation/mode immediate → read_only',
        '/deactivation/retain_data forever → 365d',
        '/deactivation/revoke/0 without sessions',
        '/sole_admin/action block → allow',
        '/sole_admin/revoke_sessions true → false',
        '/guards/deactivations/percent 10 → 11',
        '/guards/deactivations/percent 10 → 9',
        '/guards/deactivations/at_least 5 → 6',
        '/guards/deactivations/at_least 5 → 4',
        '/guards/deactivations/within 1h → 2h',
        '/guards/deactivations/within 1h → 30m',
      ],
    );
    for (const { document: flipped } of flipsOf(document, context.catalog)) {
      assert.doesNotThrow(() => mergeWithDefault(flipped, context.defaultDocument));
    }
  });
});
