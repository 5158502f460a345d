import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePolicyTests } from '../../src/policy/parse-policy-tests.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { SHIPPED_POLICIES, shippedContext } from './shipped-context.ts';

const context = shippedContext();
const initech = readFileSync(join(SHIPPED_POLICIES, 'initech.policy.yaml'), 'utf8');
const { effective } = parsePolicy(initech, 'initech.policy.yaml', context);

function found(text: string): string[] {
  return parsePolicyTests(text, 'initech.test.yaml', {
    catalog: context.catalog,
    policy: effective,
  }).diagnostics.map(
    ({ line, column, severity, code, hint }) => `${line}:${column} ${severity} ${code}: ${hint ?? ''}`,
  );
}

describe('tests of a policy', () => {
  const cases: [string, string, string[]][] = [
    [
      'an unknown role',
      'tests: [{ name: A, given: { manual_role: admn }, expect: { role: membr } }]',
      ['1:42 error unknown_role: Did you mean admin?', '1:66 error unknown_role: Did you mean member?'],
    ],
    [
      'an unknown event',
      'tests: [{ name: A, given: {}, events: [deactivate, { join: x }], expect: { role: no_access } }]',
      [
        '1:40 error not_allowed_value: Did you mean deactivated?',
        '1:52 error not_allowed_value: Write deactivated, reactivated or deleted, or { joined: GROUP }, { left: GROUP }, { changed: ... }, { role_set: ROLE } or { after: 14d }.',
      ],
    ],
    [
      'somebody who is not among the people',
      'tests: [{ name: A, people: { ada: {} }, events: [{ who: [ada, adda], left: x }, { who: ben, is: deleted }], expect_of: { ade: { role: member } } }]',
      [
        '1:63 error unknown_person: Did you mean ada?',
        '1:88 error unknown_person: There are ada.',
        '1:122 error unknown_person: Did you mean ada?',
      ],
    ],
    [
      'what is for one person, and what is for several',
      'tests: [{ name: A, people: { ada: { other_admins: 0 } }, given: {}, expect: { role: member } }, { name: B, given: {}, expect: { role: member }, expect_of: { ada: { role: member } }, other_admins: 1, events: [{ who: ada, joined: x }] }]',
      [
        '1:9 error missing_key: Write what is expected, by the names of the people.',
        '1:37 error test_of_several: Write it beside people.',
        '1:58 error test_of_several: Write everyone under people.',
        '1:69 error test_of_several: Write expect_of, with their names.',
        '1:145 error test_of_one: Write expect.',
        '1:183 error test_of_one: Write other_admins under given.',
        '1:216 error unknown_person: Name them under people.',
      ],
    ],
    [
      'a test without anybody, and a time that is none',
      'tests: [{ name: A, events: [{ after: 2 weeks }] }]',
      [
        '1:9 error missing_key: The person as the directory describes them (SCIM names), their groups, and what the product already knows. Before the events, the account is as the policy makes it for this person.',
        '1:9 error missing_key: The result. Only what is written is compared.',
        '1:38 error bad_format: How much time passes: a whole number and s, m, h or d. Such as 14d.',
      ],
    ],
    [
      'a name that nothing bears',
      'tests: [{ name: A, given: {}, expect: { by: Contractors never administers } }]',
      ['1:45 error unknown_name: Did you mean Contractors never administer?'],
    ],
    [
      'a channel that nothing is called',
      'tests: [{ name: A, given: {}, expect: { notifies: securty } }, { name: B, given: {}, expect: { notifies: hr } }]',
      [
        '1:51 error unknown_channel: Did you mean security?',
        '1:106 error unknown_channel: There are security and it.',
      ],
    ],
    [
      'a group with a slip, but not one that is simply not mapped',
      'tests: [{ name: A, given: { groups: [saas-admin, all-staff] }, events: [{ left: enginering }], expect: { role: viewer } }]',
      [
        '1:38 warning unmapped_group: Did you mean saas-admins?',
        '1:81 warning unmapped_group: Did you mean engineering?',
      ],
    ],
    [
      'an unknown attribute and a value outside the catalog',
      'tests: [{ name: A, given: {}, expect: { attributes: { countri: US, employee_type: contractr } } }]',
      [
        '1:55 error unknown_attribute: Did you mean country?',
        '1:83 error unknown_value: Did you mean contractor?',
      ],
    ],
    [
      'a claim about names that do not exist',
      'always: [{ nobody: { employe_type: contractor, role: adm } }, { everybody: {} }]',
      [
        '1:22 error unknown_attribute: Did you mean employee_type?',
        '1:54 error unknown_role: Did you mean admin?',
        '1:63 error missing_key: No active person has all of these at once: attributes by name, and `role`. A role that was set by hand counts too; set_by_hand: false leaves those people out, true all others.',
        '1:65 error unknown_key: Known here: nobody.',
      ],
    ],
    [
      'two tests of one name',
      'tests: [{ name: A, given: {}, expect: { role: viewer } }, { name: A, given: {}, expect: { role: viewer } }]',
      ['1:67 error duplicate_name: Give it another name.'],
    ],
    [
      'a person that SCIM does not know',
      'tests: [{ name: A, given: { usertype: E, adresses: [] }, expect: { role: viewer } }]',
      ['1:29 error unknown_key: Did you mean userType?', '1:42 error unknown_key: Did you mean addresses?'],
    ],
    [
      'nothing expected',
      'tests: [{ name: A, given: {}, expect: {} }]',
      ['1:31 error nothing_below: The result. Only what is written is compared.'],
    ],
  ];
  for (const [name, text, expected] of cases) {
    it(`are explained: ${name}`, () => assert.deepEqual(found(`${text}\n`), expected));
  }
});
