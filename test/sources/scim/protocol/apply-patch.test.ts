import assert from 'node:assert/strict';
import type { Attributes, Schema } from '../../../../src/sources/scim/protocol/attribute.ts';
import { applyPatch } from '../../../../src/sources/scim/protocol/apply-patch.ts';
import { groupType, userType } from '../../../../src/sources/scim/protocol/registry.ts';
import { defineAttribute } from '../../../../src/sources/scim/protocol/schemas/define-attribute.ts';
import { testResourceType } from '../../../../src/sources/scim/protocol/schemas/test-resource.ts';
import { frozen, lenient, patched, refusalOf, strict } from './patching.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const testExtension = 'urn:ietf:params:scim:schemas:extension:test:2.0:TestResource';

const ada: Attributes = {
  userName: 'ada@acme.com',
  displayName: 'Ada',
  active: true,
  name: { givenName: 'Ada', familyName: 'Byron' },
  [enterprise]: { department: 'Analysis', manager: { value: 'm1' } },
};

function userAfter(...operations: unknown[]): Attributes {
  return patched(userType, ada, operations);
}

function userRefusal(...operations: unknown[]): string {
  return refusalOf(() => patched(userType, ada, operations));
}

describe('applying a PATCH to attributes of one value', () => {
  it('writes by path, in any case and behind the URN of the schema', () => {
    assert.equal(userAfter({ op: 'replace', path: 'DISPLAYNAME', value: 'Ada L' })['displayName'], 'Ada L');
    const path = 'urn:ietf:params:scim:schemas:core:2.0:user:active';
    assert.equal(userAfter({ op: 'replace', path, value: false })['active'], false);
  });

  it('accepts op in any case', () => {
    assert.equal(userAfter({ op: 'Replace', path: 'title', value: 'Countess' })['title'], 'Countess');
    assert.equal(userAfter({ op: 'ADD', path: 'title', value: 'Countess' })['title'], 'Countess');
    assert.equal('displayName' in userAfter({ op: 'Remove', path: 'displayName' }), false);
  });

  it('applies operations in sequence', () => {
    const after = userAfter(
      { op: 'replace', path: 'title', value: 'one' },
      { op: 'remove', path: 'title' },
      { op: 'add', path: 'title', value: 'two' },
      { op: 'replace', path: 'title', value: 'three' },
    );
    assert.equal(after['title'], 'three');
  });

  it('writes one sub-attribute and leaves the others', () => {
    const after = userAfter({ op: 'replace', path: 'name.givenName', value: 'Augusta' });
    assert.deepEqual(after['name'], { givenName: 'Augusta', familyName: 'Byron' });
  });

  it('merges what is given of a complex attribute, by add and by replace', () => {
    for (const op of ['add', 'replace']) {
      const byPath = userAfter({ op, path: 'name', value: { familyName: 'King', MIDDLENAME: 'A' } });
      const pathless = userAfter({ op, value: { name: { familyName: 'King', middleName: 'A' } } });
      const expected = { givenName: 'Ada', familyName: 'King', middleName: 'A' };
      assert.deepEqual(byPath['name'], expected);
      assert.deepEqual(pathless['name'], expected);
    }
  });

  it('removes what is replaced with null, and adds nothing with null', () => {
    assert.equal('displayName' in userAfter({ op: 'replace', path: 'displayName', value: null }), false);
    assert.equal('displayName' in userAfter({ op: 'replace', value: { displayName: null } }), false);
    assert.deepEqual(userAfter({ op: 'replace', value: { name: { givenName: null } } })['name'], {
      familyName: 'Byron',
    });
    assert.equal(userAfter({ op: 'add', path: 'displayName', value: null })['displayName'], 'Ada');
    assert.equal(userAfter({ op: 'add', value: { displayName: null } })['displayName'], 'Ada');
  });

  it('leaves no empty object behind', () => {
    const after = userAfter(
      { op: 'remove', path: 'name.givenName' },
      { op: 'remove', path: 'name.familyName' },
      { op: 'remove', path: `${enterprise}:manager.value` },
      { op: 'remove', path: `${enterprise}:department` },
    );
    assert.deepEqual(after, { userName: 'ada@acme.com', displayName: 'Ada', active: true });
  });

  it('has nothing to do where an unassigned attribute is removed', () => {
    const current = frozen(ada);
    const operations = [
      { op: 'remove' as const, path: 'title', value: undefined },
      { op: 'remove' as const, path: 'name.middleName', value: undefined },
      { op: 'remove' as const, path: `${enterprise}:division`, value: undefined },
      { op: 'remove' as const, path: 'emails[type eq "work"]', value: undefined },
      { op: 'remove' as const, path: 'emails[type eq "work"].value', value: undefined },
    ];
    assert.equal(applyPatch(userType, current, operations, strict), current);
  });

  it('checks the password and keeps nothing of it', () => {
    const current = frozen(ada);
    const operations = [
      { op: 'replace' as const, path: 'password', value: 'secret' },
      { op: 'replace' as const, path: null, value: { password: 'secret' } },
      { op: 'remove' as const, path: 'password', value: undefined },
    ];
    assert.equal(applyPatch(userType, current, operations, strict), current);
    assert.equal(userRefusal({ op: 'replace', path: 'password', value: 1 }), 'invalidValue');
  });
});

describe('applying a PATCH to an extension', () => {
  const expected = { department: 'Engines', manager: { value: 'm1' } };

  it('writes it by path, by its URN, and in a value without a path', () => {
    const forms = [
      { op: 'replace', path: `${enterprise}:department`, value: 'Engines' },
      { op: 'replace', path: `${enterprise.toUpperCase()}:DEPARTMENT`, value: 'Engines' },
      { op: 'replace', path: enterprise, value: { department: 'Engines' } },
      { op: 'replace', value: { [enterprise]: { department: 'Engines' } } },
      { op: 'add', value: { [enterprise.toLowerCase()]: { Department: 'Engines' } } },
      { op: 'add', value: { [`${enterprise}:department`]: 'Engines' } },
    ];
    for (const form of forms) assert.deepEqual(userAfter(form)[enterprise], expected);
  });

  it('writes a part of one of its attributes', () => {
    const after = userAfter({ op: 'add', path: `${enterprise}:manager.value`, value: 'm2' });
    assert.deepEqual(after[enterprise], { department: 'Analysis', manager: { value: 'm2' } });
  });

  it('removes it whole by its URN, and by null', () => {
    const forms = [
      { op: 'remove', path: enterprise },
      { op: 'replace', path: enterprise, value: null },
      { op: 'replace', value: { [enterprise]: null } },
    ];
    for (const form of forms) assert.equal(enterprise in userAfter(form), false);
  });

  it('adds nothing with null', () => {
    assert.deepEqual(userAfter({ op: 'add', path: enterprise, value: null }), ada);
    assert.deepEqual(userAfter({ op: 'add', value: { [enterprise]: null } }), ada);
  });

  it('stays where it is required, or has what is set once', () => {
    const schema = (mutability: 'immutable' | 'readWrite') => ({
      id: 'urn:example:badge',
      name: 'Badge',
      description: 'b',
      attributes: [defineAttribute({ name: 'number', description: 'n', mutability })],
    });
    const current = { displayName: 'Engines', 'urn:example:badge': { number: '7' } };
    const remove = (extension: { schema: Schema; required: boolean }): unknown =>
      patched({ ...groupType, extensions: [extension] }, current, [
        { op: 'remove', path: 'urn:example:badge' },
      ]);
    assert.deepEqual(remove({ schema: schema('readWrite'), required: false }), { displayName: 'Engines' });
    for (const extension of [
      { schema: schema('immutable'), required: false },
      { schema: schema('readWrite'), required: true },
    ]) {
      assert.equal(
        refusalOf(() => remove(extension)),
        'mutability',
      );
    }
  });

  it('ignores unknown attributes in its value', () => {
    const after = userAfter({ op: 'add', path: enterprise, value: { shoeSize: 44, department: 'Engines' } });
    assert.deepEqual(after[enterprise], expected);
  });

  it('is refused where it would lack what it requires', () => {
    const resource = { identifier: 'a' };
    const add = { op: 'add', path: `${testExtension}:extString`, value: 'x' };
    const complete = { op: 'add', path: `${testExtension}:extRequired`, value: 'y' };
    assert.equal(
      refusalOf(() => patched(testResourceType, resource, [add])),
      'invalidValue',
    );
    assert.deepEqual(patched(testResourceType, resource, [add, complete]), {
      identifier: 'a',
      [testExtension]: { extString: 'x', extRequired: 'y' },
    });
  });
});

describe('applying a PATCH without a path', () => {
  it('ignores unknown names, names with a dot, and what only the service provider says', () => {
    const after = userAfter({
      op: 'replace',
      value: {
        shoeSize: 44,
        'name.givenName': 'Augusta',
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        meta: { version: 'W/"1"' },
        groups: [{ value: 'g1' }],
        id: 'anything',
        displayName: 'Ada L',
      },
    });
    assert.deepEqual(after, { ...ada, displayName: 'Ada L' });
  });

  it('accepts the id of the resource and refuses another', () => {
    const rename = (id: unknown): Attributes =>
      applyPatch(
        groupType,
        frozen({ displayName: 'Engines' }),
        [{ op: 'replace', path: null, value: { id, displayName: 'Looms' } }],
        strict,
        undefined,
        'g1',
      );
    assert.deepEqual(rename('g1'), { displayName: 'Looms' });
    assert.deepEqual(rename(null), { displayName: 'Looms' });
    assert.equal(
      refusalOf(() => rename('g2')),
      'mutability',
    );
  });

  it('treats the URN of the type itself as no path', () => {
    const path = 'urn:ietf:params:scim:schemas:core:2.0:User';
    assert.equal(userAfter({ op: 'replace', path, value: { title: 'Countess' } })['title'], 'Countess');
  });

  it('needs an object', () => {
    for (const value of [undefined, null, 'active', 1, [], [{ active: false }]]) {
      assert.equal(userRefusal({ op: 'replace', value }), 'invalidValue');
    }
  });
});

describe('what a PATCH is refused for', () => {
  it('refuses a remove without a path', () => {
    assert.equal(userRefusal({ op: 'remove' }), 'noTarget');
    assert.equal(userRefusal({ op: 'remove', value: { displayName: 'Ada' } }), 'noTarget');
  });

  it('refuses paths that are malformed or name nothing', () => {
    const paths = [
      '',
      ' ',
      'shoeSize',
      'name.shoeSize',
      'displayName.value',
      'emails[type eq "work"].shoeSize',
      'emails[type eq "work"',
      'emails[type eq "work"]value',
      'emails[type eq "work"].value.more',
      'name[givenName eq "Ada"]',
      'displayName[value eq "Ada"]',
      'emails.value[type eq "work"]',
      `${enterprise}:shoeSize`,
      'urn:example:unknown:2.0:User:department',
      '__proto__',
      'constructor',
      'name.__proto__',
      'emails[type eq "work"].constructor',
    ];
    for (const path of paths) {
      assert.ok(
        ['invalidPath', 'invalidFilter'].includes(userRefusal({ op: 'add', path, value: 'x' })),
        path,
      );
    }
    assert.equal(userRefusal({ op: 'add', path: 'shoeSize', value: 44 }), 'invalidPath');
    assert.equal(userRefusal({ op: 'remove', path: 'name.shoeSize' }), 'invalidPath');
    assert.equal(userRefusal({ op: 'remove', path: 'emails[shoeSize eq "x"]' }), 'invalidFilter');
    assert.equal(userRefusal({ op: 'remove', path: 'emails[type is "x"]' }), 'invalidFilter');
    assert.equal(userRefusal({ op: 'remove', path: 'emails[primary gt true]' }), 'invalidFilter');
  });

  it('refuses to write what is read-only', () => {
    for (const path of ['id', 'meta', 'meta.created', 'groups', 'groups[value eq "g1"]']) {
      assert.equal(userRefusal({ op: 'replace', path, value: 'x' }), 'mutability');
      assert.equal(userRefusal({ op: 'remove', path }), 'mutability');
    }
    assert.equal(
      userRefusal({ op: 'add', path: `${enterprise}:manager.displayName`, value: 'Charles' }),
      'mutability',
    );
    const resource = { identifier: 'a', readOnlyAttr: 'assigned' };
    const write = (value: unknown) =>
      patched(testResourceType, resource, [{ op: 'replace', value: { readOnlyAttr: value } }]);
    assert.deepEqual(write('assigned'), resource);
    assert.equal(
      refusalOf(() => write('other')),
      'mutability',
    );
  });

  it('computes schemas itself: writing them changes nothing, removing them is refused', () => {
    assert.deepEqual(userAfter({ op: 'add', path: 'schemas', value: ['urn:x'] }), ada);
    assert.equal(userRefusal({ op: 'remove', path: 'schemas' }), 'mutability');
  });

  it('refuses to change what is immutable, and accepts the value it has', () => {
    const set = { identifier: 'a', immutableAttr: 'once' };
    const write = (current: Attributes, operation: object) => patched(testResourceType, current, [operation]);
    const add = { op: 'add', path: 'immutableAttr', value: 'once' };
    assert.deepEqual(write({ identifier: 'a' }, add), set);
    assert.deepEqual(write(set, add), set);
    assert.deepEqual(write(set, { op: 'replace', value: { immutableAttr: 'once' } }), set);
    for (const operation of [
      { op: 'replace', path: 'immutableAttr', value: 'twice' },
      { op: 'replace', value: { immutableAttr: 'twice' } },
      { op: 'replace', path: 'immutableAttr', value: null },
      { op: 'remove', path: 'immutableAttr' },
    ]) {
      assert.equal(
        refusalOf(() => write(set, operation)),
        'mutability',
      );
    }
  });

  it('refuses to remove what is required, unless a later operation gives it back', () => {
    assert.equal(userRefusal({ op: 'remove', path: 'userName' }), 'mutability');
    assert.equal(userRefusal({ op: 'replace', path: 'userName', value: null }), 'invalidValue');
    const after = userAfter(
      { op: 'remove', path: 'userName' },
      { op: 'add', path: 'userName', value: 'ada' },
    );
    assert.equal(after['userName'], 'ada');
  });

  it('refuses values of another type', () => {
    for (const operation of [
      { op: 'replace', path: 'active', value: 'perhaps' },
      { op: 'replace', path: 'displayName', value: { a: 1 } },
      { op: 'replace', path: 'displayName', value: ['Ada'] },
      { op: 'add', path: 'name', value: 'Ada' },
      { op: 'add', path: 'emails', value: ['ada@acme.com'] },
      { op: 'add', path: 'emails[type eq "work"]', value: 'ada@acme.com' },
      { op: 'add', path: enterprise, value: 'Analysis' },
      { op: 'add', path: `${enterprise}:manager`, value: 'm1' },
      { op: 'add', value: { [enterprise]: ['Analysis'] } },
    ]) {
      assert.equal(userRefusal(operation), 'invalidValue');
    }
  });

  it('refuses to write without a value', () => {
    for (const op of ['add', 'replace']) {
      for (const path of [
        'displayName',
        'name.givenName',
        'emails',
        'emails[type eq "work"].value',
        enterprise,
      ]) {
        assert.equal(userRefusal({ op, path }), 'invalidValue');
      }
    }
  });

  it('refuses to walk over many values many times', () => {
    const emails = Array.from({ length: 1000 }, (_, index) => ({ value: `${index}@acme.com` }));
    const remove = { op: 'remove', path: 'emails[value eq "nobody"]' };
    const times = (count: number): unknown =>
      patched(
        userType,
        { userName: 'ada', emails },
        Array.from({ length: count }, () => remove),
      );
    assert.deepEqual(times(100), { userName: 'ada', emails });
    assert.equal(
      refusalOf(() => times(101)),
      'payloadTooLarge',
    );
  });

  it('says what is wrong without repeating a value', () => {
    const secret = 'do-not-repeat-me';
    for (const operation of [
      { op: 'replace', path: 'active', value: secret },
      { op: 'replace', path: `${secret}[value eq "${secret}"]`, value: secret },
      { op: 'replace', path: `emails[value eq "${secret}"].value`, value: secret },
      { op: 'replace', path: 'id', value: secret },
      { op: 'replace', path: secret, value: secret },
    ]) {
      assert.throws(
        () => patched(userType, ada, [operation]),
        (error: Error) => !error.message.includes(secret),
      );
    }
  });
});

describe('a PATCH as a whole', () => {
  it('changes nothing where one of its operations is refused', () => {
    const current = frozen(structuredClone(ada));
    assert.throws(() =>
      patched(userType, current, [
        { op: 'replace', path: 'displayName', value: 'changed' },
        { op: 'replace', path: 'shoeSize', value: 44 },
      ]),
    );
    assert.deepEqual(current, ada);
  });

  it('gives the very same object where nothing changes in the end', () => {
    const current = frozen(ada);
    const same = (...operations: unknown[]): boolean =>
      patched(userType, current, operations, lenient) === current;
    assert.ok(same());
    assert.ok(same({ op: 'replace', value: { active: true, displayName: 'Ada' } }));
    assert.ok(same({ op: 'replace', path: 'name', value: { familyName: 'Byron' } }));
    assert.ok(same({ op: 'add', path: enterprise, value: { department: 'Analysis' } }));
    assert.ok(
      same(
        { op: 'remove', path: 'displayName' },
        { op: 'add', path: 'displayName', value: 'A' },
        { op: 'replace', path: 'displayName', value: 'Ada' },
      ),
    );
    assert.equal(same({ op: 'replace', path: 'displayName', value: 'ADA' }), false);
  });
});
