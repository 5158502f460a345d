import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { profileOf } from '../../../../src/sources/scim/profiles/profile-of.ts';
import type { PatchOperation } from '../../../../src/sources/scim/protocol/patch-operation.ts';
import { buildRegistry, findType } from '../../../../src/sources/scim/protocol/registry.ts';
import { ScimError } from '../../../../src/sources/scim/protocol/scim-error.ts';
import type { ScimCaller } from '../../../../src/sources/scim/scim-caller.ts';
import type { ScimWrite } from '../../../../src/sources/scim/write/scim-write.ts';
import { createTestDatabase } from '../../../support/test-database.ts';
import { connectSuperuser } from '../../../support/superuser.ts';
import { startRollcall, type TestRollcall } from '../../../support/rollcall.ts';
import { newGroup, newUser, patchOf, scimTenant, type ScimClient } from '../../../support/scim-client.ts';

const policy = `
groups:
  match_by: name
  default_role: viewer
  map:
    - { name: admins, role: admin }
    - { name: members, role: member }
    - { name: keepers, role: admin }
`;

const registry = buildRegistry({ testResource: false, custom: [] });
const types = { User: typeOf('User'), Group: typeOf('Group') };
const nobody = '0198c0de-0000-7000-8000-0000000000ff';

function typeOf(name: string) {
  const type = findType(registry, name);
  assert.ok(type);
  return type;
}

/** A request on the nth user or group that there is; what does not exist is asked for by an id of nobody. */
type Step =
  | { kind: 'hire'; name: string; externalId: string | null }
  | { kind: 'rename'; user: number; name: string }
  | { kind: 'identify'; user: number; externalId: string }
  | { kind: 'active'; user: number; active: boolean }
  | { kind: 'fire'; user: number }
  | { kind: 'found'; name: string; members: number[] }
  | { kind: 'join' | 'leave'; group: number; user: number }
  | { kind: 'members'; group: number; members: number[] };

const index = fc.nat({ max: 3 });
const name = fc.constantFrom('ann', 'ben', 'Ann', 'cid');
const groupName = fc.constantFrom('admins', 'members', 'other');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('hire' as const),
    name,
    externalId: fc.option(fc.constantFrom('1', '2', '3')),
  }),
  fc.record({ kind: fc.constant('rename' as const), user: index, name }),
  fc.record({
    kind: fc.constant('identify' as const),
    user: index,
    externalId: fc.constantFrom('1', '2', '3'),
  }),
  fc.record({ kind: fc.constant('active' as const), user: index, active: fc.boolean() }),
  fc.record({ kind: fc.constant('fire' as const), user: index }),
  fc.record({
    kind: fc.constant('found' as const),
    name: groupName,
    members: fc.array(index, { maxLength: 3 }),
  }),
  fc.record({ kind: fc.constantFrom('join' as const, 'leave' as const), group: index, user: index }),
  fc.record({
    kind: fc.constant('members' as const),
    group: index,
    members: fc.array(index, { maxLength: 3 }),
  }),
);

describe('SCIM requests that come together', () => {
  let rollcall: TestRollcall;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  it('end as if they had come one after the other, answers and accounts alike', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 }),
        async (waves) => {
          const [one, other] = [await playedTenant('together', waves), await playedTenant('in turn', waves)];
          assert.deepEqual(one, other);
        },
      ),
      { numRuns: Number(process.env['ORDER_HISTORIES'] ?? 15) },
    );
  });

  /** Plays waves of requests; ids are told apart by their place, so that two tenants compare. */
  async function playedTenant(how: 'together' | 'in turn', waves: Step[][]) {
    const idp = await scimTenant(rollcall, { policy });
    const caller: ScimCaller = {
      tenantId: idp.tenantId,
      directoryId: idp.directoryId,
      profile: profileOf('generic'),
      registry,
      baseUrl: idp.baseUrl,
    };
    // Somebody administers all along: which last administrator stays depends on the batch, by design (ADR 11).
    const keeper = await idp.expect(201, 'POST', '/Users', newUser('keeper@acme.com'));
    await idp.expect(201, 'POST', '/Groups', newGroup('keepers', [keeper.id]));
    const ids = { User: [] as string[], Group: [] as string[] };
    const answers: string[] = [];
    for (const wave of waves) {
      const writes = wave.map((each) => toWrite(each, ids));
      const results: PromiseSettledResult<unknown>[] = [];
      if (how === 'together') {
        results.push(
          ...(await Promise.allSettled(
            writes.map((write) => rollcall.service.scim.writer.write(caller, write)),
          )),
        );
      } else {
        for (const write of writes) {
          results.push(...(await Promise.allSettled([rollcall.service.scim.writer.write(caller, write)])));
        }
      }
      for (const [at, result] of results.entries()) {
        const write = writes[at];
        if (result.status === 'rejected') {
          assert.ok(result.reason instanceof ScimError, String(result.reason));
          answers.push(result.reason.kind);
          continue;
        }
        answers.push('done');
        const { record } = result.value as { record: { id: string } | null };
        if (write?.kind === 'create' && record) ids[write.type.name as 'User' | 'Group'].push(record.id);
      }
    }
    return { answers, ...(await stateOf(idp, ids)) };
  }

  async function stateOf(idp: ScimClient, ids: { User: string[]; Group: string[] }) {
    const place = (id: string) => ids.User.indexOf(id);
    const users = await idp.expect(200, 'GET', '/Users');
    const groups = await idp.expect(200, 'GET', '/Groups');
    const accounts = await idp.users();
    return {
      users: users.Resources.map((user) => [place(user.id), user.userName, user.active]),
      groups: groups.Resources.map((group) => [
        ids.Group.indexOf(group.id),
        group.displayName,
        (group.members ?? []).map(({ value }) => place(value)).sort(),
      ]),
      // Who left keeps the role of that moment, which may have lasted for one request alone.
      accounts: accounts
        .map(({ email, status, role }) => [email, status, status === 'active' ? role : null])
        .sort(),
      externalIds: users.Resources.map(({ externalId }) => externalId ?? null),
    };
  }

  function toWrite(each: Step, ids: { User: string[]; Group: string[] }): ScimWrite {
    const user = (at: number) => ids.User[at] ?? nobody;
    const patch = (type: 'User' | 'Group', id: string, ...operations: PatchOperation[]): ScimWrite => ({
      kind: 'patch',
      type: types[type],
      id,
      operations,
      ifMatch: null,
    });
    switch (each.kind) {
      case 'hire': {
        const more = each.externalId === null ? {} : { externalId: each.externalId };
        return { kind: 'create', type: types.User, incoming: newUser(`${each.name}@acme.com`, more) };
      }
      case 'rename':
        return patch('User', user(each.user), {
          op: 'replace',
          path: 'userName',
          value: `${each.name}@acme.com`,
        });
      case 'identify':
        return patch('User', user(each.user), { op: 'replace', path: 'externalId', value: each.externalId });
      case 'active':
        return patch('User', user(each.user), { op: 'replace', path: 'active', value: each.active });
      case 'fire':
        return { kind: 'delete', type: types.User, id: user(each.user), ifMatch: null };
      case 'found':
        return { kind: 'create', type: types.Group, incoming: newGroup(each.name, each.members.map(user)) };
      case 'join':
        return patch('Group', ids.Group[each.group] ?? nobody, {
          op: 'add',
          path: 'members',
          value: [{ value: user(each.user) }],
        });
      case 'leave':
        return patch('Group', ids.Group[each.group] ?? nobody, {
          op: 'remove',
          path: `members[value eq "${user(each.user)}"]`,
          value: undefined,
        });
      case 'members':
        return patch('Group', ids.Group[each.group] ?? nobody, {
          op: 'replace',
          path: 'members',
          value: each.members.map((at) => ({ value: user(at) })),
        });
    }
  }

  it('of one person: all of them count, in their order, each with a later version', async () => {
    const idp = await scimTenant(rollcall, { policy });
    const { id } = await idp.expect(201, 'POST', '/Users', newUser('ann@acme.com'));
    const bodies = await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        idp.expect(200, 'PATCH', `/Users/${id}`, patchOf({ op: 'add', path: 'title', value: `Title ${at}` })),
      ),
    );
    const versions = bodies.map((body) => body.meta.version);
    assert.equal(new Set(versions).size, 12);
    const events = await idp.api.expect('EventList', 'GET', `/tenants/${idp.slug}/events?limit=200`);
    assert.equal(events.data.filter(({ type }) => type === 'scim.user.patched').length, 12);
  });

  it('of many people: one user name is taken once, whoever comes first', async () => {
    const idp = await scimTenant(rollcall, { policy });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) =>
        idp.request('POST', '/Users', newUser('Same@acme.com', { externalId: `e${at}` })),
      ),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array<number>(9).fill(409)]);
    assert.equal((await idp.users()).length, 1);
  });

  it('of many groups: the name that one gives up is free for the next, where names are unique', async () => {
    const idp = await scimTenant(rollcall, { policy });
    const { tenantId, directoryId, baseUrl } = idp;
    const caller: ScimCaller = { tenantId, directoryId, baseUrl, registry, profile: profileOf('entra') };
    const { writer } = rollcall.service.scim;
    const type = types.Group;
    const [one, other] = await Promise.all(
      ['one', 'other'].map((displayName) => idp.expect(201, 'POST', '/Groups', newGroup(displayName))),
    );
    assert.ok(one && other);
    const operations = [{ op: 'replace' as const, path: 'displayName', value: 'third' }];
    // The first of them keeps the others waiting, so that they go into one batch.
    const written = await Promise.allSettled([
      writer.write(caller, { kind: 'delete', type, id: nobody, ifMatch: null }),
      writer.write(caller, { kind: 'create', type, incoming: newGroup('ONE') }),
      writer.write(caller, { kind: 'delete', type, id: one.id, ifMatch: null }),
      writer.write(caller, { kind: 'create', type, incoming: newGroup('ONE') }),
      writer.write(caller, { kind: 'patch', type, id: other.id, operations, ifMatch: null }),
      writer.write(caller, { kind: 'create', type, incoming: newGroup('other') }),
      writer.write(caller, { kind: 'create', type, incoming: newGroup('third') }),
    ]);
    assert.deepEqual(
      written.map((each) => (each.status === 'fulfilled' ? 'written' : (each.reason as ScimError).kind)),
      ['notFound', 'uniqueness', 'written', 'written', 'written', 'written', 'uniqueness'],
    );
  });

  it('of a burst of a thousand: none is refused or lost', async function () {
    this.timeout(60_000);
    const idp = await scimTenant(rollcall, { policy });
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, (_, at) => idp.request('POST', '/Users', newUser(`p${at}@acme.com`))),
    );
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201]);
    assert.equal((await idp.expect(200, 'GET', '/Users?count=0')).totalResults, 1_000);
  });

  it('through two processes on one database: each counts once, and versions only grow', async function () {
    this.timeout(60_000);
    const testDatabase = await createTestDatabase();
    const one = await startRollcall({ testDatabase });
    const other = await startRollcall({ testDatabase: { ...testDatabase, drop: () => Promise.resolve() } });
    // Answers a PATCH of a group with its version alone, and not with the group as it is a moment later.
    const idp = await scimTenant(one, { policy, profile: 'okta' });
    const group = await idp.expect(201, 'POST', '/Groups', newGroup('members'));
    const versions: number[] = [];
    const through = async (url: string, method: string, path: string, body: unknown) => {
      const answer = await fetch(`${url}/scim/v2/${idp.directoryId}${path}`, {
        method,
        headers: { authorization: `Bearer ${idp.token}`, 'content-type': 'application/scim+json' },
        body: JSON.stringify(body),
      });
      assert.ok(answer.ok, `${method} ${path} answered ${answer.status}`);
      return answer;
    };
    await Promise.all(
      Array.from({ length: 30 }, async (_, at) => {
        const [first, second] = at % 2 === 0 ? [one.url, other.url] : [other.url, one.url];
        const created = await through(first, 'POST', '/Users', newUser(`p${at}@acme.com`));
        const { id } = (await created.json()) as { id: string };
        const joined = await through(
          second,
          'PATCH',
          `/Groups/${group.id}`,
          patchOf({ op: 'add', path: 'members', value: [{ value: id }] }),
        );
        versions.push(parseInt(/"(.*)"/.exec(joined.headers.get('etag') ?? '')?.[1] ?? '', 36));
      }),
    );
    const { members } = await idp.expect(200, 'GET', `/Groups/${group.id}`);
    assert.equal(members?.length, 30);
    assert.equal(new Set(versions).size, 30);
    assert.deepEqual([...new Set((await idp.users()).map(({ role }) => role))], ['member']);
    await other.stop();
    await one.stop();
  });

  it('where one fails on a fault of ours, the others go through', async () => {
    const idp = await scimTenant(rollcall, { policy });
    // The database refuses one of them, as it would on a fault in a constraint.
    const superuser = await connectSuperuser(rollcall.databaseUrl);
    await superuser.query(
      `alter table inbox add constraint refuse_marked check (payload::text not like '%refuse-me%') not valid`,
    );
    const names = ['ann', 'refuse-me', 'ben'];
    const answers = await Promise.all(
      names.map((each) => idp.request('POST', '/Users', newUser(`${each}@acme.com`))),
    );
    await superuser.query('alter table inbox drop constraint refuse_marked');
    await superuser.end();
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 500, 201],
    );
    assert.deepEqual((await idp.users()).map(({ email }) => email).sort(), ['ann@acme.com', 'ben@acme.com']);
  });
});
