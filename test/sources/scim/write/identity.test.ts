import assert from 'node:assert/strict';
import { profileOf } from '../../../../src/sources/scim/profiles/profile-of.ts';
import { buildRegistry, findType } from '../../../../src/sources/scim/protocol/registry.ts';
import type { ScimWrite } from '../../../../src/sources/scim/write/scim-write.ts';
import { startRollcall, type TestRollcall } from '../../../support/rollcall.ts';
import { newGroup, newUser, patchOf, scimTenant, type ScimClient } from '../../../support/scim-client.ts';

const policy = `
groups:
  match_by: name
  default_role: viewer
  map:
    - { name: admins, role: admin }
    - { name: members, role: member }
`;

type DistributiveOmit<Union, Name extends PropertyKey> = Union extends unknown ? Omit<Union, Name> : never;

describe('Who is who over SCIM', () => {
  let rollcall: TestRollcall;
  let idp: ScimClient;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    idp = await scimTenant(rollcall, { policy });
  });

  const hire = async (name: string): Promise<string> =>
    (await idp.expect(201, 'POST', '/Users', newUser(`${name}@acme.com`, { externalId: name }))).id;
  const rename = (id: string, externalId: string) =>
    idp.expect(
      200,
      'PATCH',
      `/Users/${id}`,
      patchOf({ op: 'replace', path: 'externalId', value: externalId }),
    );
  const shown = async () =>
    (await idp.expect(200, 'GET', '/Users?sortBy=userName')).Resources.map(({ id, userName, externalId }) => [
      id,
      userName,
      externalId,
    ]);
  const accounts = async () =>
    (await idp.users()).map(({ id, email, external_id, status, role }) => ({
      ...{ id, email, external_id, status, role },
    }));

  it('two people may exchange their external ids: each keeps the id, the account and the groups', async () => {
    const [ann, ben] = [await hire('ann'), await hire('ben')];
    await idp.expect(201, 'POST', '/Groups', newGroup('members', [ann]));
    const before = await accounts();
    await rename(ann, 'for a while');
    await rename(ben, 'ann');
    await rename(ann, 'ben');
    assert.deepEqual(await shown(), [
      [ann, 'ann@acme.com', 'ben'],
      [ben, 'ben@acme.com', 'ann'],
    ]);
    const exchanged = before.map((user) => ({
      ...user,
      external_id: user.external_id === 'ann' ? 'ben' : 'ann',
    }));
    assert.deepEqual(await accounts(), exchanged);
  });

  it('an external id that was given up may be somebody else’s, who gets an account of their own', async () => {
    const ann = await hire('ann');
    await idp.expect(201, 'POST', '/Groups', newGroup('admins', [ann]));
    await rename(ann, 'another');
    const ben = await idp.expect(201, 'POST', '/Users', newUser('ben@acme.com', { externalId: 'ann' }));
    assert.deepEqual(await shown(), [
      [ann, 'ann@acme.com', 'another'],
      [ben.id, 'ben@acme.com', 'ann'],
    ]);
    assert.deepEqual(
      (await accounts()).map(({ email, external_id, role }) => [email, external_id, role]),
      [
        ['ann@acme.com', 'another', 'admin'],
        ['ben@acme.com', 'ann', 'viewer'],
      ],
    );
  });

  it('whoever gets the external id of somebody who left stays the same User; who returns is who had it last', async () => {
    const [ann, ben] = [await hire('ann'), await hire('ben')];
    await idp.expect(201, 'POST', '/Groups', newGroup('members', [ann]));
    const [account] = await accounts();
    await idp.expect(204, 'DELETE', `/Users/${ben}`);
    await rename(ann, 'ben');
    assert.deepEqual(await shown(), [[ann, 'ann@acme.com', 'ben']]);
    assert.deepEqual(
      (await accounts()).map(({ email, status, role }) => [email, status, role]),
      [
        ['ann@acme.com', 'active', 'member'],
        ['ben@acme.com', 'deactivated', 'viewer'],
      ],
    );
    await idp.expect(204, 'DELETE', `/Users/${ann}`);
    await idp.expect(201, 'POST', '/Users', newUser('ann@acme.com', { externalId: 'ben' }));
    const active = (await accounts()).filter(({ status }) => status === 'active');
    assert.deepEqual(
      active.map(({ id }) => id),
      [account?.id],
    );
  });

  /** Writes of Users that are applied in one batch; the ids of what they wrote. */
  const writeTogether = async (...writes: DistributiveOmit<ScimWrite, 'type'>[]) => {
    const registry = buildRegistry({ testResource: false, custom: [] });
    const type = findType(registry, 'User');
    assert.ok(type);
    const { tenantId, directoryId, baseUrl } = idp;
    const caller = { tenantId, directoryId, baseUrl, registry, profile: profileOf('generic') };
    // The first one keeps the others waiting.
    const first = { kind: 'delete', id: directoryId, ifMatch: null } as const;
    const [, ...written] = await Promise.allSettled(
      [first, ...writes].map((write) => rollcall.service.scim.writer.write(caller, { ...write, type })),
    );
    return written.map((each) => {
      if (each.status === 'rejected') throw each.reason;
      return each.value.record?.id;
    });
  };

  it('a user name that is given up in the same moment may be somebody else’s', async () => {
    const { id } = await idp.expect(201, 'POST', '/Users', newUser('ann@acme.com'));
    const operations = [{ op: 'replace' as const, path: 'userName', value: 'anna@acme.com' }];
    const [, another] = await writeTogether(
      { kind: 'patch', id, operations, ifMatch: null },
      { kind: 'create', incoming: newUser('ann@acme.com') },
    );
    assert.deepEqual(await shown(), [
      [another, 'ann@acme.com', undefined],
      [id, 'anna@acme.com', undefined],
    ]);
    assert.equal((await accounts()).length, 2);
  });

  it('of two who come in the same moment, only one is who left', async () => {
    const left = await hire('ann');
    await idp.expect(204, 'DELETE', `/Users/${left}`);
    const [returned, namesake] = await writeTogether(
      { kind: 'create', incoming: newUser('anna@acme.com', { externalId: 'ann' }) },
      { kind: 'create', incoming: newUser('ann@acme.com') },
    );
    assert.deepEqual(await shown(), [
      [namesake, 'ann@acme.com', undefined],
      [returned, 'anna@acme.com', 'ann'],
    ]);
    assert.equal((await accounts()).length, 2);
  });

  describe('the last administrator, who was to leave,', () => {
    for (const [name, method, body] of [
      ['deleted', 'DELETE', undefined],
      ['set inactive', 'PATCH', patchOf({ op: 'replace', path: 'active', value: false })],
    ] as const) {
      it(`${name}, goes on leaving whatever else changes, until a request says active`, async () => {
        const ann = await hire('ann');
        const group = await idp.expect(201, 'POST', '/Groups', newGroup('admins', [ann]));
        await idp.expect(409, method, `/Users/${ann}`, body);
        const title = patchOf({ op: 'replace', path: 'title', value: 'Former' });
        const patched = await idp.expect(200, 'PATCH', `/Users/${ann}`, title);
        assert.deepEqual([patched.active, patched['title']], [true, 'Former']);
        await idp.expect(200, 'PUT', `/Users/${ann}`, newUser('ann@acme.com', { externalId: 'ann' }));
        await idp.expect(409, method, `/Users/${ann}`, body);
        const ben = await hire('ben');
        const join = patchOf({ op: 'add', path: 'members', value: [{ value: ben }] });
        await idp.expect(200, 'PATCH', `/Groups/${group.id}`, join);
        assert.equal((await idp.userOf('ann'))?.status, 'deactivated');
      });
    }

    for (const [name, method, body] of [
      ['deleted', 'DELETE', undefined],
      ['set inactive', 'PATCH', patchOf({ op: 'replace', path: 'active', value: false })],
    ] as const) {
      it(`${name}, stays as if nothing had happened where a request says active again`, async () => {
        const ann = await hire('ann');
        const group = await idp.expect(201, 'POST', '/Groups', newGroup('admins', [ann]));
        const { meta } = await idp.expect(200, 'GET', `/Users/${ann}`);
        await idp.expect(409, method, `/Users/${ann}`, body);
        const activation = patchOf({ op: 'replace', path: 'active', value: true });
        const { groups } = await idp.expect(200, 'PATCH', `/Users/${ann}`, activation);
        assert.deepEqual(
          groups?.map(({ value }) => value),
          [group.id],
        );
        const ben = await hire('ben');
        const join = patchOf({ op: 'add', path: 'members', value: [{ value: ben }] });
        await idp.expect(200, 'PATCH', `/Groups/${group.id}`, join);
        const account = await idp.userOf('ann');
        assert.deepEqual([account?.status, account?.role], ['active', 'admin']);
        const shownAgain = await idp.expect(200, 'GET', `/Users/${ann}`);
        assert.deepEqual([shownAgain.active, shownAgain.meta.created], [true, meta.created]);
        const { members } = await idp.expect(200, 'GET', `/Groups/${group.id}`);
        assert.deepEqual(new Set(members?.map(({ value }) => value)), new Set([ann, ben]));
      });
    }

    it('comes back without the groups from before an earlier removal', async () => {
      const first = await hire('ann');
      const members = await idp.expect(201, 'POST', '/Groups', newGroup('members', [first]));
      await idp.expect(204, 'DELETE', `/Users/${first}`);
      const ann = await hire('ann');
      const admins = await idp.expect(201, 'POST', '/Groups', newGroup('admins', [ann]));
      await idp.expect(409, 'DELETE', `/Users/${ann}`);
      const activation = patchOf({ op: 'replace', path: 'active', value: true });
      const { groups } = await idp.expect(200, 'PATCH', `/Users/${ann}`, activation);
      assert.deepEqual(
        groups?.map(({ value }) => value),
        [admins.id],
      );
      assert.equal((await idp.expect(200, 'GET', `/Groups/${members.id}`)).members, undefined);
    });
  });
});
