import assert from 'node:assert/strict';
import type { SimulatedPerson } from '../../src/cli/demo/workos-payload.ts';
import type { User } from '../../src/generated/api.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { dumpDatabase } from '../support/dump.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { newGroup, newUser, patchOf, scimTenant, type ScimClient } from '../support/scim-client.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

const policy = `
groups:
  match_by: name
  default_role: no_access
  map:
    - { name: sales, role: member, workspaces: [ { key: pipeline, role: member } ] }
    - { name: watchers, role: viewer }
    - { name: admins, role: admin }
deactivation:
  mode: grace
  grace: { delete_after: 30d }
  revoke: [sessions, api_keys]
  if_reactivated: restore
`;
/** The same, but nobody's data are ever removed. */
const forever = policy.replace(
  'mode: grace\n  grace: { delete_after: 30d }',
  'mode: immediate\n  retain_data: forever',
);

/** Nobody else's values have any of this. */
const given = { email: 'quill.zebedee@acme.com', firstName: 'Quill', lastName: 'Zebedee' };
const title = 'Xylophonist';

describe('A purge', () => {
  let rollcall: TestRollcall;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  const pass = async (milliseconds: number) => {
    rollcall.clock.advance(milliseconds);
    await rollcall.drain();
  };

  /** Rows with anything of a person, by table: of a tenant, and of no tenant. */
  async function tracesOf(values: readonly string[], tenantId: string): Promise<Record<string, number>> {
    const found: Record<string, number> = {};
    for (const [table, rows] of await dumpDatabase(rollcall.databaseUrl)) {
      const own = rows.filter((row) => {
        const owner = /"tenant_id": ?"([^"]+)"/.exec(row)?.[1];
        if (owner !== undefined && owner !== tenantId) return false;
        return values.some((value) => row.toLowerCase().includes(value.toLowerCase()));
      });
      if (own.length > 0) found[table.replace('public.', '')] = own.length;
    }
    return found;
  }
  const valuesOf = (person: Pick<SimulatedPerson, 'idpId'>) => [
    given.email,
    given.firstName,
    given.lastName,
    title,
    person.idpId,
  ];

  async function hireQuill(company: Company, groups = ['sales']): Promise<SimulatedPerson> {
    await company.hire('boss', { groups: ['admins'] });
    const { person, events } = company.idp.hire({ ...given, attributes: {} });
    for (const name of groups) events.push(...company.idp.join(person, await company.group(name)));
    await company.tell(events);
    await company.tell(company.idp.update(person, { attributes: { job_title: title } }));
    return person;
  }
  /** Sessions, keys and a role set by hand: what an account gathers in its life. */
  async function useProduct(company: Company, user: User): Promise<void> {
    const place = `/tenants/${company.slug}/users/${user.id}`;
    await company.openSession(user.id);
    await company.api.expect('ApiKeyOnce', 'POST', `/tenants/${company.slug}/api-keys`, {
      body: { user_id: user.id, name: `${given.firstName}'s laptop` },
    });
    await company.api.expect('UserDetail', 'PUT', `${place}/role`, { body: { role: 'viewer' } });
  }
  const verify = (company: Pick<Company, 'api' | 'slug'>) =>
    company.api.expect('ChainReport', 'GET', `/tenants/${company.slug}/audit-records/verify`);
  const accountOf = (company: Company, id: string) =>
    company.api.expect('UserDetail', 'GET', `/tenants/${company.slug}/users/${id}`);

  it('leaves nothing of who left, once their time is over, and the audit chain intact; elsewhere all stays', async () => {
    const [company, elsewhere] = [
      await foundCompany(rollcall, policy),
      await foundCompany(rollcall, forever),
    ];
    const people = new Map<Company, { person: SimulatedPerson; user: User }>();
    for (const each of [company, elsewhere]) {
      // Nothing is ever delivered: what is to be told waits in the outbox.
      await each.api.expect('WebhookEndpointOnce', 'POST', '/webhook-endpoints', {
        body: { url: 'https://product.example/rollcall', tenant: each.slug },
      });
      const person = await hireQuill(each);
      const user = await each.userOf(person);
      await useProduct(each, user);
      await each.tell(each.idp.remove(person));
      people.set(each, { person, user });
    }
    const { person, user } = people.get(company) ?? assert.fail();
    const other = people.get(elsewhere) ?? assert.fail();

    await pass(30 * day - minute);
    const before = await tracesOf(valuesOf(person), company.tenantId);
    assert.equal((await accountOf(company, user.id)).status, 'deactivated');
    for (const table of [
      'users',
      'directory_users',
      'directory_user_keys',
      'inbox',
      'audit_records',
      'api_keys',
      'outbox_messages',
    ]) {
      assert.ok((before[table] ?? 0) > 0, `nothing in ${table} that could be purged`);
    }
    const kept = await tracesOf(valuesOf(other.person), elsewhere.tenantId);

    await pass(minute);
    assert.deepEqual(await tracesOf(valuesOf(person), company.tenantId), {});
    assert.deepEqual(await tracesOf(valuesOf(other.person), elsewhere.tenantId), kept);
    assert.equal((await elsewhere.userOf(other.person)).email, given.email);

    const report = await verify(company);
    assert.deepEqual([report.intact, report.problem], [true, null]);
    assert.ok(report.purged >= 5, `${report.purged} records`);
    assert.equal((await verify(elsewhere)).purged, 0);
  });

  it('shows the account as purged, what was done about it, and the events, without anything personal', async () => {
    const company = await foundCompany(rollcall, policy);
    const person = await hireQuill(company);
    const { id } = await company.userOf(person);
    await company.tell(company.idp.remove(person));
    const actionsBefore = (await company.records(`&user_id=${id}`)).map(({ action }) => action);
    const events = await company.events();
    await pass(30 * day);

    const account = await accountOf(company, id);
    assert.deepEqual(
      [
        account.status,
        account.email,
        account.display_name,
        account.external_id,
        account.attributes,
        account.workspaces,
      ],
      ['purged', null, null, null, {}, []],
    );
    const why = await company.api.expect('Why', 'GET', `/tenants/${company.slug}/users/${id}/why`);
    assert.equal(why.decision, null);
    const [purged] = await company.users('?status=purged');
    assert.equal(purged?.id, id);

    const records = await company.records(`&user_id=${id}`);
    assert.deepEqual(
      records.map(({ action }) => action),
      [...actionsBefore, 'user.purged'],
    );
    for (const record of records.slice(0, -1)) {
      assert.deepEqual([record.before, record.after, record.reason], [null, null, 'Removed by a purge']);
      assert.equal(record.content_purged_at, records.at(-1)?.at);
    }
    assert.equal(records.at(-1)?.content_purged_at, null);
    assert.match(records.at(-1)?.reason ?? '', /^Purged: /);

    const after = await company.events();
    assert.deepEqual([...after.keys()], [...events.keys()]);
    assert.deepEqual(
      [...after.values()].map(({ type, status, occurred_at }) => [type, status, occurred_at]),
      [...events.values()].map(({ type, status, occurred_at }) => [type, status, occurred_at]),
    );
    const access = await company.api.expect('AccessAnswer', 'POST', '/access-checks', {
      body: { tenant: company.slug, user_id: id },
    });
    assert.deepEqual([access.allowed, access.code], [false, 'purged']);
  });

  it('is not what happens to who comes back before it, or in the very minute', async () => {
    for (const early of [minute, 0]) {
      const company = await foundCompany(rollcall, policy);
      const person = await hireQuill(company);
      const { id } = await company.userOf(person);
      await company.tell(company.idp.remove(person));
      rollcall.clock.advance(30 * day - early);
      const group = company.idp.groups.find(({ name }) => name === 'sales') ?? assert.fail();
      await company.tell([...company.idp.comeBack(person), ...company.idp.join(person, group)]);
      assert.equal((await company.userOf(person)).id, id);
      await pass(60 * day);
      const account = await accountOf(company, id);
      assert.deepEqual([account.status, account.email], ['active', given.email]);
    }
  });

  it('makes who comes back after it somebody new, who inherits nothing', async () => {
    const company = await foundCompany(rollcall, policy);
    const person = await hireQuill(company, ['sales']);
    const former = await company.userOf(person);
    await useProduct(company, former);
    assert.equal((await company.userOf(person)).role, 'viewer');
    await company.tell(company.idp.remove(person));
    await pass(30 * day);

    await company.tell(company.idp.comeBack(person));
    assert.deepEqual(await company.users(`?external_id=${person.idpId}`), []);
    await company.tell(company.idp.join(person, await company.group('sales')));
    const user = await company.userOf(person);
    assert.notEqual(user.id, former.id);
    assert.deepEqual([user.status, user.role, user.role_origin], ['active', 'member', 'directory']);
    assert.deepEqual(user.workspaces, [{ key: 'pipeline', role: 'member' }]);
    assert.equal((await accountOf(company, former.id)).status, 'purged');
    assert.deepEqual(
      (await company.records(`&user_id=${user.id}`))
        .map(({ action }) => action)
        .filter((a) => a.startsWith('user.')),
      ['user.provisioned'],
    );
  });

  it('gives who was only blocked, and is let in again, an account by the groups that they are still in', async () => {
    const company = await foundCompany(rollcall, policy);
    const person = await hireQuill(company, ['watchers']);
    const former = await company.userOf(person);
    await company.tell(company.idp.deactivate(person));
    await pass(30 * day);
    assert.deepEqual(await tracesOf(valuesOf(person), company.tenantId), {});

    await company.tell(company.idp.comeBack(person));
    const user = await company.userOf(person);
    assert.notEqual(user.id, former.id);
    assert.deepEqual([user.status, user.role], ['active', 'viewer']);
  });

  it('lets nobody in by news that comes late, whether it was heard before or not', async () => {
    const company = await foundCompany(rollcall, policy);
    await company.hire('boss', { groups: ['admins'] });
    const { person, events } = company.idp.hire({ ...given, attributes: {} });
    events.push(...company.idp.join(person, await company.group('sales')));
    await company.tell(events);
    const withheld = company.idp.update(person, { attributes: { job_title: title } });
    await company.tell(company.idp.remove(person));
    await pass(30 * day);

    const heard = [...(await company.events()).keys()];
    await company.tell(events);
    assert.deepEqual([...(await company.events()).keys()], heard);
    assert.deepEqual(await tracesOf(valuesOf(person), company.tenantId), {});

    await company.tell(withheld);
    assert.deepEqual(await company.users(`?external_id=${person.idpId}`), []);
    assert.deepEqual(
      (await company.users('?status=active')).map(({ given_name }) => given_name),
      ['boss'],
    );
    // The news itself, and whom it named: neither is a person, nor becomes one.
    assert.deepEqual(Object.keys(await tracesOf(valuesOf(person), company.tenantId)), [
      'directory_user_keys',
      'inbox',
    ]);
  });

  it('ends the account of who is still in the directory, and keeps what it needs to give them one again', async () => {
    const company = await foundCompany(rollcall, policy);
    const person = await hireQuill(company);
    const former = await company.userOf(person);
    await company.tell(company.idp.leave(person, await company.group('sales')));
    await pass(30 * day);
    assert.equal((await accountOf(company, former.id)).status, 'purged');
    assert.deepEqual(Object.keys(await tracesOf(valuesOf(person), company.tenantId)), [
      'directory_user_keys',
      'directory_users',
      'inbox',
    ]);
    assert.equal((await verify(company)).intact, true);

    await company.tell(company.idp.join(person, await company.group('watchers')));
    const user = await company.userOf(person);
    assert.notEqual(user.id, former.id);
    assert.deepEqual([user.status, user.role, user.email], ['active', 'viewer', given.email]);
  });

  describe('of people of a SCIM directory', () => {
    const body = newUser(given.email, {
      externalId: 'ext-zebedee',
      displayName: 'Quill Zebedee',
      name: { givenName: given.firstName, familyName: given.lastName },
      title,
    });
    const values = [given.email, given.firstName, given.lastName, title];

    async function employ(scim: ScimClient): Promise<{ id: string; user: User; group: string }> {
      const { id } = await scim.expect(201, 'POST', '/Users', body);
      const { id: group } = await scim.expect(201, 'POST', '/Groups', newGroup('sales', [id]));
      const user = await scim.userOf('ext-zebedee');
      assert.ok(user);
      return { id, user, group };
    }
    const leavings: [string, (scim: ScimClient, id: string) => Promise<unknown>][] = [
      ['was deleted', (scim, id) => scim.expect(204, 'DELETE', `/Users/${id}`)],
      [
        'was made inactive',
        (scim, id) =>
          scim.expect(200, 'PATCH', `/Users/${id}`, patchOf({ op: 'replace', path: 'active', value: false })),
      ],
    ];

    for (const [how, leave] of leavings) {
      it(`leaves nothing of who ${how}, finds them no more, and takes them for new under the same names`, async () => {
        const scim = await scimTenant(rollcall, { policy });
        const { id, user, group } = await employ(scim);
        await leave(scim, id);
        await pass(30 * day - minute);
        assert.ok(((await tracesOf(values, scim.tenantId))['directory_user_emails'] ?? 0) > 0);
        await pass(minute);

        assert.deepEqual(await tracesOf(values, scim.tenantId), {});
        assert.equal((await verify(scim)).intact, true);
        for (const [method, change] of [
          ['GET', undefined],
          ['PUT', body],
          ['PATCH', patchOf({ op: 'replace', path: 'active', value: true })],
          ['DELETE', undefined],
        ] as const) {
          assert.equal((await scim.request(method, `/Users/${id}`, change)).status, 404, method);
        }
        for (const filter of [
          `userName eq "${given.email}"`,
          'externalId eq "ext-zebedee"',
          `id eq "${id}"`,
        ]) {
          const list = await scim.expect(200, 'GET', `/Users?filter=${encodeURIComponent(filter)}`);
          assert.equal(list.totalResults, 0, filter);
        }
        assert.equal((await scim.expect(200, 'GET', '/Users')).totalResults, 0);
        assert.deepEqual((await scim.expect(200, 'GET', `/Groups/${group}`)).members ?? [], []);

        const again = await scim.expect(201, 'POST', '/Users', body);
        assert.notEqual(again.id, id);
        await scim.expect(
          200,
          'PATCH',
          `/Groups/${group}?attributes=displayName`,
          patchOf({ op: 'add', path: 'members', value: [{ value: again.id }] }),
        );
        const returned = await scim.userOf('ext-zebedee');
        assert.ok(returned);
        assert.notEqual(returned.id, user.id);
        assert.deepEqual([returned.status, returned.role], ['active', 'member']);
      });
    }
  });
});
