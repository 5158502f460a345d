import fc from 'fast-check';

const role = fc.constantFrom('admin', 'member', 'viewer');
const mapped = (name: string): fc.Arbitrary<string | null> =>
  fc
    .record({ role: fc.option(role, { nil: null, freq: 4 }), workspace: fc.boolean(), key: fc.boolean() })
    .map(({ role: given, workspace, key }) => {
      if (given === null && !workspace) return null;
      const parts = [
        `name: ${name}`,
        ...(given === null ? [] : [`role: ${given}`]),
        ...(workspace ? [`workspaces: [ { key: ${key ? 'engineering' : 'sales'}, role: member } ]`] : []),
      ];
      return `    - { ${parts.join(', ')} }`;
    });

const rules = [
  `  - { name: Contractors never administer, when: { all: [ { attribute: employee_type, equals: contractor }, { fact: role, equals: admin } ] }, then: { cap_role: member } }`,
  `  - { name: Robots stay out, when: { attribute: title, equals: Robot }, then: { deny: true } }`,
  `  - { name: Engineers build, when: { attribute: title, equals: Engineer }, then: { add_workspaces: [ { key: engineering, role: admin } ] } }`,
  `  - { name: Accountants see, when: { attribute: title, equals: Accountant }, then: { grant_role: viewer } }`,
];

const deactivations = [
  '{ mode: immediate, retain_data: 90d }',
  '{ mode: immediate, retain_data: forever, revoke: [sessions] }',
  '{ mode: grace, grace: { delete_after: 30d }, if_reactivated: start_fresh }',
  '{ mode: read_only, read_only: { for: 14d } }',
];

const soleAdmins = [
  '{ action: block, revoke_sessions: true }',
  '{ action: block, revoke_sessions: false }',
  '{ action: promote, promote: { from: [member], pick: longest_tenured } }',
  '{ action: promote, promote: { from: [member, viewer], pick: longest_tenured, unless: { attribute: employee_type, equals: contractor } } }',
  '{ action: allow }',
];

const guards = [
  '{ deactivations: { percent: 20, at_least: 2, within: 1h } }',
  '{ deactivations: { percent: 50, at_least: 3, within: 1h }, admin_grants: { count: 1, within: 24h } }',
  '{ admin_grants: { count: 1, within: 24h }, emptied_group: { had_at_least: 1 } }',
];

/** A policy as YAML without its head, about the groups and attributes of random-history.ts. */
export const randomPolicy: fc.Arbitrary<string> = fc
  .record({
    map: fc.tuple(
      mapped('admins').map((line) => line ?? '    - { name: admins, role: admin }'),
      mapped('viewers'),
      mapped('engineering'),
      mapped('leads'),
    ),
    precedence: fc.constantFrom('strongest', 'listed', 'hold'),
    fallback: fc.constantFrom('member', 'member', 'viewer', 'no_access'),
    manual: fc.constantFrom('keep', 'replace'),
    excluded: fc.option(fc.constantFrom('Robot', 'Engineer', 'Accountant'), { nil: null }),
    outOfScope: fc.constantFrom('deactivate', 'leave_alone'),
    rules: fc.subarray(rules),
    deactivation: fc.constantFrom(...deactivations),
    soleAdmin: fc.constantFrom(...soleAdmins),
    guards: fc.option(fc.constantFrom(...guards), { nil: null }),
    dropped: fc.boolean(),
  })
  .map((parts) =>
    [
      'groups:',
      '  match_by: name',
      `  precedence: ${parts.precedence}`,
      `  default_role: ${parts.fallback}`,
      '  never_grant: [owner]',
      `  manual_roles: ${parts.manual}`,
      '  map:',
      ...parts.map.filter((line) => line !== null),
      ...(parts.excluded === null
        ? []
        : [
            'filters:',
            '  exclude:',
            `    - { name: Not them, any: [ { attribute: title, equals: ${parts.excluded} } ] }`,
            `  out_of_scope: ${parts.outOfScope}`,
          ]),
      ...(parts.rules.length === 0 ? [] : ['rules:', ...parts.rules]),
      `deactivation: ${parts.deactivation}`,
      `sole_admin: ${parts.soleAdmin}`,
      ...(parts.guards === null ? [] : [`guards: ${parts.guards}`]),
      ...(parts.dropped
        ? [
            'attributes: { map: { title: { from: title }, employee_type: { from: userType } }, sensitive: { drop: [password, locale] } }',
          ]
        : []),
      '',
    ].join('\n'),
  );
