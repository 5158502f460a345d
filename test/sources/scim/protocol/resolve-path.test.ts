import assert from 'node:assert/strict';
import { groupType, userType } from '../../../../src/sources/scim/protocol/registry.ts';
import { resolvePath } from '../../../../src/sources/scim/protocol/resolve-path.ts';
import { testResourceType } from '../../../../src/sources/scim/protocol/schemas/test-resource.ts';

const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

function resolved(written: string, type = userType): string | null {
  const path = resolvePath(type, written);
  if (path === null) return null;
  return [path.extension, path.attribute.name, path.sub?.name].filter((part) => part).join(' ');
}

describe('a name that a client wrote', () => {
  it('is an attribute or sub-attribute of the type, whatever its case', () => {
    assert.equal(resolved('userName'), 'userName');
    assert.equal(resolved('USERNAME'), 'userName');
    assert.equal(resolved('Name.givenname'), 'name givenName');
    assert.equal(resolved('emails.value'), 'emails value');
    assert.equal(resolved('members.$REF', groupType), 'members $ref');
  });

  it('may stand behind the URN of its schema, in any case', () => {
    assert.equal(resolved(`${core}:name.givenName`), 'name givenName');
    assert.equal(resolved(`${core.toUpperCase()}:USERNAME`), 'userName');
    assert.equal(resolved(`${core}:externalId`), 'externalId');
    assert.equal(resolved(`${enterprise}:department`), `${enterprise} department`);
    assert.equal(resolved(`${enterprise.toLowerCase()}:manager.VALUE`), `${enterprise} manager value`);
  });

  it('may be one that all resources have', () => {
    for (const name of ['id', 'externalId', 'schemas', 'meta']) {
      assert.equal(resolved(name), name);
      assert.equal(resolved(name, testResourceType), name);
    }
    assert.equal(resolved('meta.lastModified', groupType), 'meta lastModified');
  });

  it('is nothing where the type has none of that name', () => {
    for (const written of [
      '',
      '.',
      'user',
      'userName.value',
      'name.',
      'name.givenName.x',
      'department',
      'manager.value',
      enterprise,
      `${enterprise}:`,
      `${enterprise}:userName`,
      core,
      `${core}:department`,
      'urn:ietf:params:scim:schemas:core:2.0:Group:displayName',
      ' userName',
      '__proto__',
      'constructor',
      'name.__proto__',
      'toString',
      'x'.repeat(1_000_000),
    ]) {
      assert.equal(resolved(written), null, written.slice(0, 80));
    }
    assert.equal(resolved('userName', groupType), null);
  });

  it('gives the same object each time, so that what is prepared for it can be kept', () => {
    assert.equal(resolvePath(userType, 'USERNAME'), resolvePath(userType, `${core}:userName`));
  });
});
