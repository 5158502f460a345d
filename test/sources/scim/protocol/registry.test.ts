import assert from 'node:assert/strict';
import type { Attribute, Schema } from '../../../../src/sources/scim/protocol/attribute.ts';
import { buildRegistry, findType } from '../../../../src/sources/scim/protocol/registry.ts';
import { coreGroupSchema } from '../../../../src/sources/scim/protocol/schemas/core-group.ts';
import { coreUserSchema } from '../../../../src/sources/scim/protocol/schemas/core-user.ts';
import { defineAttribute } from '../../../../src/sources/scim/protocol/schemas/define-attribute.ts';
import { enterpriseUserSchema } from '../../../../src/sources/scim/protocol/schemas/enterprise-user.ts';

const badges: Schema = {
  id: 'urn:example:badges:2.0:User',
  name: 'Badges',
  description: '',
  attributes: [defineAttribute({ name: 'badge', description: '' })],
};

describe('the registry', () => {
  it('serves Users and Groups, and the test resource where that is asked for', () => {
    const names = (testResource: boolean): string[] =>
      buildRegistry({ testResource, custom: [] }).types.map(({ name }) => name);
    assert.deepEqual(names(false), ['User', 'Group']);
    assert.deepEqual(names(true), ['User', 'Group', 'TestResource']);
  });

  it('adds the extension of a directory to the type that it is for, and to no other registry', () => {
    const urns = (registry: ReturnType<typeof buildRegistry>, type: string): string[] | undefined =>
      findType(registry, type)?.extensions.map(({ schema }) => schema.id);
    const extended = buildRegistry({
      testResource: false,
      custom: [{ resourceType: 'User', schema: badges }],
    });
    assert.deepEqual(urns(extended, 'User'), [enterpriseUserSchema.id, badges.id]);
    assert.deepEqual(urns(extended, 'Group'), []);
    const plain = buildRegistry({ testResource: false, custom: [] });
    assert.deepEqual(urns(plain, 'User'), [enterpriseUserSchema.id]);
    assert.equal(findType(plain, 'Group'), findType(extended, 'Group'));
  });

  it('finds a type by its name or its endpoint, without case', () => {
    const registry = buildRegistry({ testResource: false, custom: [] });
    for (const written of ['User', 'user', '/Users', 'Users', '/USERS']) {
      assert.equal(findType(registry, written)?.name, 'User', written);
    }
    for (const written of ['', '/', 'Userss', '__proto__', 'TestResource', '//Users']) {
      assert.equal(findType(registry, written), null, written);
    }
  });
});

describe('the attributes of RFC 7643', () => {
  const namesOf = (schema: Schema): string => schema.attributes.map(({ name }) => name).join(' ');
  const subsOf = (schema: Schema, name: string): string => {
    const subs = find(schema.attributes, name).subAttributes;
    return subs.map((sub) => sub.name).join(' ');
  };

  it('are all there', () => {
    assert.equal(
      namesOf(coreUserSchema),
      'userName name displayName nickName profileUrl title userType preferredLanguage locale timezone active password emails phoneNumbers ims photos addresses groups entitlements roles x509Certificates',
    );
    assert.equal(namesOf(coreGroupSchema), 'displayName members');
    assert.equal(
      namesOf(enterpriseUserSchema),
      'employeeNumber costCenter organization division department manager',
    );
    assert.equal(
      subsOf(coreUserSchema, 'name'),
      'formatted familyName givenName middleName honorificPrefix honorificSuffix',
    );
    for (const plural of [
      'emails',
      'phoneNumbers',
      'ims',
      'photos',
      'entitlements',
      'roles',
      'x509Certificates',
    ]) {
      assert.equal(subsOf(coreUserSchema, plural), 'value display type primary', plural);
    }
    assert.equal(
      subsOf(coreUserSchema, 'addresses'),
      'formatted streetAddress locality region postalCode country type primary',
    );
    assert.equal(subsOf(coreUserSchema, 'groups'), 'value $ref display type');
    assert.equal(subsOf(coreGroupSchema, 'members'), 'value $ref type display');
    assert.equal(subsOf(enterpriseUserSchema, 'manager'), 'value $ref displayName');
  });

  it('have the characteristics that clients rely on', () => {
    const userName = find(coreUserSchema.attributes, 'userName');
    assert.deepEqual(
      [userName.required, userName.caseExact, userName.uniqueness, userName.mutability],
      [true, false, 'server', 'readWrite'],
    );
    const password = find(coreUserSchema.attributes, 'password');
    assert.deepEqual([password.mutability, password.returned], ['writeOnly', 'never']);
    const groups = find(coreUserSchema.attributes, 'groups');
    assert.deepEqual(
      [groups, ...groups.subAttributes].map(({ mutability }) => mutability),
      ['readOnly', 'readOnly', 'readOnly', 'readOnly', 'readOnly'],
    );
    assert.equal(find(coreUserSchema.attributes, 'active').type, 'boolean');
    assert.equal(find(coreGroupSchema.attributes, 'displayName').required, true);
    const members = find(coreGroupSchema.attributes, 'members');
    assert.equal(find(members.subAttributes, 'value').mutability, 'immutable');
    const manager = find(enterpriseUserSchema.attributes, 'manager');
    assert.equal(find(manager.subAttributes, 'displayName').mutability, 'readOnly');
    const certificates = find(coreUserSchema.attributes, 'x509Certificates');
    assert.equal(find(certificates.subAttributes, 'value').type, 'binary');
  });
});

function find(attributes: readonly Attribute[], name: string): Attribute {
  const found = attributes.find((attribute) => attribute.name === name);
  assert.ok(found, name);
  return found;
}
