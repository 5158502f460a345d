import assert from 'node:assert/strict';
import { applyPatch } from '../../../../src/sources/scim/protocol/apply-patch.ts';
import type { Attributes, ResourceType } from '../../../../src/sources/scim/protocol/attribute.ts';
import { userType } from '../../../../src/sources/scim/protocol/registry.ts';
import { defineAttribute } from '../../../../src/sources/scim/protocol/schemas/define-attribute.ts';
import { testResourceType } from '../../../../src/sources/scim/protocol/schemas/test-resource.ts';
import { frozen, lenient, patched, refusalOf, strict } from './patching.ts';

const work = { value: 'ada@acme.com', type: 'work', primary: true };
const home = { value: 'ada@home.org', type: 'home' };
const ada: Attributes = { userName: 'ada', emails: [work, home] };

function emailsAfter(...operations: unknown[]): unknown {
  return patched(userType, ada, operations)['emails'];
}

function refusal(operation: unknown): string {
  return refusalOf(() => patched(userType, ada, [operation]));
}

describe('adding to an attribute of several values', () => {
  it('appends what is not there yet', () => {
    const other = { value: 'countess@acme.com', type: 'other' };
    assert.deepEqual(emailsAfter({ op: 'add', path: 'emails', value: [other] }), [work, home, other]);
    assert.deepEqual(emailsAfter({ op: 'add', path: 'emails', value: other }), [work, home, other]);
    assert.deepEqual(emailsAfter({ op: 'add', value: { emails: [other] } }), [work, home, other]);
  });

  it('adds nothing twice, whatever the case of what is compared without case', () => {
    const current = frozen(ada);
    const add = { op: 'add' as const, path: 'emails', value: [home, work] };
    assert.equal(applyPatch(userType, current, [add, add], strict), current);
    const upper = { value: 'ADA@HOME.ORG', type: 'Home' };
    assert.deepEqual(emailsAfter({ op: 'add', path: 'emails', value: [upper] }), [work, upper]);
    const strings = { identifier: 'a', multiStrings: ['one', 'two'] };
    const again = [{ op: 'add', path: 'multiStrings', value: ['TWO', 'three', 'three'] }];
    assert.deepEqual(patched(testResourceType, strings, again)['multiStrings'], ['one', 'two', 'three']);
  });

  it('joins what has the same type and value', () => {
    const shown = { ...home, display: 'Ada at home' };
    assert.deepEqual(emailsAfter({ op: 'add', path: 'emails', value: [shown] }), [work, shown]);
  });

  it('adds an address like another one only where it differs', () => {
    const address = { type: 'work', country: 'GB', locality: 'London' };
    const current = frozen({ userName: 'ada', addresses: [address] });
    const same = { op: 'add' as const, path: 'addresses', value: [{ ...address }] };
    assert.equal(applyPatch(userType, current, [same], strict), current);
    const moved = { ...address, locality: 'Bath' };
    const after = patched(userType, current, [{ op: 'add', path: 'addresses', value: moved }]);
    assert.deepEqual(after['addresses'], [address, moved]);
  });

  it('makes a former primary value an ordinary one', () => {
    const other = { value: 'countess@acme.com', primary: true };
    assert.deepEqual(emailsAfter({ op: 'add', path: 'emails', value: [other] }), [
      { ...work, primary: false },
      home,
      other,
    ]);
    assert.deepEqual(emailsAfter({ op: 'add', path: 'emails', value: [{ ...home, primary: true }] }), [
      { ...work, primary: false },
      { ...home, primary: true },
    ]);
  });

  it('keeps one of two values that only being primary told apart', () => {
    const current = {
      userName: 'ada',
      emails: [
        { type: 'x', primary: true },
        { type: 'x', primary: false },
      ],
    };
    const add = { op: 'add', path: 'emails', value: [{ value: 'a@x.org', primary: true }] };
    assert.deepEqual(patched(userType, current, [add])['emails'], [
      { type: 'x', primary: false },
      { value: 'a@x.org', primary: true },
    ]);
  });

  it('refuses two primary values, and more values than anyone has', () => {
    const two = [
      { value: 'a@x.org', primary: true },
      { value: 'b@x.org', primary: true },
    ];
    assert.equal(refusal({ op: 'add', path: 'emails', value: two }), 'invalidValue');
    assert.equal(refusal({ op: 'replace', path: 'emails.primary', value: true }), 'invalidValue');
    const many = Array.from({ length: 999 }, (_, index) => ({ value: `${index}@x.org` }));
    assert.equal(refusal({ op: 'add', path: 'emails', value: many }), 'invalidValue');
  });

  it('adds nothing with an empty list', () => {
    assert.deepEqual(emailsAfter({ op: 'add', path: 'emails', value: [] }), [work, home]);
  });
});

describe('replacing an attribute of several values', () => {
  it('replaces all of them', () => {
    const other = { value: 'countess@acme.com' };
    assert.deepEqual(emailsAfter({ op: 'replace', path: 'emails', value: [other] }), [other]);
    assert.deepEqual(emailsAfter({ op: 'replace', value: { emails: [other] } }), [other]);
  });

  it('leaves it unassigned with an empty list', () => {
    for (const value of [[], null, [{}]]) {
      assert.equal(emailsAfter({ op: 'replace', path: 'emails', value }), undefined);
    }
  });

  it('writes a sub-attribute of each where no filter says of which', () => {
    assert.deepEqual(emailsAfter({ op: 'replace', path: 'emails.display', value: 'Ada' }), [
      { ...work, display: 'Ada' },
      { ...home, display: 'Ada' },
    ]);
    const after = patched(userType, { userName: 'ada' }, [
      { op: 'replace', path: 'emails.value', value: 'ada@acme.com' },
    ]);
    assert.deepEqual(after['emails'], [{ value: 'ada@acme.com' }]);
  });
});

describe('removing from an attribute of several values', () => {
  it('removes all of them, or those that a filter selects', () => {
    assert.equal(emailsAfter({ op: 'remove', path: 'emails' }), undefined);
    assert.deepEqual(emailsAfter({ op: 'remove', path: 'emails[type eq "WORK"]' }), [home]);
    assert.deepEqual(emailsAfter({ op: 'remove', path: 'emails[not (primary eq true)]' }), [work]);
    assert.equal(emailsAfter({ op: 'remove', path: 'emails[value pr]' }), undefined);
  });

  it('changes nothing where a filter selects none: RFC 7644 has no error for it', () => {
    assert.deepEqual(emailsAfter({ op: 'remove', path: 'emails[type eq "other"]' }), [work, home]);
  });

  it('removes only what a value lists, by as much of it as is listed', () => {
    const remove = (value: unknown): unknown => emailsAfter({ op: 'remove', path: 'emails', value });
    assert.deepEqual(remove([{ value: 'ADA@acme.com' }]), [home]);
    assert.deepEqual(remove({ type: 'home' }), [work]);
    assert.deepEqual(remove([{ value: 'ada@acme.com', type: 'home' }]), [work, home]);
    assert.equal(remove([{ type: 'home' }, { value: 'ada@acme.com' }]), undefined);
    assert.deepEqual(remove([]), [work, home]);
    assert.deepEqual(remove([{ shoeSize: 44 }]), [work, home]);
    const strings = { identifier: 'a', multiStrings: ['one', 'two'] };
    const left = patched(testResourceType, strings, [{ op: 'remove', path: 'multiStrings', value: ['TWO'] }]);
    assert.deepEqual(left['multiStrings'], ['one']);
  });

  it('removes a sub-attribute of those selected, and what has nothing left', () => {
    assert.deepEqual(emailsAfter({ op: 'remove', path: 'emails[type eq "work"].primary' }), [
      { value: 'ada@acme.com', type: 'work' },
      home,
    ]);
    const only = { userName: 'ada', emails: [{ value: 'ada@acme.com' }] };
    assert.deepEqual(patched(userType, only, [{ op: 'remove', path: 'emails[value pr].value' }]), {
      userName: 'ada',
    });
  });
});

describe('writing the values that a filter selects', () => {
  it('writes a sub-attribute of each selected one', () => {
    const value = 'countess@acme.com';
    for (const op of ['add', 'replace']) {
      assert.deepEqual(emailsAfter({ op, path: 'emails[type eq "work"].value', value }), [
        { ...work, value },
        home,
      ]);
    }
  });

  it('merges what is added into a selected one, and replaces it whole', () => {
    const value = { display: 'Ada at home' };
    assert.deepEqual(emailsAfter({ op: 'add', path: 'emails[type eq "home"]', value }), [
      work,
      { ...home, ...value },
    ]);
    const whole = { value: 'new@home.org', type: 'home' };
    assert.deepEqual(emailsAfter({ op: 'replace', path: 'emails[type eq "work"]', value: whole }), [
      whole,
      home,
    ]);
    assert.deepEqual(emailsAfter({ op: 'replace', path: 'emails[type eq "work"]', value: [whole] }), [
      whole,
      home,
    ]);
    assert.equal(
      refusal({ op: 'replace', path: 'emails[type eq "work"]', value: [whole, home] }),
      'invalidValue',
    );
  });

  it('makes another value the primary one', () => {
    assert.deepEqual(emailsAfter({ op: 'replace', path: 'emails[type eq "home"].primary', value: true }), [
      { ...work, primary: false },
      { ...home, primary: true },
    ]);
  });

  it('selects plain values by value', () => {
    const strings = { identifier: 'a', multiStrings: ['one', 'two'] };
    const after = (operation: object): unknown =>
      patched(testResourceType, strings, [operation])['multiStrings'];
    assert.deepEqual(after({ op: 'remove', path: 'multiStrings[value eq "one"]' }), ['two']);
    assert.deepEqual(after({ op: 'replace', path: 'multiStrings[value sw "t"]', value: '2' }), ['one', '2']);
    assert.deepEqual(after({ op: 'add', path: 'multiStrings[value eq "one"]', value: 'three' }), [
      'one',
      'two',
      'three',
    ]);
  });

  it('adds the element that the filter describes where it selects none', () => {
    const element = { value: 'ada@office.org', type: 'other' };
    const path = 'emails[type eq "other"]';
    assert.deepEqual(emailsAfter({ op: 'add', path: `${path}.value`, value: element.value }), [
      work,
      home,
      element,
    ]);
    assert.deepEqual(emailsAfter({ op: 'add', path, value: { value: element.value } }), [
      work,
      home,
      element,
    ]);
    const both = 'emails[type eq "other" and display eq "Ada"].value';
    assert.deepEqual(emailsAfter({ op: 'add', path: both, value: element.value }), [
      work,
      home,
      { ...element, display: 'Ada' },
    ]);
    const primary = 'emails[type eq "other" and primary eq true].value';
    assert.deepEqual(emailsAfter({ op: 'add', path: primary, value: element.value }), [
      { ...work, primary: false },
      home,
      { ...element, primary: true },
    ]);
  });

  it('has no target where the filter selects none and describes none', () => {
    for (const filter of [
      'type eq "x" or type eq "y"',
      'type co "x"',
      'not (type pr)',
      'type eq "x" and value co "y"',
      'type eq "x" and type eq "y"',
    ]) {
      assert.equal(refusal({ op: 'add', path: `emails[${filter}].value`, value: 'a@x.org' }), 'noTarget');
    }
  });

  it('has no target where a replace selects none', () => {
    assert.equal(
      refusal({ op: 'replace', path: 'emails[type eq "other"].value', value: 'a@x.org' }),
      'noTarget',
    );
    assert.equal(
      refusal({ op: 'replace', path: 'phoneNumbers[type eq "work"].value', value: '1' }),
      'noTarget',
    );
  });

  it('creates what a replace does not find where the profile says so, and notes it', () => {
    const notes: string[] = [];
    const run = (operation: { op: 'add' | 'replace'; path: string; value: unknown }): unknown =>
      applyPatch(userType, frozen(ada), [operation], lenient, (rewrite) => notes.push(rewrite))['emails'];
    const created = { value: 'a@x.org', type: 'other' };
    const replace = { op: 'replace' as const, path: 'emails[type eq "other"].value', value: 'a@x.org' };
    assert.deepEqual(run(replace), [work, home, created]);
    assert.deepEqual(notes, ['value_path_upsert']);
    assert.deepEqual(run({ ...replace, op: 'add' }), [work, home, created]);
    assert.deepEqual(run({ ...replace, path: 'emails[type eq "home"].value' }), [
      work,
      { ...home, value: 'a@x.org' },
    ]);
    assert.deepEqual(run({ ...replace, value: null }), [work, home]);
    const refused = [replace, { op: 'remove' as const, path: 'userName', value: undefined }];
    assert.throws(() =>
      applyPatch(userType, frozen(ada), refused, lenient, (rewrite) => notes.push(rewrite)),
    );
    assert.deepEqual(notes, ['value_path_upsert']);
  });
});

describe('sub-attributes that are set once or required', () => {
  const badge = defineAttribute({ name: 'number', description: 'n', mutability: 'immutable' });
  const color = defineAttribute({ name: 'color', description: 'c', required: true });
  const text = defineAttribute({ name: 'text', description: 't' });
  const parts = { type: 'complex' as const, description: 'b', subAttributes: [badge, color, text] };
  const type: ResourceType = {
    name: 'Door',
    endpoint: '/Doors',
    description: 'd',
    schema: {
      id: 'urn:example:Door',
      name: 'Door',
      description: 'd',
      attributes: [
        defineAttribute({ name: 'badge', ...parts }),
        defineAttribute({ name: 'badges', multiValued: true, ...parts }),
        defineAttribute({ name: 'constructor', description: 'inherited', multiValued: true }),
        defineAttribute({ name: 'pin', returned: 'never', ...parts }),
      ],
    },
    extensions: [],
  };
  const one = { number: '7', color: 'red' };
  const door = { badge: one, badges: [one, { number: '8', color: 'blue' }] };
  const outcome = (operation: object): unknown => {
    try {
      return patched(type, door, [operation]);
    } catch {
      return refusalOf(() => patched(type, door, [operation]));
    }
  };

  it('keeps an immutable one, and accepts it unchanged', () => {
    assert.equal(outcome({ op: 'replace', path: 'badge.number', value: '9' }), 'mutability');
    assert.equal(outcome({ op: 'remove', path: 'badge.number' }), 'mutability');
    assert.equal(outcome({ op: 'replace', path: 'badge', value: { number: '9' } }), 'mutability');
    assert.equal(outcome({ op: 'replace', path: 'badge', value: { number: null } }), 'mutability');
    assert.equal(outcome({ op: 'add', path: 'badges[number eq "7"]', value: { number: '9' } }), 'mutability');
    assert.equal(outcome({ op: 'replace', path: 'badges[number eq "7"].number', value: '9' }), 'mutability');
    assert.deepEqual(outcome({ op: 'replace', path: 'badge', value: { number: '7', color: 'green' } }), {
      ...door,
      badge: { number: '7', color: 'green' },
    });
  });

  it('lets an element with one go, or be replaced whole', () => {
    const other = { number: '9', color: 'red' };
    assert.deepEqual(outcome({ op: 'remove', path: 'badges[number eq "8"]' }), { ...door, badges: [one] });
    assert.deepEqual(outcome({ op: 'replace', path: 'badges[number eq "8"]', value: other }), {
      ...door,
      badges: [one, other],
    });
  });

  it('refuses to remove a required one, or to write a value without it', () => {
    assert.equal(outcome({ op: 'remove', path: 'badge.color' }), 'mutability');
    assert.equal(outcome({ op: 'remove', path: 'badges[number eq "7"].color' }), 'mutability');
    assert.equal(outcome({ op: 'add', path: 'badges', value: [{ number: '9' }] }), 'invalidValue');
  });

  it('keeps nothing of what is never returned, whichever part of it is written', () => {
    assert.deepEqual(outcome({ op: 'add', path: 'pin.text', value: 'x' }), door);
    assert.deepEqual(outcome({ op: 'add', path: 'pin', value: { text: 'x' } }), door);
    assert.equal(outcome({ op: 'add', path: 'pin.text', value: 1 }), 'invalidValue');
  });

  it('does not take what every object inherits for a value', () => {
    assert.deepEqual(outcome({ op: 'remove', path: 'constructor' }), door);
    assert.deepEqual(outcome({ op: 'add', path: 'constructor', value: 'x' }), {
      ...door,
      constructor: ['x'],
    });
  });
});
