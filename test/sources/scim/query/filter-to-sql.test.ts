import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { WrittenFilter } from '../../../../src/sources/scim/protocol/filter-tree.ts';
import { parseFilter } from '../../../../src/sources/scim/protocol/parse-filter.ts';
import { groupType, userType } from '../../../../src/sources/scim/protocol/registry.ts';
import { resolveFilter } from '../../../../src/sources/scim/protocol/resolve-filter.ts';
import { testResourceType } from '../../../../src/sources/scim/protocol/schemas/test-resource.ts';
import { filterToSql } from '../../../../src/sources/scim/query/filter-to-sql.ts';
import { tableOf } from '../../../../src/sources/scim/query/resource-table.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/test-database.ts';
import { isRefusal, openLister } from './lister.ts';
import { randomFilter } from './random-resources.ts';

const types = [userType, groupType, testResourceType];

function textOf(type: (typeof types)[number], written: WrittenFilter): string {
  const table = tableOf('directory', type);
  return filterToSql({ type, table, baseUrl: 'base' }, resolveFilter(type, written)).condition.text;
}

describe('a filter in SQL', () => {
  it('has nothing of what was written in its text', () => {
    for (const type of types) {
      fc.assert(
        fc.property(randomFilter(type, ['some id']), (written) => {
          assert.equal(textOf(type, written), textOf(type, withOtherTexts(written)));
        }),
        { numRuns: 300 },
      );
    }
  });

  it('has as many values as places for them', () => {
    for (const type of types) {
      fc.assert(
        fc.property(randomFilter(type, ['some id']), (written) => {
          const table = tableOf('directory', type);
          const { condition } = filterToSql({ type, table, baseUrl: 'base' }, resolveFilter(type, written));
          const { text, values } = condition;
          assert.equal(text.split('?').length - 1, values.length);
        }),
        { numRuns: 300 },
      );
    }
  });

  it('grows with the filter, and not faster', () => {
    const of = (terms: number) =>
      textOf(
        userType,
        parseFilter(Array(terms).fill('not (emails[type eq "x" and value co "y"])').join(' or ')),
      ).length;
    assert.ok(of(100) < 2.1 * of(50));
  });

  describe('on the database', () => {
    let test: TestDatabase;
    before(async () => {
      test = await createTestDatabase();
    });
    after(() => test.drop());

    it('compares the version by eq and ne only', async () => {
      const { directory, list, names } = await openLister(test.database);
      const at = new Date('2026-01-10T08:00:00.123Z');
      await directory.addUser({ userName: 'a' }, { at });
      await directory.addUser({ userName: 'b' });
      const version = `W/\\"${at.getTime().toString(36)}\\"`;
      assert.deepEqual(await names('User', { filter: `meta.version eq "${version}"` }), ['a']);
      assert.deepEqual(await names('User', { filter: `meta.version ne "${version}"` }), ['b']);
      for (const other of [
        '',
        'x',
        'W/\\"\\"',
        version.toUpperCase(),
        `W/\\"0${at.getTime().toString(36)}\\"`,
      ]) {
        assert.deepEqual(await names('User', { filter: `meta.version eq "${other}"` }), [], other);
      }
      await assert.rejects(list('User', { filter: 'meta.version gt "x"' }), isRefusal('invalidFilter'));
    });

    it('takes whatever is compared with as no more than that', async () => {
      const { directory, names } = await openLister(test.database);
      const odd = [
        `'; drop table directory_users; --`,
        '$1',
        '?',
        '\\?',
        '%',
        '{"a":1}',
        '\u0001',
        '\ud7ff',
        '{}',
        '[]',
      ];
      for (const title of odd) await directory.addUser({ userName: 'u', title, emails: [{ value: title }] });
      await directory.addUser({ userName: 'plain', title: 'plain' });
      for (const title of odd) {
        const value = JSON.stringify(title);
        for (const filter of [
          `title eq ${value}`,
          `emails[value eq ${value}]`,
          `emails.value sw ${value} and title ew ${value}`,
        ]) {
          assert.deepEqual(await names('User', { filter }), ['u'], filter);
        }
      }
    });

    it('is answered also where it is as long and as deep as a filter may be', async () => {
      const { directory, names } = await openLister(test.database);
      await directory.addUser({ userName: 'u', emails: [{ value: 'a@x', type: 'work' }] });
      const many = Array(100).fill('emails[type eq "work" and not (value eq "b")]').join(' and ');
      const deep = `${'not ('.repeat(48)}userName eq "u"${')'.repeat(48)}`;
      for (const filter of [many, deep]) assert.deepEqual(await names('User', { filter }), ['u']);
    });
  });
});

/** The same filter with other texts in it, where any text would do. */
function withOtherTexts(written: WrittenFilter): WrittenFilter {
  switch (written.kind) {
    case 'and':
    case 'or':
      return { ...written, parts: written.parts.map(withOtherTexts) };
    case 'not':
      return { ...written, part: withOtherTexts(written.part) };
    case 'values':
      return { ...written, filter: withOtherTexts(written.filter) };
    case 'present':
      return written;
    case 'compare': {
      const isFree = typeof written.value === 'string' && Number.isNaN(Date.parse(written.value));
      return isFree ? { ...written, value: `'); ${String(written.value)} ? $1 --` } : written;
    }
  }
}
