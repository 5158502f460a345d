import assert from 'node:assert/strict';
import { startRollcall, type TestRollcall } from '../../support/rollcall.ts';
import { openScim, PATCH_OP, type StrictScimClient } from '../../support/strict-scim-client.ts';

const CORE = 'urn:ietf:params:scim:schemas:test:2.0:TestResource';
const EXTENSION = 'urn:ietf:params:scim:schemas:extension:test:2.0:TestResource';

describe('a SCIM type beside User and Group, over HTTP', () => {
  let rollcall: TestRollcall;
  let scim: StrictScimClient;

  before(async () => {
    rollcall = await startRollcall({ scim: { testResource: true } });
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    scim = await openScim(rollcall);
  });

  const resource = {
    schemas: [CORE, EXTENSION],
    identifier: 'one',
    integerAttr: 7,
    immutableAttr: 'stays',
    writeOnlyAttr: 'secret',
    requestOnlyAttr: 'on request',
    alwaysReturnedAttr: 'always',
    complexAttr: { sub1: 'a', sub2: 1, sub3: true },
    multiComplex: [{ value: 'v', type: 't', primary: true }],
    uniqueString: 'unique',
    [EXTENSION]: { extString: 'x', extRequired: 'y' },
  };
  const patchOf = (...Operations: object[]) => ({ schemas: [PATCH_OP], Operations });

  it('is announced', async () => {
    const { Resources } = await scim.expect(200, 'GET', '/ResourceTypes');
    assert.ok(Resources.some(({ id, endpoint }) => id === 'TestResource' && endpoint === '/TestResources'));
    await scim.expect(200, 'GET', `/Schemas/${CORE}`);
    await scim.expect(200, 'GET', `/Schemas/${EXTENSION}`);
  });

  it('is created, read, listed, replaced, patched and deleted', async () => {
    const made = await scim.expect(201, 'POST', '/TestResources', resource);
    const path = `/TestResources/${made.id}`;
    assert.equal(made.meta.location, `${scim.baseUrl}${path}`);
    assert.deepEqual(await scim.expect(200, 'GET', path), made);
    const filter = encodeURIComponent('integerAttr gt 6 and multiComplex[type eq "t"]');
    const list = await scim.expect(200, 'GET', `/TestResources?filter=${filter}`);
    assert.deepEqual(list.Resources, [made]);
    const patched = await scim.expect(
      200,
      'PATCH',
      path,
      patchOf({ op: 'replace', path: 'complexAttr.sub2', value: 2 }),
    );
    assert.deepEqual(patched['complexAttr'], { sub1: 'a', sub2: 2, sub3: true });
    assert.notEqual(patched.meta.version, made.meta.version);
    const replaced = await scim.expect(200, 'PUT', path, { ...resource, integerAttr: 8 });
    assert.equal(replaced['integerAttr'], 8);
    await scim.expect(204, 'DELETE', path);
    await scim.refused(404, null, 'GET', path);
  });

  it('shows each attribute when it is to be shown', async () => {
    const made = await scim.expect(201, 'POST', '/TestResources', resource);
    const path = `/TestResources/${made.id}`;
    assert.equal(made['writeOnlyAttr'], undefined);
    assert.equal(made['requestOnlyAttr'], undefined);
    const asked = await scim.expect(200, 'GET', `${path}?attributes=requestOnlyAttr,writeOnlyAttr`);
    assert.deepEqual(asked, {
      schemas: [CORE, EXTENSION],
      id: made.id,
      requestOnlyAttr: 'on request',
      alwaysReturnedAttr: 'always',
    });
    const without = await scim.expect(
      200,
      'GET',
      `${path}?excludedAttributes=alwaysReturnedAttr,integerAttr`,
    );
    assert.equal(without['alwaysReturnedAttr'], 'always');
    assert.equal(without['integerAttr'], undefined);
  });

  it('keeps what may not change, and what there may be once', async () => {
    const made = await scim.expect(201, 'POST', '/TestResources', resource);
    const path = `/TestResources/${made.id}`;
    await scim.refused(400, 'mutability', 'PUT', path, { ...resource, immutableAttr: 'goes' });
    await scim.refused(
      400,
      'mutability',
      'PATCH',
      path,
      patchOf({ op: 'replace', path: 'immutableAttr', value: 'goes' }),
    );
    await scim.refused(409, 'uniqueness', 'POST', '/TestResources', { ...resource, uniqueString: 'other' });
    await scim.refused(409, 'uniqueness', 'POST', '/TestResources', { ...resource, identifier: 'two' });
    await scim.refused(400, 'invalidValue', 'POST', '/TestResources', { ...resource, identifier: undefined });
    await scim.refused(400, 'invalidValue', 'POST', '/TestResources', {
      ...resource,
      identifier: 'three',
      uniqueString: 'three',
      integerAttr: 'seven',
    });
  });

  it('is found at the root, beside the others', async () => {
    const made = await scim.expect(201, 'POST', '/TestResources', resource);
    const list = await scim.expect(200, 'POST', '/.search', { filter: 'identifier eq "one"' });
    assert.deepEqual(
      list.Resources.map(({ id }) => id),
      [made.id],
    );
  });
});
