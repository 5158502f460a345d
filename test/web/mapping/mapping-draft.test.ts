import assert from 'node:assert/strict';
import type { Group } from '../../../src/generated/api.ts';
import { fromKept, NOTHING_UNSAVED, toKept } from '../../../src/web/mapping/unsaved.ts';
import {
  draftOf,
  editsOf,
  formerName,
  givenBy,
  isEmptied,
  rebased,
  withDraft,
} from '../../../src/web/mapping/mapping-draft.ts';

const group = (given: Partial<Group> = {}): Group => ({
  id: 'g1',
  directory_id: 'd1',
  source_id: 's1',
  external_id: null,
  name: 'Sales',
  member_count: 3,
  unmapped: false,
  mapping: { id: null, name: 'Sales', role: 'member', workspaces: [{ key: 'crm', role: 'member' }], line: 4 },
  ...given,
});

describe('unsaved changes of a mapping', () => {
  it('are none where they come to what is in force', () => {
    const sales = group();
    const changed = withDraft(new Map(), sales, { role: 'admin', workspaces: [] });
    assert.deepEqual(editsOf(changed), [{ group_id: 'g1', role: 'admin', workspaces: [] }]);
    assert.equal(withDraft(changed, sales, givenBy(sales)).size, 0);
  });

  it('are kept over what others have put in force, and go where those did the same', () => {
    const drafts = withDraft(new Map(), group(), { role: 'admin', workspaces: [] });
    const mapping = { id: null, name: 'Sales', role: 'viewer', workspaces: [], line: 4 };
    const kept = rebased(drafts, [group({ mapping })]);
    assert.equal(kept.get('g1')?.given.role, 'admin');
    assert.equal(kept.get('g1')?.group.mapping?.role, 'viewer');
    assert.equal(rebased(drafts, [group({ mapping: { ...mapping, role: 'admin' } })]).size, 0);
    assert.equal(rebased(drafts, []), drafts);
  });

  it('are those of every group that one entry is about', () => {
    const [sales, other] = [group(), group({ id: 'g2', name: ' SALES ' })];
    const drafts = withDraft(new Map(), sales, { role: 'admin', workspaces: [] });
    assert.equal(draftOf(drafts, other, 'name')?.given.role, 'admin');
    assert.equal(draftOf(drafts, other, 'id'), null);
    const mapping = { id: 'x', name: null, role: 'member', workspaces: [], line: 4 };
    const mapped = withDraft(new Map(), group({ mapping }), { role: 'admin', workspaces: [] });
    assert.equal(draftOf(mapped, group({ id: 'g2', name: 'Else', mapping }), 'id')?.group.id, 'g1');
  });

  it('are read from what a browser kept, as far as it can be read', () => {
    const unsaved = {
      ...NOTHING_UNSAVED,
      drafts: withDraft(new Map(), group(), { role: 'admin', workspaces: [] }),
      removed: [{ id: null, name: 'Old team' }],
    };
    const kept = JSON.parse(JSON.stringify(toKept(unsaved))) as unknown;
    assert.deepEqual(fromKept(kept), { ...unsaved, isRestored: true });
    for (const broken of [null, 7, { drafts: [null, {}, { group: { id: 1 } }], removed: [{ id: 4 }] }])
      assert.deepEqual(fromKept(broken), NOTHING_UNSAVED);
  });
});

describe('a group', () => {
  const named = (name: string | null, label: string | null) =>
    formerName(group({ name, mapping: { id: null, name: label, role: null, workspaces: [], line: 1 } }));

  it('was renamed where the policy calls it something else, and not where it only cannot write it', () => {
    assert.equal(named('Sales EU', 'Sales'), 'Sales');
    assert.equal(named('Sales', 'sales'), null);
    assert.equal(named('Sales\u202e', 'Sales'), null);
    assert.equal(named('x'.repeat(10_000), 'x'.repeat(200)), null);
    assert.equal(named(null, 'Sales'), null);
    assert.equal(named('Sales', null), null);
  });

  it('is emptied only where it gives something', () => {
    assert.equal(isEmptied(group({ member_count: 0 })), true);
    assert.equal(isEmptied(group({ member_count: 0, mapping: null })), false);
    assert.equal(isEmptied(group()), false);
  });
});
