import assert from 'node:assert/strict';
import { putDirectorySchema } from '../../../src/tenancy/directory-schemas.ts';
import { readSchemaDocument } from '../../../src/sources/scim/read-schema-document.ts';
import { startRollcall, type TestRollcall } from '../../support/rollcall.ts';
import {
  CORE_GROUP,
  CORE_USER,
  ENTERPRISE_USER,
  LIST_RESPONSE,
  openScim,
  type ScimBody,
  type StrictScimClient,
} from '../../support/strict-scim-client.ts';

interface Supported {
  supported: boolean;
}

describe('what a SCIM directory says of itself over HTTP', () => {
  let rollcall: TestRollcall;
  let scim: StrictScimClient;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    scim = await openScim(rollcall);
  });

  const idsOf = (list: ScimBody) => list.Resources.map(({ id }) => id);

  /** Every null in it, by its place. */
  function nullsOf(value: unknown, place = ''): string[] {
    if (value === null) return [place];
    if (typeof value !== 'object') return [];
    return Object.entries(value).flatMap(([name, member]) => nullsOf(member, `${place}/${name}`));
  }

  it('is its configuration', async () => {
    const config = await scim.expect(200, 'GET', '/ServiceProviderConfig');
    assert.deepEqual(config.schemas, ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig']);
    for (const name of ['patch', 'bulk', 'filter', 'sort', 'etag']) {
      assert.equal((config[name] as Supported).supported, true, name);
    }
    assert.equal((config['changePassword'] as Supported).supported, false);
    assert.equal(config.meta.location, `${scim.baseUrl}/ServiceProviderConfig`);
    assert.deepEqual(nullsOf(config), []);
  });

  it('tells of pages no larger than it gives', async () => {
    const config = await scim.expect(200, 'GET', '/ServiceProviderConfig');
    const pagination = config['pagination'] as { defaultPageSize: number; maxPageSize: number };
    const filter = config['filter'] as { maxResults: number };
    assert.equal(filter.maxResults, pagination.maxPageSize);
    const count = pagination.maxPageSize;
    for (let number = 0; number < 105; number += 1) {
      await scim.expect(201, 'POST', '/Users', { schemas: [CORE_USER], userName: `u${number}` });
    }
    const list = await scim.expect(200, 'GET', '/Users?attributes=id');
    assert.equal(list.itemsPerPage, pagination.defaultPageSize);
    assert.equal(list.itemsPerPage, 100);
    const most = await scim.expect(200, 'GET', `/Users?attributes=id&count=${count * 10}`);
    assert.equal(most.itemsPerPage, Math.min(105, count));
  });

  it('is its schemas, as a list and one by one', async () => {
    const list = await scim.expect(200, 'GET', '/Schemas');
    assert.deepEqual(list.schemas, [LIST_RESPONSE]);
    assert.deepEqual(idsOf(list), [
      CORE_USER,
      ENTERPRISE_USER,
      CORE_GROUP,
      'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig',
      'urn:ietf:params:scim:schemas:core:2.0:ResourceType',
      'urn:ietf:params:scim:schemas:core:2.0:Schema',
    ]);
    assert.equal(list.totalResults, 6);
    assert.deepEqual(nullsOf(list), []);
    for (const schema of list.Resources) {
      const id = schema.id;
      for (const path of [
        `/Schemas/${id}`,
        `/Schemas/${encodeURIComponent(id)}`,
        `/schemas/${id.toUpperCase()}`,
      ]) {
        assert.deepEqual(await scim.expect(200, 'GET', path), schema, path);
      }
    }
  });

  it('is its types of resources, as a list and one by one', async () => {
    const list = await scim.expect(200, 'GET', '/ResourceTypes');
    assert.deepEqual(idsOf(list), ['User', 'Group']);
    assert.deepEqual(nullsOf(list), []);
    for (const type of list.Resources) {
      assert.deepEqual(await scim.expect(200, 'GET', `/ResourceTypes/${type.id}`), type);
      assert.equal((await scim.request('GET', String(type['endpoint']))).status, 200);
      assert.equal((await scim.request('GET', `/Schemas/${String(type['schema'])}`)).status, 200);
    }
  });

  it('takes no notice of what lists are asked besides', async () => {
    for (const path of ['/Schemas', '/ResourceTypes']) {
      const list = await scim.expect(200, 'GET', path);
      assert.deepEqual(await scim.expect(200, 'GET', `${path}?startIndex=2&count=1&sortBy=id`), list);
    }
  });

  it('grows with an extension schema of the directory, at once, and of no other', async () => {
    const other = await openScim(rollcall);
    const urn = 'urn:example:params:scim:schemas:extension:acme:2.0:User';
    await scim.expect(200, 'GET', '/Schemas');
    await putDirectorySchema(
      rollcall.service.tenancy,
      scim.tenantId,
      scim.directoryId,
      readSchemaDocument({ id: urn, name: 'Acme', attributes: [{ name: 'badge', type: 'string' }] }),
      { kind: 'operator', id: 'test' },
    );
    assert.ok(idsOf(await scim.expect(200, 'GET', '/Schemas')).includes(urn));
    assert.ok(!idsOf(await other.expect(200, 'GET', '/Schemas')).includes(urn));
    const type = await scim.expect(200, 'GET', '/ResourceTypes/User');
    assert.ok((type['schemaExtensions'] as { schema: string }[]).some(({ schema }) => schema === urn));
    const resource = { schemas: [CORE_USER, urn], userName: 'ada', [urn]: { badge: 'b-7' } };
    const user = await scim.expect(201, 'POST', '/Users', resource);
    assert.deepEqual(user[urn], { badge: 'b-7' });
    const filter = encodeURIComponent(`${urn}:badge eq "b-7"`);
    assert.deepEqual(idsOf(await scim.expect(200, 'GET', `/Users?filter=${filter}`)), [user.id]);
    assert.equal((await other.expect(201, 'POST', '/Users', resource))[urn], undefined);
  });
});
