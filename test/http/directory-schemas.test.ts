import assert from 'node:assert/strict';
import { readDirectorySchemas } from '../../src/store/directory-schemas.ts';
import { findDirectoryByToken } from '../../src/store/directory-tokens.ts';
import { openOffice, type Office } from '../support/office.ts';

const directories = '/tenants/acme/directories';
const urn = 'urn:ietf:params:scim:schemas:extension:acme:2.0:User';
const document = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
  meta: { resourceType: 'Schema' },
  id: urn,
  name: 'Acme',
  description: 'What Acme knows of its people',
  attributes: [
    { name: 'badge', type: 'string', caseExact: true },
    {
      name: 'desk',
      type: 'complex',
      subAttributes: [{ name: 'floor', type: 'integer' }],
    },
  ],
};

describe('extension schemas of a directory over HTTP', () => {
  let office: Office;
  let id: string;
  let token: string;

  beforeEach(async () => {
    office = await openOffice();
    const made = await office.api.expect('DirectoryOnce', 'POST', directories, { body: { source: 'scim' } });
    id = made.id;
    token = made.token ?? '';
  });
  afterEach(() => office.stop());

  const pathOf = (name: string) => `${directories}/${id}/schemas/${encodeURIComponent(name)}`;
  const put = (body: object, name = urn) =>
    office.api.expect('DirectorySchema', 'PUT', pathOf(name), { body });
  const remove = async (path: string) => assert.equal((await office.api.ask('DELETE', path)).status, 204);
  const list = async () =>
    (await office.api.expect('DirectorySchemaList', 'GET', `${directories}/${id}/schemas`)).data;
  const version = async () => (await findDirectoryByToken(office.rollcall.database, token))?.schemasVersion;

  it('are kept with every characteristic stated, and served from the next request on', async () => {
    assert.equal(await version(), 0);
    const put1 = await put(document);
    assert.deepEqual(
      [put1.id, put1.name, put1.description, put1.resource_type],
      [urn, 'Acme', 'What Acme knows of its people', 'User'],
    );
    assert.deepEqual(put1.attributes[0], {
      name: 'badge',
      type: 'string',
      multiValued: false,
      description: '',
      required: false,
      caseExact: true,
      mutability: 'readWrite',
      returned: 'default',
      uniqueness: 'none',
      canonicalValues: [],
      referenceTypes: [],
      subAttributes: [],
    });
    assert.equal(put1.attributes[1]?.subAttributes[0]?.name, 'floor');
    assert.deepEqual(await list(), [put1]);
    assert.equal(await version(), 1);
    const { database } = office.rollcall;
    const [stored] = await readDirectorySchemas(database, office.tenantId, id);
    assert.equal(stored?.resourceType, 'User');
    assert.deepEqual(stored.schema.attributes, put1.attributes);
  });

  it('are replaced by their URN, whatever its case, and unchanged where nothing is new', async () => {
    const first = await put(document);
    assert.deepEqual(await put(document), first);
    assert.equal(await version(), 1);
    const changed = await put({ ...document, id: urn.toUpperCase(), resource_type: 'Group' }, urn);
    assert.deepEqual([changed.id, changed.resource_type], [urn.toUpperCase(), 'Group']);
    assert.equal((await list()).length, 1);
    assert.equal(await version(), 2);
    const { data } = await office.api.expect('AuditRecordList', 'GET', '/tenants/acme/audit-records');
    assert.deepEqual(
      data.slice(0, 2).map(({ action, after }) => [action, after]),
      [
        ['directory.schema_changed', { urn: urn.toUpperCase(), resource_type: 'Group' }],
        ['directory.schema_added', { urn, resource_type: 'User' }],
      ],
    );
  });

  it('are gone once they are removed', async () => {
    await put(document);
    await remove(pathOf(urn.toLowerCase()));
    assert.deepEqual(await list(), []);
    assert.equal(await version(), 2);
    await office.api.refused(404, 'not_found', 'DELETE', pathOf(urn));
    assert.equal(await version(), 2);
  });

  it('are refused with a sentence for each mistake', async () => {
    const refused = async (body: object, name = urn) =>
      (await office.api.refused(400, 'invalid_request', 'PUT', pathOf(name), { body })).detail;
    assert.match(await refused({ ...document, id: 'urn:other:one' }), /not the URN in the path/);
    assert.match(await refused({ ...document, resource_type: 'Printer' }), /User or Group/);
    assert.match(await refused({ ...document, attributes: [] }), /attributes/);
    assert.match(await refused({ ...document, attributes: [{ name: 'a', type: 'text' }] }), /type/);
    assert.match(await refused({ ...document, attributes: [{ type: 'string' }] }), /name/);
    const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
    assert.match(await refused({ ...document, id: core }, core), /core/);
    assert.match(await refused({ ...document, id: 'nothing' }, 'nothing'), /URN/);
    const deep = { ...document, attributes: [{ name: 'a', type: 'complex', subAttributes: [[[]]] }] };
    await refused(deep);
    assert.deepEqual(await list(), []);
    assert.equal(await version(), 0);
  });

  it('never lie within one another, where a name behind them would have two meanings', async () => {
    await put(document);
    for (const name of [`${urn}:badges`, urn.slice(0, urn.lastIndexOf(':'))]) {
      const problem = await office.api.refused(409, 'conflict', 'PUT', pathOf(name), {
        body: { ...document, id: name },
      });
      assert.match(problem.detail, /ambiguous/);
    }
    await put({ ...document, id: `${urn}2` }, `${urn}2`);
    assert.equal((await list()).length, 2);
  });

  it('are twenty at most', async () => {
    for (let n = 0; n < 20; n += 1) {
      const name = `urn:example:scim:acme${n}`;
      await put({ ...document, id: name }, name);
    }
    const name = 'urn:example:scim:acme99';
    const body = { ...document, id: name };
    await office.api.refused(409, 'conflict', 'PUT', pathOf(name), { body });
    assert.equal(await version(), 20);
    const again = 'urn:example:scim:acme7';
    await put({ ...document, id: again, name: 'Changed' }, again);
    const page = await office.api.expect(
      'DirectorySchemaList',
      'GET',
      `${directories}/${id}/schemas?limit=15`,
    );
    const rest = await office.api.expect(
      'DirectorySchemaList',
      'GET',
      `${directories}/${id}/schemas?limit=15&cursor=${page.next_cursor ?? ''}`,
    );
    assert.deepEqual([page.data.length, rest.data.length, rest.next_cursor], [15, 5, null]);
  });

  it('are of SCIM directories alone', async () => {
    const path = `${directories}/${office.directoryId}/schemas/${encodeURIComponent(urn)}`;
    await office.api.refused(409, 'conflict', 'PUT', path, { body: document });
    await office.api.refused(409, 'conflict', 'DELETE', path);
    await office.api.refused(404, 'not_found', 'GET', `${directories}/${office.tenantId}/schemas`);
  });
});
