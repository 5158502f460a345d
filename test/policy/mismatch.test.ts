import assert from 'node:assert/strict';
import { reviewGroups, type SeenGroup } from '../../src/policy/group-mismatches.ts';
import { mismatchDiagnostics, type Mismatch } from '../../src/policy/mismatch.ts';
import { effective } from './policy-fixture.ts';

const group = (id: string, name: string | null, gone = false): SeenGroup => ({
  id,
  source_id: id,
  external_id: null,
  name,
  gone,
});

describe('what a policy and the directories have against each other', () => {
  it('stands at its line, and at the beginning of a file that has it from the default policy', () => {
    const mismatch = (at: string): Mismatch => ({
      code: 'group_emptied',
      at,
      subject: 'x',
      message: 'Nobody is in it.',
      hint: 'Look.',
    });
    const yaml = 'tenant: acme\ngroups:\n  map:\n    - { name: a }\n    - { name: b }\n';
    const found = mismatchDiagnostics(
      ['/groups/map/1/name', '/filters/include/0', '/groups/map/0/name'].map(mismatch),
      yaml,
      'acme.policy.yaml',
    );
    assert.deepEqual(
      found.map(({ line, column, message }) => `${line}:${column} ${message}`),
      ['1:1 Nobody is in it. The default policy says so.', '4:15 Nobody is in it.', '5:15 Nobody is in it.'],
    );
  });

  describe('by the groups', () => {
    const review = (match_by: 'id' | 'name', map: { id?: string; name?: string }[], groups: SeenGroup[]) => {
      const policy = effective({
        groups: { match_by, map: map.map((entry) => ({ ...entry, role: 'member' })) },
      });
      const reviewed = reviewGroups(policy.groups);
      // One page for each: what comes in which page does not matter.
      for (const each of groups) reviewed.see([each]);
      for (const each of groups) reviewed.suggest([each]);
      const members = new Map(groups.map(({ id }) => [id, id.startsWith('empty') ? 0 : 3]));
      return reviewed.judge(members).map(({ code, hint }) => `${code}: ${hint}`);
    };

    it('is nothing if one of several groups of a name is there and has people', () => {
      const groups = [group('old', 'Sales', true), group('empty-1', 'sales'), group('2', 'SALES ')];
      assert.deepEqual(review('name', [{ name: 'sales' }], groups), []);
      assert.deepEqual(review('name', [{ name: 'sales' }], groups.toReversed()), []);
    });

    it('is both where a group was renamed and emptied', () => {
      const found = review('id', [{ id: 'empty-1', name: 'Sales' }], [group('empty-1', 'Vertrieb')]);
      assert.deepEqual(
        found.map((each) => each.split(':')[0]),
        ['group_renamed', 'group_emptied'],
      );
    });

    it('is no renaming where the directory gives no name', () => {
      assert.deepEqual(review('id', [{ id: '1', name: 'Sales' }], [group('1', null)]), []);
    });

    it('suggests the nearest group of all pages, never one that is gone or that another entry maps', () => {
      const groups = [group('1', 'saas-admin', true), group('2', 'saas-admns'), group('3', 'saas_admns_2')];
      assert.deepEqual(review('name', [{ name: 'saas-admins' }], groups), [
        'group_never_seen: Did you mean "saas-admns"? No entry maps that group.',
      ]);
      assert.deepEqual(review('name', [{ name: 'saas-admins' }, { name: 'saas-admns' }], groups), [
        'group_never_seen: Did you mean "saas_admns_2"? No entry maps that group.',
      ]);
      assert.match(review('id', [{ id: 'x', name: 'saas-admns' }], groups)[0] ?? '', /has the id "2"/);
    });

    it('says the names of groups so that no terminal obeys them', () => {
      const [found] = review('name', [{ id: '1', name: 'a' }], [group('1', 'b\u001b[31m\u0000')]);
      assert.match(found ?? '', /\\u\{1b\}/);
    });
  });
});
