import assert from 'node:assert/strict';
import { startRollcall, type TestRollcall } from '../../../support/rollcall.ts';
import { newGroup, newUser, patchOf, scimTenant, type ScimClient } from '../../../support/scim-client.ts';

const policy = `
groups:
  match_by: name
  default_role: viewer
  settle: 10s
  map:
    - { name: owners, role: owner }
    - { name: admins, role: admin, workspaces: [ { key: office, role: admin } ] }
    - { name: members, role: member, workspaces: [ { key: office, role: member } ] }
`;

describe('Who is moved between groups over SCIM', () => {
  let rollcall: TestRollcall;
  let scim: ScimClient;
  let ada: string;
  let hired: number;
  let groups: { admins: string; members: string };

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    scim = await scimTenant(rollcall, { policy });
    const hire = async (name: string) =>
      (await scim.expect(201, 'POST', '/Users', newUser(`${name}@acme.com`, { externalId: name }))).id;
    const group = async (name: string, ...members: string[]) =>
      (await scim.expect(201, 'POST', '/Groups', newGroup(name, members))).id;
    await group('owners', await hire('boss'));
    ada = await hire('ada');
    groups = { admins: await group('admins', ada), members: await group('members') };
    hired = (await changes()).length;
  });

  const edit = (op: 'add' | 'remove', to: keyof typeof groups): Promise<unknown> =>
    scim.request(
      'PATCH',
      `/Groups/${groups[to]}`,
      patchOf(
        op === 'add'
          ? { op, path: 'members', value: [{ value: ada }] }
          : { op, path: `members[value eq "${ada}"]` },
      ),
    );
  /** As Okta does it for groups that it pushes: the whole group. */
  const put = (to: keyof typeof groups, ...members: string[]): Promise<unknown> =>
    scim.request('PUT', `/Groups/${groups[to]}`, newGroup(to, members));
  async function standing(): Promise<string> {
    const user = await scim.userOf('ada');
    return [user?.role, ...(user?.workspaces ?? []).map(({ key, role }) => `${key}:${role}`)].join(' ');
  }
  async function changes(): Promise<string[]> {
    const user = await scim.userOf('ada');
    const records = await scim.records(`&user_id=${user?.id ?? ''}`);
    return records.map(({ action }) => action);
  }
  const pass = async (ms: number): Promise<void> => {
    rollcall.clock.advance(ms);
    await rollcall.drain();
  };

  for (const [title, steps] of [
    [
      'a PATCH that removes and one that adds',
      [() => edit('remove', 'admins'), () => edit('add', 'members')],
    ],
    [
      'a PATCH that adds and one that removes',
      [() => edit('add', 'members'), () => edit('remove', 'admins')],
    ],
    ['a PUT without them and one with them', [() => put('admins'), () => put('members', ada)]],
    ['a PUT with them and one without them', [() => put('members', ada), () => put('admins')]],
  ] as const) {
    it(`by ${title} changes role and workspace once, and never has less`, async () => {
      for (const step of steps) {
        await step();
        assert.equal(await standing(), 'admin office:admin');
        await pass(2_000);
        assert.equal(await standing(), 'admin office:admin');
      }
      await pass(10_000);
      assert.equal(await standing(), 'member office:member');
      assert.deepEqual((await changes()).slice(hired), ['role.changed', 'workspace.role_changed']);
    });
  }

  it('to a better one is promoted at once, whichever request comes first', async () => {
    await edit('add', 'members');
    await edit('remove', 'admins');
    await pass(10_000);
    const before = (await changes()).length;
    await edit('remove', 'members');
    await edit('add', 'admins');
    assert.equal(await standing(), 'admin office:admin');
    await pass(10_000);
    assert.deepEqual((await changes()).slice(before), ['role.changed', 'workspace.role_changed']);
  });

  it('and set inactive in between loses access at once', async () => {
    await edit('remove', 'admins');
    await scim.expect(
      200,
      'PATCH',
      `/Users/${ada}`,
      patchOf({ op: 'replace', path: 'active', value: false }),
    );
    assert.equal((await scim.userOf('ada'))?.status, 'deactivated');
    await edit('add', 'members');
    await pass(10_000);
    assert.deepEqual((await changes()).slice(hired), ['user.deactivated']);
  });

  it('and never put into another one has the lesser role on time', async () => {
    await put('admins');
    await pass(9_999);
    assert.equal(await standing(), 'admin office:admin');
    await pass(1);
    assert.equal(await standing(), 'viewer');
    const record = (await scim.records('&action=role.changed')).at(-1);
    assert.match(record?.reason ?? '', /left the group admins/);
    assert.equal(record?.event_ids.length, 1);
  });
});
