import assert from 'node:assert/strict';
import fc from 'fast-check';
import type {
  Attribute,
  Attributes,
  ResourceType,
  Schema,
} from '../../../../src/sources/scim/protocol/attribute.ts';
import { evaluateFilter } from '../../../../src/sources/scim/protocol/evaluate-filter.ts';
import { presentResource } from '../../../../src/sources/scim/protocol/present.ts';
import { readProjection } from '../../../../src/sources/scim/protocol/projection.ts';
import { resolveFilter } from '../../../../src/sources/scim/protocol/resolve-filter.ts';
import { listResources } from '../../../../src/sources/scim/query/list-resources.ts';
import { createTestClock } from '../../../support/test-clock.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/test-database.ts';
import { printFilter } from '../protocol/print-filter.ts';
import { randomFilter, randomResource } from './random-resources.ts';
import { storeDirectory, type Stored, type StoredDirectory } from './stored-directory.ts';

const seed = Math.floor(Math.random() * 2 ** 31);
const resourcesOfEachType = 40;
const filtersOfEachType = 250;

const plain: Attribute = {
  ...{
    name: 'plain',
    type: 'string',
    multiValued: false,
    description: '',
    required: false,
    caseExact: false,
  },
  ...{
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    canonicalValues: [],
    referenceTypes: [],
  },
  subAttributes: [],
};

/** What no type of our own has: decimals, several times, and several values within a value. */
const customSchema: Schema = {
  id: 'urn:example:params:scim:schemas:badge:2.0:User',
  name: 'Badge',
  description: 'An extension of a customer',
  attributes: [
    { ...plain, name: 'price', type: 'decimal' },
    { ...plain, name: 'seen', type: 'dateTime', multiValued: true },
    { ...plain, name: 'codes', type: 'binary', caseExact: true, multiValued: true },
    { ...plain, name: 'its-own_1', caseExact: true },
    {
      ...plain,
      name: 'badges',
      type: 'complex',
      multiValued: true,
      subAttributes: [
        { ...plain, name: 'doors', multiValued: true },
        { ...plain, name: 'level', type: 'integer' },
        { ...plain, name: 'value', caseExact: true },
      ],
    },
  ],
};

describe('a filter', () => {
  let test: TestDatabase;
  let directory: StoredDirectory;
  /** All that is listed without a filter, as filters see it. */
  const listed = new Map<ResourceType, { id: string; value: Attributes }[]>();

  before(async () => {
    test = await createTestDatabase();
    directory = await storeDirectory(test.database, {
      custom: [{ resourceType: 'User', schema: customSchema }],
    });
    await fill(directory);
    for (const type of directory.caller.registry.types) {
      const { items } = await list(type, null);
      const projection = readProjection(type, undefined, undefined);
      listed.set(
        type,
        items.map(({ record }) => ({
          id: record.id,
          value: { ...record.attributes, ...presentResource(directory.caller, type, record, projection) },
        })),
      );
      assert.ok(items.length > resourcesOfEachType / 2);
    }
  });
  after(() => test.drop());

  function list(type: ResourceType, filter: string | null) {
    return listResources({ database: test.database, clock: createTestClock() }, directory.caller, [type], {
      ...{ filter, sortBy: null, sortOrder: 'ascending', startIndex: null, count: 1_000, cursor: null },
      want: () => ({ groups: true, members: true }),
    });
  }

  for (const name of ['User', 'Group', 'TestResource']) {
    it(`selects in the database the ${name}s that it holds for in memory`, async () => {
      const type = directory.caller.registry.types.find((each) => each.name === name);
      assert.ok(type);
      const all = listed.get(type) ?? [];
      const ids = [...listed.values()].flatMap((each) => each.map(({ id }) => id));
      const tally = { some: 0, none: 0, all: 0 };
      await fc.assert(
        fc.asyncProperty(randomFilter(type, ids), async (written) => {
          const text = printFilter(written);
          const filter = resolveFilter(type, written);
          const inMemory = all.filter(({ value }) => evaluateFilter(filter, value)).map(({ id }) => id);
          const page = await list(type, text);
          assert.deepEqual(
            page.items.map(({ record }) => record.id),
            inMemory,
            text,
          );
          assert.equal(page.totalResults, inMemory.length);
          tally[inMemory.length === 0 ? 'none' : inMemory.length === all.length ? 'all' : 'some'] += 1;
        }),
        { numRuns: filtersOfEachType, seed },
      );
      // Otherwise this would say little.
      assert.ok(tally.some > 12, JSON.stringify({ seed, ...tally }));
    });
  }

  async function fill({ caller, ...stored }: StoredDirectory): Promise<void> {
    const random = { numRuns: resourcesOfEachType, seed };
    const [users, groups] = [new Array<Stored>(), new Array<Stored>()];
    for (const type of caller.registry.types) {
      for (const [n, attributes] of fc.sample(randomResource(type), random).entries()) {
        const at = new Date(Date.UTC(2026, 0, 10, 8, 0, 0, n % 5));
        if (type.name === 'User') {
          const person = await stored.addUser(attributes, { at, gone: n % 9 === 0 });
          if (n % 6 === 0) await stored.hold(person);
          users.push(person);
        } else if (type.name === 'Group') {
          groups.push(await stored.addGroup(attributes, { at, gone: n % 9 === 0 }));
        } else {
          await stored.addOther(type.name, attributes, { at });
        }
      }
    }
    for (const [n, group] of groups.entries()) {
      for (const [m, person] of users.entries()) {
        if ((n * 7 + m * 3) % 11 < 2) await stored.join(person, group, { present: (n + m) % 5 !== 0 });
      }
      if (n % 8 === 3) await stored.join(groups[n - 1]?.id ?? '', group);
      if (n % 8 === 5) await stored.join(`nobody-${n}`, group);
    }
  }
});
