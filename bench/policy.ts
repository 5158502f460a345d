/**
 * Decisions per second of policies with 10, 30 and 100 conditions, beside the limit: json-rules-engine evaluating the
 * same conditions and nothing else, an engine built once and run in series. All are measured in turns in one process,
 * and the median of the turns counts. `npm run bench:policy`
 */
import { Engine, type TopLevelCondition } from 'json-rules-engine';
import type { PersonFacts } from '../src/domain/decision.ts';
import type { Catalog } from '../src/generated/catalog.ts';
import type { PolicyDocument } from '../src/generated/policy.ts';
import { compilePolicy, type CompiledPolicy } from '../src/policy/compile.ts';
import { decide, decideAfresh } from '../src/policy/decide.ts';
import { mergeWithDefault } from '../src/policy/effective-policy.ts';

const SIZES = [10, 30, 100];
const TURNS = 5;
const MILLISECONDS_PER_TURN = 500;
const PEOPLE = 5_000;
const ATTRIBUTES = [
  'department',
  'title',
  'country',
  'employee_type',
  'locale',
  'division',
  'cost_center',
  'office',
];

const CATALOG: Catalog = {
  version: 'rollcall/v1',
  roles: [
    { key: 'owner', administers: true },
    { key: 'admin', administers: true },
    { key: 'member' },
    { key: 'viewer' },
  ],
  workspace_roles: [{ key: 'admin' }, { key: 'member' }],
  attributes: Object.fromEntries(ATTRIBUTES.map((name) => [name, { type: 'text' as const }])),
};

/** The attributes and operands of the two conditions of rule number `i`. */
function conditionsOf(i: number): { first: string; is: string; second: string; among: string[] } {
  const at = (offset: number): string => ATTRIBUTES[(i + offset) % ATTRIBUTES.length] ?? '';
  return {
    first: at(0),
    is: `value ${i % 12}`,
    second: at(3),
    among: [`value ${i % 7}`, `value ${i % 5}`, 'other'],
  };
}

/** Two conditions per rule, as people write them: is this, and among those. */
function policyWith(conditions: number): CompiledPolicy {
  const document: PolicyDocument = {
    version: 'rollcall/v1',
    tenant: 'bench',
    attributes: { map: Object.fromEntries(ATTRIBUTES.map((name) => [name, { from: `custom.${name}` }])) },
    groups: {
      default_role: 'viewer',
      map: Array.from({ length: 20 }, (_, i) => ({ id: `group-${i}`, role: i === 0 ? 'admin' : 'member' })),
    },
    rules: Array.from({ length: conditions / 2 }, (_, i) => {
      const { first, is, second, among } = conditionsOf(i);
      return {
        name: `Rule ${i}`,
        when: {
          all: [
            { attribute: first, equals: is },
            { attribute: second, in: among },
          ],
        },
        then: { add_workspaces: [{ key: `workspace-${i}`, role: 'member' }] },
      };
    }),
  };
  return compilePolicy(mergeWithDefault(document, { version: 'rollcall/v1' }), CATALOG, 1);
}

function bareEngineWith(conditions: number): Engine {
  const rules = Array.from({ length: conditions / 2 }, (_, i) => {
    const { first, is, second, among } = conditionsOf(i);
    const conditions: TopLevelCondition = {
      all: [
        { fact: first, operator: 'equal', value: is },
        { fact: second, operator: 'in', value: among },
      ],
    };
    return { conditions, event: { type: `workspace-${i}` } };
  });
  return new Engine(rules, { allowUndefinedFacts: true });
}

/** Person number `i`: nobody is like another, though departments and the like repeat. */
function personNumber(i: number): { facts: PersonFacts; custom: Record<string, string> } {
  const custom = Object.fromEntries(ATTRIBUTES.map((name, place) => [name, `value ${(i % 40) + place}`]));
  const userName = `person-${i}@bench.example`;
  const facts: PersonFacts = {
    source: 'workos',
    activeInDirectory: true,
    resource: { userName, displayName: `Person ${i}`, emails: [{ value: userName, primary: true }], custom },
    groups: [`group-${i % 20}`, `group-${(i * 7) % 20}`].map((id) => ({
      sourceId: id,
      externalId: null,
      name: id,
    })),
    manualRole: null,
    promotedRole: null,
    account: null,
  };
  return { facts, custom };
}

const people = Array.from({ length: PEOPLE }, (_, i) => personNumber(i));

/** Runs something for one person after another for a while; returns how often per second. */
async function rateOf(run: (person: (typeof people)[number]) => Promise<unknown>): Promise<number> {
  const start = performance.now();
  let done = 0;
  for (let elapsed = 0; elapsed < MILLISECONDS_PER_TURN; elapsed = performance.now() - start) {
    const person = people[done % PEOPLE];
    if (person) await run(person);
    done += 1;
  }
  return (done / (performance.now() - start)) * 1_000;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const columns = [
  'conditions',
  'cold /s',
  'memoized /s',
  'engine alone /s',
  'cold : engine',
  'memoized : engine',
];
const line = (cells: string[]): string =>
  cells.map((cell, i) => cell.padStart(columns[i]?.length ?? 0)).join('  ');

console.log(`Decisions per second, ${PEOPLE.toLocaleString('en')} different people, one after another.`);
console.log('The limit is json-rules-engine alone: the same conditions, no role, no workspaces, no trace.\n');
console.log(line(columns));
for (const size of SIZES) {
  const policy = policyWith(size);
  const engine = bareEngineWith(size);
  const rates: Record<'cold' | 'memoized' | 'engine', number[]> = { cold: [], memoized: [], engine: [] };
  for (let turn = 0; turn <= TURNS; turn++) {
    const cold = await rateOf(({ facts }) => decideAfresh(policy, facts));
    const memoized = await rateOf(({ facts }) => decide(policy, facts));
    const alone = await rateOf(({ custom }) => engine.run(custom));
    if (turn === 0) continue; // the first turn warms up
    rates.cold.push(cold);
    rates.memoized.push(memoized);
    rates.engine.push(alone);
  }
  const [cold, memoized, alone] = [median(rates.cold), median(rates.memoized), median(rates.engine)];
  const whole = (rate: number): string => Math.round(rate).toLocaleString('en');
  console.log(
    line([
      String(size),
      whole(cold),
      whole(memoized),
      whole(alone),
      (cold / alone).toFixed(2),
      (memoized / alone).toFixed(1),
    ]),
  );
}
