import assert from 'node:assert/strict';
import type { ProfileName } from '../../../src/domain/profile-names.ts';
import { setDirectoryProfile } from '../../../src/tenancy/directories.ts';
import { startRollcall, type TestRollcall } from '../../support/rollcall.ts';
import { CORE_USER, openScim, PATCH_OP, type StrictScimClient } from '../../support/strict-scim-client.ts';

describe('what is noted of the dialect of a SCIM directory', () => {
  let rollcall: TestRollcall;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  const nobody = '/Users/0198c0de-0000-7000-8000-000000000000';
  const deactivation = {
    schemas: [PATCH_OP],
    Operations: [{ op: 'Replace', path: 'active', value: 'False' }],
  };

  async function open(profile: ProfileName): Promise<StrictScimClient> {
    return openScim(rollcall, { profile });
  }

  /** Each as `kind name count`. */
  async function notesOf(scim: StrictScimClient): Promise<string[]> {
    await rollcall.service.scim.dialectNotes.flush();
    const rows = await rollcall.database.readInTenant<{ kind: string; name: string; count: number }>(
      scim.tenantId,
      `select kind, name, count from directory_dialect
        where tenant_id = scope.tenant_id and directory_id = ? and kind <> 'step' order by kind, name`,
      [scim.directoryId],
    );
    return rows.map(({ kind, name, count }) => `${kind} ${name} ${count}`);
  }

  it('is every rewrite that its profile made', async () => {
    const scim = await open('entra');
    const { id } = await scim.expect(201, 'POST', '/Users', { schemas: [CORE_USER], userName: 'ada' });
    await scim.expect(200, 'PATCH', `/Users/${id}`, deactivation);
    await scim.expect(200, 'PATCH', `/Users/${id}`, deactivation);
    const notes = await notesOf(scim);
    assert.ok(notes.includes('rewrite boolean_as_string 2'), notes.join());
    assert.ok(notes.includes('rewrite op_capitals 2'), notes.join());
  });

  it('is also noted of a request that is refused later', async () => {
    const scim = await open('entra');
    await scim.refused(404, null, 'PATCH', nobody, deactivation);
    assert.ok((await notesOf(scim)).includes('rewrite boolean_as_string 1'));
  });

  it('is what speaks for another profile than the one that was chosen', async () => {
    const scim = await open('generic');
    await scim.request('GET', '/Users?count=1&aadOptscim062020');
    await scim.request('PATCH', nobody, deactivation);
    await scim.request('GET', '/Users', undefined, { 'user-agent': 'Okta SCIM Client 1.0.0' });
    const notes = await notesOf(scim);
    for (const name of ['aadoptscim_flag', 'boolean_as_string', 'okta_user_agent']) {
      assert.ok(notes.includes(`sign ${name} 1`), notes.join());
    }
  });

  it('is what a PATCH was forgiven', async () => {
    const scim = await open('entra');
    const { id } = await scim.expect(201, 'POST', '/Users', { schemas: [CORE_USER], userName: 'grace' });
    const before = await notesOf(scim);
    await scim.expect(200, 'PATCH', `/Users/${id}`, {
      schemas: [PATCH_OP],
      Operations: [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'grace@acme.com' }],
    });
    const added = (await notesOf(scim)).filter((note) => !before.includes(note));
    assert.equal(added.filter((note) => note.startsWith('rewrite ')).length, 1, added.join());
  });

  it('is what the operations of a bulk request needed', async () => {
    const scim = await open('entra');
    await scim.expect(200, 'POST', '/Bulk', {
      Operations: [{ method: 'PATCH', path: nobody, data: deactivation }],
    });
    assert.ok((await notesOf(scim)).includes('rewrite boolean_as_string 1'));
  });

  it('is of another profile from the moment that one is chosen', async () => {
    const scim = await open('generic');
    const { id } = await scim.expect(201, 'POST', '/Users', { schemas: [CORE_USER], userName: 'ada' });
    await scim.refused(400, 'invalidValue', 'PATCH', `/Users/${id}`, deactivation);
    await setDirectoryProfile(rollcall.service.tenancy, scim.tenantId, scim.directoryId, 'entra', {
      kind: 'operator',
      id: 'test',
    });
    await scim.expect(200, 'PATCH', `/Users/${id}`, deactivation);
  });

  it('is nothing where the standard was kept, and nothing of a stranger', async () => {
    const scim = await open('generic');
    await scim.expect(200, 'GET', '/Users');
    await scim.as('stranger').request('PATCH', nobody, deactivation);
    assert.deepEqual(await notesOf(scim), []);
  });
});
