import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Engine, Rule } from 'json-rules-engine';
import type { Condition } from '../../src/generated/policy.ts';
import { RollcallError } from '../../src/domain/rollcall-error.ts';
import {
  compileConditions,
  type ConditionSet,
  type Known,
  type Subject,
} from '../../src/policy/conditions.ts';
import { toComparable } from '../../src/policy/operators.ts';

const VOCABULARY = {
  attributes: new Set(['department', 'country', 'role', 'email']),
  facts: new Set(['role', 'groups']),
};

function compile(...conditions: unknown[]): ConditionSet {
  return compileConditions(
    conditions.map((condition, i) => ({ at: `/rules/${i}/when`, condition: condition as Condition })),
    VOCABULARY,
  );
}

function known(values: Partial<Record<Subject, unknown>>): Known {
  return new Map(Object.entries(values).map(([subject, value]) => [subject as Subject, toComparable(value)]));
}

async function holds(condition: unknown, values: Partial<Record<Subject, unknown>>): Promise<boolean> {
  return (await compile(condition).evaluate([0], known(values))).has(0);
}

const inSales = { attribute: 'department', equals: 'Sales' };
const inUs = { attribute: 'country', equals: 'US' };

describe('conditions', () => {
  it('join comparisons by all, any and not, nested as deep as one likes', async () => {
    const sales = { 'attribute:department': 'Sales' };
    const salesUs = { ...sales, 'attribute:country': 'US' };
    assert.equal(await holds(inSales, sales), true);
    assert.equal(await holds({ all: [inSales, inUs] }, sales), false);
    assert.equal(await holds({ all: [inSales, inUs] }, salesUs), true);
    assert.equal(await holds({ any: [inSales, inUs] }, { 'attribute:country': 'US' }), true);
    assert.equal(await holds({ any: [inSales, inUs] }, {}), false);
    assert.equal(await holds({ not: inSales }, sales), false);
    assert.equal(await holds({ not: { all: [inSales, { not: { any: [inUs] } }] } }, salesUs), true);
    assert.equal(await holds({ all: [{ any: [{ all: [inUs] }] }, inSales] }, salesUs), true);
  });

  it('negate by not, so that a missing value makes it true, where not_equals stays false', async () => {
    assert.equal(await holds({ not: inSales }, {}), true);
    assert.equal(await holds({ attribute: 'department', not_equals: 'Sales' }, {}), false);
  });

  it('tell an attribute from a fact of the same name', async () => {
    const values = { 'attribute:role': 'admin', 'fact:role': 'member' };
    assert.equal(await holds({ attribute: 'role', equals: 'admin' }, values), true);
    assert.equal(await holds({ fact: 'role', equals: 'admin' }, values), false);
  });

  it('evaluate only those that are asked for, and say which subjects each one names', async () => {
    const set = compile(inSales, inUs, { any: [inSales, inUs] });
    const values = known({ 'attribute:department': 'Sales' });
    assert.deepEqual([...(await set.evaluate([2, 1], values))], [2]);
    assert.deepEqual([...(await set.evaluate([], values))], []);
    assert.deepEqual(
      set.subjectsOf.map((subjects) => [...subjects]),
      [['attribute:department'], ['attribute:country'], ['attribute:department', 'attribute:country']],
    );
    assert.equal(set.leaves.length, 2);
  });
});

describe('json-rules-engine, safely', () => {
  it('hazard: a shared engine loses results of overlapping runs; ours does not', async () => {
    const conditions = Array.from({ length: 10 }, (_, i) => ({ attribute: 'department', equals: `d${i}` }));
    const set = compile(...conditions);
    const runs = Array.from({ length: 500 }, async (_, i) => {
      const held = await set.evaluate(
        conditions.map((_, place) => place),
        known({ 'attribute:department': `d${i % 10}` }),
      );
      assert.deepEqual([...held], [i % 10]);
    });
    await Promise.all(runs);
  });

  it('hazard: results come in the order of completion; ours in the order asked for', async () => {
    const slow = { all: [{ any: [{ all: [{ any: [inSales] }] }] }] };
    const set = compile(slow, inSales, slow, inSales);
    const held = await set.evaluate([0, 1, 2, 3], known({ 'attribute:department': 'Sales' }));
    assert.deepEqual([...held], [0, 1, 2, 3]);
  });

  it('hazard: notEqual and notIn are true of a missing attribute in the engine; never in ours', async () => {
    const rule = new Rule({
      conditions: { all: [{ fact: 'country', operator: 'notIn', value: ['US'] }] },
      event: { type: 'let in' },
    });
    const bare = await new Engine([rule], { allowUndefinedFacts: true }).run({});
    assert.equal(bare.events.length, 1, 'the engine alone lets in whoever has no country');
    assert.equal(await holds({ attribute: 'country', not_in: ['US'] }, {}), false);
    assert.equal(await holds({ attribute: 'country', not_equals: 'US' }, {}), false);
  });

  it('hazard: an unknown operator fails only when it is reached; ours fails when compiling', () => {
    assert.throws(
      () => compile({ any: [inSales, { attribute: 'country', equal: 'US' }] }),
      /no operator equal.*\/rules\/0\/when\/any\/1/s,
    );
  });

  it('hazard: a misspelt fact is silently undefined; ours is refused when compiling', () => {
    assert.throws(() => compile({ attribute: 'departement', equals: 'x' }), /no attribute departement/);
    assert.throws(() => compile({ fact: 'roles', equals: 'x' }), /no fact roles/);
    assert.throws(() => compile({ attribute: '__proto__', equals: 'x' }), /no attribute __proto__/);
  });

  it('hazard: empty all and any match everybody; ours are refused', () => {
    for (const empty of [{ all: [] }, { any: [] }, { all: [inSales, { any: [] }] }, { not: { all: [] } }]) {
      assert.throws(() => compile(empty), /needs at least one condition/);
    }
  });

  it('hazard: a value that looks like a reference to a fact stays a value', async () => {
    await assert.rejects(
      async () => holds({ attribute: 'department', equals: { fact: 'country' } }, {}),
      RollcallError,
    );
    const values = { 'attribute:department': 'fact', 'attribute:country': 'fact' };
    assert.equal(await holds({ attribute: 'department', in: ['fact', 'attribute:country'] }, values), true);
  });

  it('hazard: named conditions of the engine cannot be reached', () => {
    assert.throws(() => compile({ condition: 'somebody elses' }), RollcallError);
    assert.throws(() => compile({ all: [{ condition: 'somebody elses' }] }), RollcallError);
  });

  it('hazard: filters named like events of the engine (error, success) are only names', async () => {
    const set = compile(
      { name: 'error', ...inSales },
      { name: 'success', ...inSales },
      { name: 'error', ...inSales },
    );
    assert.deepEqual(
      [...(await set.evaluate([0, 1, 2], known({ 'attribute:department': 'Sales' })))],
      [0, 1, 2],
    );
  });

  it('hazard: the engine prints its facts if DEBUG asks for it; ours show nothing of a person', async () => {
    const script = `
      import { compileConditions } from './src/policy/conditions.ts';
      import { toComparable } from './src/policy/operators.ts';
      const condition = { any: [{ attribute: 'email', starts_with: 'x' }, { attribute: 'email', present: true }] };
      const set = compileConditions([{ at: '', condition }], { attributes: new Set(['email']), facts: new Set() });
      const held = await set.evaluate([0], new Map([['attribute:email', toComparable('secret@acme.example')]]));
      console.log('held', held.size);`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module-typescript', '-e', script],
      {
        cwd: join(import.meta.dirname, '..', '..'),
        env: { ...process.env, DEBUG: 'json-rules-engine' },
      },
    );
    assert.match(stdout, /condition::evaluate/);
    assert.match(stdout, /held 1/);
    assert.doesNotMatch(stdout, /secret/);
  });

  it('hazard: a priority or path smuggled into a condition is refused', () => {
    assert.throws(() => compile({ ...inSales, priority: 10 }), /exactly one operator/);
    assert.throws(() => compile({ ...inSales, path: '$.x' }), /exactly one operator/);
  });

  it('hazard: conditions nested beyond any reason are refused, not a stack overflow', () => {
    let deep: unknown = inSales;
    for (let i = 0; i < 100_000; i++) deep = { not: deep };
    assert.throws(() => compile(deep), /at most 16 deep/);
  });

  it('refuses two branches, two operators, two subjects and none', () => {
    for (const wrong of [
      { all: [inSales], any: [inUs] },
      { attribute: 'country', equals: 'US', in: ['US'] },
      { attribute: 'country', fact: 'role', equals: 'US' },
      { equals: 'US' },
      { attribute: 'country' },
      {},
      { attribute: 'country', member_of: 'x' },
      { not: {} },
    ]) {
      assert.throws(() => compile(wrong), RollcallError, JSON.stringify(wrong));
    }
  });
});
