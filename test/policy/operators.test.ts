import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RollcallError } from '../../src/domain/rollcall-error.ts';
import { compileComparison, toComparable, toMemberships } from '../../src/policy/operators.ts';
import { OPERATORS, type Operator } from '../../src/policy/vocabulary.ts';
import { group } from './policy-fixture.ts';

const OPERANDS: Record<Operator, unknown> = {
  equals: 'a',
  not_equals: 'a',
  in: ['a'],
  not_in: ['a'],
  starts_with: 'a',
  ends_with: 'a',
  contains: 'a',
  matches: '.*',
  greater_than: 1,
  less_than: 1,
  present: true,
  absent: true,
  member_of: 'a',
};

const holds = (operator: Operator, operand: unknown, value: unknown, exactly = false): boolean =>
  compileComparison(operator, operand, exactly)(toComparable(value));

/** operator, operand, value, whether it holds */
const TABLE: [Operator, unknown, unknown, boolean][] = [
  ['equals', 'Finance', 'finance', true],
  ['equals', 'Finance', ' FINANCE ', true],
  ['equals', 'Finance', 'Finances', false],
  ['equals', 'Zoë', 'ZOE\u0308', true],
  ['equals', 'istanbul', 'ISTANBUL', true],
  ['equals', 'ΟΔΟΣ', 'οδος', true],
  ['equals', 5, '5', true],
  ['equals', '5', 5, true],
  ['equals', 5, '5.0', false],
  ['equals', true, true, true],
  ['equals', true, 'True', true],
  ['equals', true, false, false],
  ['equals', 'b', ['a', 'B'], true],
  ['equals', 'c', ['a', 'b'], false],
  ['not_equals', 'a', 'b', true],
  ['not_equals', 'a', 'A', false],
  ['not_equals', 'a', ['b', 'a'], false],
  ['not_equals', 'a', ['b', 'c'], true],
  ['in', ['US', 'DE'], 'de', true],
  ['in', ['US', 'DE'], 'FR', false],
  ['in', ['US'], ['FR', 'us'], true],
  ['in', [1, 2], 2, true],
  ['not_in', ['US', 'DE'], 'FR', true],
  ['not_in', ['US', 'DE'], 'us', false],
  ['not_in', ['US'], ['FR', 'US'], false],
  ['starts_with', 'svc-', 'SVC-backup@acme.example', true],
  ['starts_with', 'svc-', 'my-svc-', false],
  ['starts_with', 'Dr. ', 'Dr. Who', true],
  ['starts_with', 'Dr. ', 'Dr.Who', false],
  ['ends_with', '@ACME.example', 'ada@acme.example', true],
  ['ends_with', '@acme.example', 'ada@acme.example.evil.example', false],
  ['contains', 'lead', 'Team Leader', true],
  ['contains', 'boss', 'Team Leader', false],
  ['contains', 'go', ['Go', 'SQL'], true],
  ['contains', 'go', ['Golang'], false],
  ['matches', '^svc-\\d+@', 'SVC-12@acme.example', true],
  ['matches', '^svc-\\d+@', 'x svc-12@acme.example', false],
  ['matches', 'lead', 'Team Leader', true],
  ['matches', '^b', ['a', 'b'], true],
  ['greater_than', 5, 6, true],
  ['greater_than', 5, '10', true],
  ['greater_than', 5, '5', false],
  ['greater_than', 5, 'ten', false],
  ['greater_than', 5, '10 people', false],
  ['greater_than', 5, '2026-01-31', false],
  ['greater_than', '2026-01-31', '2026-02-01', true],
  ['greater_than', '2026-01-31', '2026-01-31T00:00:01Z', true],
  ['greater_than', '2026-01-31', 'tomorrow', false],
  ['greater_than', '2026-01-31', 20260201, false],
  ['less_than', 5, '4.5', true],
  ['less_than', 5, 5, false],
  ['less_than', -1, '-2', true],
  ['less_than', '2026-01-31', '2025-12-31', true],
  ['present', true, 'x', true],
  ['present', true, false, true],
  ['present', true, 0, true],
  ['absent', true, 'x', false],
];

/** Values of which nothing can be said. */
const MISSING: unknown[] = [undefined, null, '', '   ', '\t\n', [], [''], [null, ' '], Number.NaN, {}, [[]]];

describe('comparisons', () => {
  for (const [operator, operand, value, expected] of TABLE) {
    it(`${JSON.stringify(value)} ${operator} ${JSON.stringify(operand)} is ${String(expected)}`, () => {
      assert.equal(holds(operator, operand, value), expected);
    });
  }

  it('compare with case where exactly is set', () => {
    assert.equal(holds('equals', 'Finance', 'finance', true), false);
    assert.equal(holds('equals', 'Finance', 'Finance', true), true);
    assert.equal(holds('equals', 'Zoë', 'Zoe\u0308', true), true);
    assert.equal(holds('starts_with', 'SVC-', 'svc-1', true), false);
    assert.equal(holds('matches', '^SVC', 'svc-1', true), false);
    assert.equal(holds('not_in', ['US'], 'us', true), true);
  });

  for (const operator of OPERATORS) {
    it(`${operator} matches a missing value ${operator === 'absent' ? 'always' : 'never'}`, () => {
      for (const exactly of [true, false]) {
        const compare = compileComparison(operator, OPERANDS[operator], exactly);
        for (const value of MISSING) {
          assert.equal(compare(toComparable(value)), operator === 'absent', JSON.stringify(value));
        }
      }
    });
  }

  it('are each the opposite of their not_ form for every value that is there, and both false for one that is not', () => {
    const value = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.array(fc.string()), fc.constant(null));
    fc.assert(
      fc.property(
        value,
        fc.string({ minLength: 1 }).filter((text) => text.trim() !== ''),
        (given, operand) => {
          const isThere = toComparable(given) !== null;
          assert.equal(holds('not_equals', operand, given), isThere && !holds('equals', operand, given));
          assert.equal(holds('not_in', [operand], given), isThere && !holds('in', [operand], given));
          assert.equal(holds('present', true, given), isThere);
          assert.equal(holds('absent', true, given), !isThere);
        },
      ),
    );
  });

  it('know a group by either id exactly and by its name without case', () => {
    const memberships = toMemberships([
      group('SaaS Admins', 'directory_group_1', '00gAb'),
      group('staff', 'g2'),
    ]);
    const memberOf = (operand: unknown): boolean =>
      compileComparison('member_of', operand, false)(memberships);
    assert.equal(memberOf('saas admins'), true);
    assert.equal(memberOf('directory_group_1'), true);
    assert.equal(memberOf('00gAb'), true);
    assert.equal(memberOf('00gab'), false);
    assert.equal(memberOf(['nobody', 'Staff']), true);
    assert.equal(memberOf(['nobody']), false);
    assert.equal(compileComparison('member_of', 'x', false)(toMemberships([])), false);
  });

  it('take a regular expression in linear time, and refuse what RE2 does not know', () => {
    assert.equal(holds('matches', '^(a+)+$', `${'a'.repeat(900)}b`), false);
    for (const expression of ['(?=a)', '(a)\\1', '(', '', 'x'.repeat(1_001), '(a{1000}){1000}']) {
      assert.throws(() => compileComparison('matches', expression, false), RollcallError, expression);
    }
  });

  it('refuse operators and operands that make no sense, rather than being false', () => {
    const senseless: [string, unknown][] = [
      ['equal', 'a'],
      ['notIn', ['a']],
      ['constructor', 'a'],
      ['__proto__', 'a'],
      ['equals', null],
      ['equals', ''],
      ['equals', {}],
      ['equals', ['a']],
      ['in', []],
      ['in', 'a'],
      ['in', [null]],
      ['not_in', []],
      ['starts_with', ''],
      ['contains', 5],
      ['greater_than', 'many'],
      ['less_than', true],
      ['present', false],
      ['absent', 'yes'],
      ['member_of', []],
      ['member_of', ''],
    ];
    for (const [operator, operand] of senseless) {
      assert.throws(
        () => compileComparison(operator, operand, false),
        (error) => error instanceof RollcallError && error.code === 'policy_invalid',
        `${operator} ${JSON.stringify(operand)}`,
      );
    }
  });
});
