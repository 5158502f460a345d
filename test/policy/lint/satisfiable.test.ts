import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Condition } from '../../../src/generated/policy.ts';
import { compileConditions, type Known, type Subject } from '../../../src/policy/conditions.ts';
import { findContradiction, rolesThatMatch } from '../../../src/policy/lint/satisfiable.ts';
import { policyWords } from '../../../src/policy/lint/policy-words.ts';
import { toComparable } from '../../../src/policy/operators.ts';
import { readYaml } from '../../../src/policy/read-yaml.ts';
import type { SourceNode } from '../../../src/policy/source-node.ts';
import { CATALOG } from '../policy-fixture.ts';

const DOCUMENT = {
  version: 'rollcall/v1' as const,
  attributes: {
    map: {
      title: { from: 'title' },
      country: { from: 'x' },
      employee_type: { from: 'userType' },
      level: { from: 'custom.level' },
    },
  },
};

function nodeOf(value: unknown): SourceNode {
  const { root, findings } = readYaml(JSON.stringify(value));
  assert(root);
  assert.deepEqual(findings, []);
  return root;
}

const words = policyWords(nodeOf({}), CATALOG, DOCUMENT);

function contradiction(condition: Condition): string | null {
  return findContradiction(nodeOf(condition), 'rules', words, new Set())?.says ?? null;
}

const text = fc.constantFrom('US', 'us', 'DE', 'D', 'USA');
const country = fc.oneof(
  fc.tuple(fc.constantFrom('equals', 'not_equals', 'starts_with', 'ends_with', 'contains'), text),
  fc.tuple(fc.constantFrom('in', 'not_in'), fc.array(text, { minLength: 1, maxLength: 3 })),
  fc.tuple(fc.constantFrom('present', 'absent'), fc.constant(true)),
);
const leaf = fc.oneof(
  fc
    .tuple(country, fc.boolean())
    .map(([[operator, operand], exactly]) => ({ attribute: 'country', [operator]: operand, exactly })),
  fc
    .tuple(fc.constantFrom('equals', 'not_equals'), fc.constantFrom('employee', 'contractor'))
    .map(([operator, operand]) => ({ attribute: 'employee_type', [operator]: operand })),
  fc
    .tuple(fc.constantFrom('greater_than', 'less_than'), fc.integer({ min: 0, max: 3 }))
    .map(([operator, operand]) => ({ attribute: 'level', [operator]: operand })),
  fc
    .tuple(fc.constantFrom('equals', 'not_equals'), fc.constantFrom('owner', 'admin', 'member', 'viewer'))
    .map(([operator, operand]) => ({ fact: 'role', [operator]: operand })),
);
const { condition } = fc.letrec<{ condition: Condition }>((tie) => {
  const several = fc.array(tie('condition'), { minLength: 1, maxLength: 3 });
  return {
    condition: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf as fc.Arbitrary<Condition>,
      several.map((all) => ({ all })),
      several.map((any) => ({ any })),
      tie('condition').map((not) => ({ not })),
    ),
  };
});

/** Every combination of values that the conditions above can tell apart. */
const PEOPLE: Known[] = [null, 'US', 'us', 'DE', 'D', 'USA', 'DUS', 'FR'].flatMap((inCountry) =>
  [null, 'employee', 'contractor'].flatMap((type) =>
    [null, 0.5, 1.5, 2.5, 4].flatMap((level) =>
      [null, 'owner', 'admin', 'member', 'viewer'].map(
        (role) =>
          new Map<Subject, ReturnType<typeof toComparable>>([
            ['attribute:country', toComparable(inCountry)],
            ['attribute:employee_type', toComparable(type)],
            ['attribute:level', toComparable(level)],
            ['fact:role', toComparable(role)],
          ]),
      ),
    ),
  ),
);

async function whoMatches(tested: Condition): Promise<Known[]> {
  const set = compileConditions([{ at: '', condition: tested }], {
    attributes: new Set(['country', 'employee_type', 'level']),
    facts: new Set(['role']),
  });
  const results = await Promise.all(PEOPLE.map((known) => set.evaluate([0], known)));
  return PEOPLE.filter((_, index) => results[index]?.has(0));
}

describe('contradictions in conditions', () => {
  it('are only claimed where nobody at all matches', async () => {
    let claimed = 0;
    await fc.assert(
      fc.asyncProperty(condition, async (tested) => {
        if (contradiction(tested) === null) return;
        claimed += 1;
        assert.deepEqual(await whoMatches(tested), []);
      }),
      { numRuns: 1_000 },
    );
    assert(claimed > 10, `The property said nothing: only ${claimed} conditions were contradictory.`);
  });

  it('know which roles someone who matches can have', async () => {
    await fc.assert(
      fc.asyncProperty(condition, async (tested) => {
        const roles = rolesThatMatch(nodeOf(tested), ['owner', 'admin', 'member', 'viewer']);
        if (roles === null) return;
        for (const known of await whoMatches(tested)) {
          const role = known.get('fact:role')?.entries[0]?.text;
          assert(role === undefined || roles.includes(role));
        }
      }),
      { numRuns: 25 },
    );
  });

  const cases: [string, Condition, string | null][] = [
    [
      'two values at once',
      {
        all: [
          { attribute: 'country', equals: 'US' },
          { attribute: 'country', equals: 'DE' },
        ],
      },
      'country equals "US" and country equals "DE" at once',
    ],
    [
      'the same value in another case',
      {
        all: [
          { attribute: 'country', equals: 'US' },
          { attribute: 'country', in: ['us', 'DE'] },
        ],
      },
      null,
    ],
    [
      'the same value in another case, exactly',
      {
        all: [
          { attribute: 'country', equals: 'US', exactly: true },
          { attribute: 'country', equals: 'us', exactly: true },
        ],
      },
      'country equals "US" and country equals "us" at once',
    ],
    [
      'neither of the only two values, with the value perhaps missing under not',
      {
        all: [
          { not: { attribute: 'employee_type', equals: 'employee' } },
          { not: { attribute: 'employee_type', equals: 'contractor' } },
        ],
      },
      null,
    ],
    [
      'neither of the only two values, with a value',
      {
        all: [
          { attribute: 'employee_type', not_equals: 'employee' },
          { attribute: 'employee_type', not_equals: 'contractor' },
        ],
      },
      'employee_type not_equals "employee" and employee_type not_equals "contractor" at once',
    ],
    [
      'bounds that cross',
      {
        all: [
          { attribute: 'level', greater_than: 5 },
          { attribute: 'level', less_than: 5 },
        ],
      },
      'level greater_than 5 and level less_than 5 at once',
    ],
    [
      'one beginning inside another',
      {
        all: [
          { attribute: 'title', starts_with: 'Chief' },
          { attribute: 'title', starts_with: 'Chief of' },
          { attribute: 'title', ends_with: 'f' },
          { attribute: 'title', ends_with: 'Staff' },
        ],
      },
      null,
    ],
    [
      'two ends',
      {
        all: [
          { attribute: 'title', ends_with: 'Staff' },
          { attribute: 'title', ends_with: 'Sales' },
        ],
      },
      'title ends_with "Staff" and title ends_with "Sales" at once',
    ],
    [
      'one alternative that works',
      {
        any: [
          {
            all: [
              { attribute: 'country', present: true },
              { attribute: 'country', absent: true },
            ],
          },
          { attribute: 'country', equals: 'US' },
        ],
      },
      null,
    ],
    [
      'a fact that is always true in rules',
      { fact: 'in_scope', equals: false },
      'in_scope equals false (in_scope is true here)',
    ],
  ];
  for (const [name, tested, expected] of cases) {
    it(`are told from what is possible: ${name}`, () => assert.equal(contradiction(tested), expected));
  }
});
