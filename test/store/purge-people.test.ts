import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { Client } from 'pg';
import { v7 as newId } from 'uuid';
import type { DirectoryEvent, PersonKey } from '../../src/generated/directory-event.ts';
import { applyToMirror } from '../../src/reconcile/mirror.ts';
import { insertAuditRecords } from '../../src/store/audit-records.ts';
import type { Transaction } from '../../src/store/database.ts';
import { dismissEvents, retryEvent } from '../../src/store/events-set-aside.ts';
import { findEvents } from '../../src/store/events.ts';
import { insertEvents, takeEvents, writeOutcomes } from '../../src/store/inbox.ts';
import { readDirectoryPeople, readMemberships } from '../../src/store/person-rows.ts';
import { purgePeople, type PurgedPerson } from '../../src/store/purge-people.ts';
import { dumpDatabase } from '../support/dump.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { superuserUrl } from '../support/test-server.ts';

type Source = 'workos' | 'scim' | 'import';

const arrivedAt = new Date('2026-03-01T09:00:00Z');
const leftAt = '2026-03-02T09:00:00.000Z';
const purgedAt = new Date('2026-04-01T09:00:00Z');
/** Whatever of a person must not be found again: every value of theirs has it. */
const trace = /zoe|quist|k4711/i;

const resourceOf = (name: string) => ({
  userName: `${name}.quist@acme.com`,
  displayName: `${name} Quist`,
  name: { givenName: name, familyName: 'Quist' },
  emails: [{ value: `${name}.quist@acme.com`, primary: true }],
  custom: { badge: 'k4711' },
});

function schema(name: string): object {
  return JSON.parse(readFileSync(new URL(`../../schemas/${name}`, import.meta.url), 'utf8')) as object;
}

describe('Purging people', () => {
  let test: TestDatabase;
  let superuser: Client;
  let tenant: string;
  let directory: string;
  let source: Source;
  let count = 0;

  before(async () => {
    test = await createTestDatabase();
    superuser = new Client(await superuserUrl(test.url));
    await superuser.connect();
  });
  after(async () => {
    await superuser.end();
    await test.drop();
  });
  beforeEach(() => foundTenant('workos'));

  async function foundTenant(with_: Source): Promise<void> {
    [tenant, directory, source] = [newId(), newId(), with_];
    count += 1;
    await superuser.query(`insert into tenants (id, slug, name, created_at) values ($1, $2, $2, now())`, [
      tenant,
      `t${count}`,
    ]);
    await superuser.query(
      `insert into directories (tenant_id, id, source, state, created_at) values ($1, $2, $3, 'active', now())`,
      [tenant, directory, source],
    );
    await superuser.query(
      `insert into workspaces (tenant_id, key, name, created_at) values ($1, 'sales', 'Sales', now())`,
      [tenant],
    );
  }

  const within = <T>(work: (trx: Transaction) => Promise<T>) => test.database.inTenant(tenant, work);

  const event = (news: DirectoryEvent['news'], occurredAt = arrivedAt.toISOString()): DirectoryEvent => ({
    id: `event_${String((count += 1))}`,
    source,
    type: `dsync.${news.kind}`,
    occurredAt,
    news,
  });
  const seen = (person: PersonKey, name = 'Zoe', active = true): DirectoryEvent['news'] => ({
    kind: 'user_seen',
    person,
    active,
    resource: resourceOf(name),
  });
  const sales = { sourceId: 'group_sales', name: 'Sales' };

  const arrive = (events: DirectoryEvent[], status: 'waiting' | 'set_aside' = 'waiting') =>
    insertEvents(
      test.database,
      events.map((each) => ({
        tenantId: tenant,
        directoryId: directory,
        event: each,
        receivedAt: arrivedAt,
        status,
        error: status === 'set_aside' ? 'It broke over Zoe' : null,
      })),
    );
  /** Applies what arrived, as a lane does. */
  const apply = () =>
    within(async (trx) => {
      const events = await takeEvents(trx, tenant, 500, purgedAt);
      const { fates } = await applyToMirror(
        trx,
        tenant,
        events.map((each) => ({ directoryId: each.directory_id, event: each.payload })),
      );
      await writeOutcomes(
        trx,
        tenant,
        events.map((each) => ({
          directory_id: each.directory_id,
          event_id: each.event_id,
          status: fates.get(each.event_id) ?? 'applied',
          attempts: 1,
          next_attempt_at: null,
          error: null,
        })),
        arrivedAt,
      );
      return fates;
    });
  const tell = async (...events: DirectoryEvent[]) => {
    await arrive(events);
    return apply();
  };

  /** The directory user behind a name of theirs. */
  async function behind(key: string): Promise<string | undefined> {
    const result = await superuser.query<{ id: string }>(
      'select directory_user_id as id from directory_user_keys where tenant_id = $1 and directory_id = $2 and key = $3',
      [tenant, directory, key],
    );
    return result.rows[0]?.id;
  }
  const recordOf = (id: string) =>
    within(async (trx) => {
      const [row] = await readDirectoryPeople(trx, tenant, [id]);
      assert.ok(row);
      return row;
    });
  const groupsOf = (id: string) =>
    within(async (trx) => {
      const { removed_at } = await recordOf(id);
      const rows = await readMemberships(trx, tenant, [id]);
      return rows
        .filter(({ occurred_at }) => removed_at === null || occurred_at > removed_at)
        .map(({ name }) => name);
    });

  /** An account that was emptied already, with all that surrounds it. */
  async function openAccount(userId = newId(), directoryUserId: string | null = null): Promise<string> {
    const mine = [tenant, userId];
    const both = async (sql: string) => {
      await superuser.query(sql.replace('$open', 'null'), mine);
      await superuser.query(sql.replace('$open', 'now()'), mine);
    };
    await superuser.query(
      `insert into users (tenant_id, id, status, provisioned_at, updated_at) values ($1, $2, 'purged', now(), now())`,
      mine,
    );
    await both(`insert into sessions (tenant_id, id, user_id, expires_at, created_at, revoked_at)
                values ($1, gen_random_uuid(), $2, now(), now(), $open)`);
    await both(`insert into api_keys (tenant_id, id, user_id, name, key_hash, created_at, revoked_at)
                values ($1, gen_random_uuid(), $2, 'Zoe''s laptop', gen_random_uuid()::text, now(), $open)`);
    await superuser.query(
      `insert into manual_roles (tenant_id, user_id, role, set_by, set_at) values ($1, $2, 'owner', 'zoe', now())`,
      mine,
    );
    await superuser.query(
      `insert into workspace_memberships (tenant_id, user_id, workspace_key, role, added_at)
       values ($1, $2, 'sales', 'member', now())`,
      mine,
    );
    await superuser.query(
      `insert into outbox_messages (tenant_id, id, type, user_id, payload, created_at)
       values ($1, gen_random_uuid(), 'user.updated', $2, $3, now())`,
      [
        ...mine,
        {
          type: 'user.updated',
          timestamp: leftAt,
          data: {
            user_id: userId,
            user: { email: 'zoe.quist@acme.com' },
            before: { badge: 'k4711' },
            after: { display_name: 'Zoe' },
            reason: 'Zoe Quist changed',
          },
        },
      ],
    );
    const hold = newId();
    await superuser.query(
      `insert into holds (tenant_id, id, kind, cause, reason, policy_version, opened_at)
       values ($1, $2, 'existing_account', $3, 'An account was there', 1, now())`,
      [tenant, hold, hold],
    );
    await superuser.query(
      `insert into held_people (tenant_id, hold_id, directory_user_id, user_id, changes, status, opened_at)
       values ($1, $2, $3, $4, $5, 'rejected', now())`,
      [
        tenant,
        hold,
        directoryUserId ?? newId(),
        userId,
        JSON.stringify([
          {
            action: 'user.linked',
            user_id: userId,
            before: { email: null },
            after: { email: 'zoe.quist@acme.com' },
            reason: 'Zoe Quist matches',
            event_ids: ['event_1'],
          },
        ]),
      ],
    );
    await within((trx) =>
      insertAuditRecords(
        trx,
        tenant,
        [
          {
            actor: { kind: 'directory', id: directory },
            action: 'user.provisioned',
            userId,
            directoryId: directory,
            before: null,
            after: { email: 'zoe.quist@acme.com', attributes: { badge: 'k4711' } },
            reason: 'Provisioned: Zoe Quist joined',
            eventIds: ['event_1'],
            policyVersion: 1,
          },
        ],
        arrivedAt,
      ),
    );
    return userId;
  }

  const purge = (...people: PurgedPerson[]) => within((trx) => purgePeople(trx, tenant, people, purgedAt));

  /** Rows of a tenant with a trace of somebody, by table. */
  async function traces(of = tenant): Promise<Record<string, number>> {
    const found: Record<string, number> = {};
    for (const [table, rows] of await dumpDatabase(test.url)) {
      const own = rows.filter((row) => row.includes(of) && trace.test(row));
      if (own.length > 0) found[table.replace('public.', '')] = own.length;
    }
    return found;
  }

  /** Zoe arrives, joins a group, and leaves; a person beside her stays. */
  async function zoeHasLeft(): Promise<{ userId: string; directoryUserId: string }> {
    const key = { sourceId: 'directory_user_1', externalId: 'ext-k4711' };
    await tell(
      event({ kind: 'group_seen', group: sales }),
      event(seen(key)),
      event({ kind: 'joined', person: key, group: sales }),
      event(seen({ sourceId: 'directory_user_2', externalId: 'ext-1' }, 'Bea')),
    );
    await arrive([event(seen(key), '2026-03-01T10:00:00.000Z')], 'set_aside');
    if (source === 'workos') {
      const raw = {
        id: 'x',
        event: 'dsync.user.updated',
        data: { id: key.sourceId, first_name: 'Zoe', state: 7 },
      };
      const membership = { id: 'y', data: { user: { id: key.sourceId, email: 'zoe.quist@acme.com' } } };
      await arrive(
        [raw, membership].map((each) => event({ kind: 'malformed', problem: 'Zoe is strange', raw: each })),
        'set_aside',
      );
      const dismissal = {
        at: new Date('2027-01-01T00:00:00Z'),
        by: { kind: 'operator', id: 'Zoe' },
        reason: 'Zoe is strange',
      } as const;
      await within((trx) => dismissEvents(trx, tenant, { kind: 'malformed' }, dismissal, dismissal.at, 1));
    }
    await tell(event({ kind: 'user_gone', person: key }, leftAt));
    const directoryUserId = await behind('src:directory_user_1');
    assert.ok(directoryUserId);
    return { userId: await openAccount(newId(), directoryUserId), directoryUserId };
  }

  for (const from of ['workos', 'scim', 'import'] as const) {
    it(`leaves nothing of them in any table, and everything of another tenant's (${from})`, async () => {
      await foundTenant(from);
      await zoeHasLeft();
      const other = tenant;
      await foundTenant(from);
      const zoe = await zoeHasLeft();
      const before = await traces();
      assert.ok(Object.keys(before).length >= 8, JSON.stringify(before));

      await purge(zoe);
      // Bea is called Quist as well.
      const remains: Record<string, number> = { directory_users: 1, inbox: 1 };
      if (from === 'scim') remains['directory_user_emails'] = 1;
      assert.deepEqual(await traces(), remains);
      assert.deepEqual(await traces(other), before);
      const { rows } = await superuser.query<{ rows: number }>(
        `select (select count(*) from sessions where tenant_id = $1 and user_id = $2)
              + (select count(*) from api_keys where tenant_id = $1 and user_id = $2)
              + (select count(*) from manual_roles where tenant_id = $1 and user_id = $2)
              + (select count(*) from workspace_memberships where tenant_id = $1 and user_id = $2) as rows`,
        [tenant, zoe.userId],
      );
      assert.equal(Number(rows[0]?.rows), 0);
    });
  }

  it('keeps every event an event, which is known when it comes again and cannot be tried again', async () => {
    const ajv = new Ajv({ strict: false });
    addFormats.default(ajv);
    const isValid = ajv
      .addSchema(schema('directory-user.schema.json'))
      .compile(schema('directory-event.schema.json'));
    const told = async () => {
      const result = await superuser.query<{ event_id: string; payload: DirectoryEvent; status: string }>(
        'select event_id, payload, status from inbox where tenant_id = $1 order by event_id collate "C"',
        [tenant],
      );
      return result.rows;
    };
    const zoe = await zoeHasLeft();
    const before = await told();
    await purge(zoe);
    const after = await told();
    assert.deepEqual(
      after.map(({ event_id, payload }) => [
        event_id,
        payload.id,
        payload.type,
        payload.occurredAt,
        payload.news.kind,
      ]),
      before.map(({ event_id, payload }) => [
        event_id,
        payload.id,
        payload.type,
        payload.occurredAt,
        payload.news.kind,
      ]),
    );
    for (const { payload } of after) assert.ok(isValid(payload), JSON.stringify([payload, isValid.errors]));
    const open = ({ status }: { status: string }) => status === 'set_aside' || status === 'dismissed';
    assert.deepEqual(
      before
        .filter(open)
        .map(({ status }) => status)
        .sort(),
      ['dismissed', 'set_aside', 'set_aside'],
    );
    assert.equal(after.filter(open).length, 0);
    const joined = after.find(({ payload }) => payload.news.kind === 'joined');
    assert.deepEqual(joined?.payload.news, {
      kind: 'joined',
      person: { sourceId: `purged:${zoe.directoryUserId}` },
      group: sales,
    });

    await arrive(before.map(({ payload }) => payload));
    assert.deepEqual(await told(), after);
    for (const { event_id } of after) {
      assert.equal(
        await within((trx) => retryEvent(trx, tenant, { directory_id: directory, event_id })),
        false,
      );
    }
  });

  it('leaves alone what still waits, and what is about groups', async () => {
    const zoe = await zoeHasLeft();
    const [waiting, group] = [
      event(seen({ sourceId: 'directory_user_1', externalId: 'ext-k4711' }), '2026-05-01T09:00:00.000Z'),
      event({
        kind: 'group_changed',
        group: sales,
        joined: ['directory_user_2'],
        left: ['directory_user_1'],
      }),
    ];
    await tell(group);
    await arrive([waiting]);
    await purge(zoe);
    for (const each of [waiting, group]) {
      const [found] = await within((trx) => findEvents(trx, tenant, each.id, null));
      assert.deepEqual(found?.payload, each);
    }
  });

  it('makes who returns somebody new, with nothing of before', async () => {
    const zoe = await zoeHasLeft();
    await purge(zoe);
    assert.equal(await behind('idp:ext-k4711'), undefined);
    await tell(
      event(seen({ sourceId: 'directory_user_9', externalId: 'ext-k4711' }), '2026-05-01T09:00:00.000Z'),
    );
    const id = await behind('idp:ext-k4711');
    assert.ok(id);
    assert.notEqual(id, zoe.directoryUserId);
    assert.equal((await recordOf(id)).active, true);
    assert.deepEqual(await groupsOf(id), []);
    assert.equal((await recordOf(zoe.directoryUserId)).gone, true);
  });

  it('gives nobody access by late news from before they left, and is not filled again by it', async () => {
    const zoe = await zoeHasLeft();
    await purge(zoe);
    const late = event(
      seen({ sourceId: 'directory_user_1', externalId: 'ext-k4711' }),
      '2026-03-01T12:00:00.000Z',
    );
    assert.deepEqual([...(await tell(late)).values()], ['superseded']);
    const record = await recordOf(zoe.directoryUserId);
    assert.deepEqual([record.active, record.gone, record.resource], [false, true, {}]);
    const people = await superuser.query('select 1 from directory_users where tenant_id = $1 and active', [
      tenant,
    ]);
    assert.equal(people.rows.length, 1, 'Bea alone');
  });

  it('finds who was only suspended in the groups that the directory never took them out of', async () => {
    const key = { sourceId: 'directory_user_1', externalId: 'ext-k4711' };
    await tell(
      event({ kind: 'group_seen', group: sales }),
      event(seen(key)),
      event({ kind: 'joined', person: key, group: sales }),
    );
    await tell(event(seen(key, 'Zoe', false), leftAt));
    const directoryUserId = await behind('src:directory_user_1');
    assert.ok(directoryUserId);
    await purge({ userId: await openAccount(), directoryUserId });
    assert.deepEqual(await traces(), {});
    await tell(event(seen(key), '2026-05-01T09:00:00.000Z'));
    const id = await behind('idp:ext-k4711');
    assert.ok(id);
    assert.deepEqual(await groupsOf(id), ['Sales']);
    const record = await recordOf(id);
    assert.deepEqual(
      [record.active, record.external_id, record.source_id],
      [true, 'ext-k4711', 'directory_user_1'],
    );
  });

  it('keeps the record of who is still active in the directory, unless the directory is no more', async () => {
    const key = { sourceId: 'directory_user_1', externalId: 'ext-k4711' };
    await tell(event(seen(key)));
    const directoryUserId = await behind('src:directory_user_1');
    assert.ok(directoryUserId);
    const person = { userId: await openAccount(), directoryUserId };
    await purge(person);
    assert.deepEqual(await traces(), { directory_users: 1, directory_user_keys: 1, inbox: 1 });
    await superuser.query(`update directories set upstream_state = 'deleted' where tenant_id = $1`, [tenant]);
    await purge(person);
    assert.deepEqual(await traces(), {});
  });

  it('finds who they were in a directory that they came from before, unless that is another account by now', async () => {
    const former = { sourceId: 'directory_user_1', externalId: 'ext-k4711' };
    await tell(event(seen(former)));
    await tell(event({ kind: 'user_gone', person: former }, leftAt));
    const [first, second] = [await behind('src:directory_user_1'), newId()];
    assert.ok(first);
    const userId = await openAccount();
    await within((trx) =>
      insertAuditRecords(
        trx,
        tenant,
        [
          {
            actor: { kind: 'directory', id: directory },
            action: 'user.linked',
            userId,
            directoryId: directory,
            before: { external_id: 'ext-k4711', directory_user_id: first },
            after: { external_id: 'other', directory_user_id: second },
            reason: 'Linked to the person in the directory',
            eventIds: [],
            policyVersion: 1,
          },
        ],
        arrivedAt,
      ),
    );
    const heir = newId();
    await superuser.query(
      `insert into users (tenant_id, id, directory_user_id, status, provisioned_at, updated_at)
       values ($1, $2, $3, 'active', now(), now())`,
      [tenant, heir, first],
    );
    await within((trx) =>
      trx.rehearse(async (part) => {
        await purgePeople(part, tenant, [{ userId, directoryUserId: second }], purgedAt);
        const [row] = await readDirectoryPeople(part, tenant, [first]);
        assert.equal(row?.external_id, 'ext-k4711');
      }),
    );
    await superuser.query('update users set directory_user_id = null where tenant_id = $1', [tenant]);
    await purge({ userId, directoryUserId: second });
    assert.deepEqual(await traces(), {});
  });

  it('takes nothing from somebody who had the same record of the source before, or has it since', async () => {
    const [zoe, ann] = [
      { sourceId: 'directory_user_1', externalId: 'ext-k4711' },
      { sourceId: 'directory_user_1', externalId: 'ext-2' },
    ];
    const annsNews = event(seen(ann, 'Ann'), '2026-03-01T12:00:00.000Z');
    await tell(event(seen(zoe)), event(seen({ ...ann, sourceId: 'directory_user_5' }, 'Ann')));
    await tell(annsNews);
    const directoryUserId = await behind('idp:ext-k4711');
    assert.ok(directoryUserId);
    assert.notEqual(directoryUserId, await behind('idp:ext-2'));
    await purge({ userId: await openAccount(), directoryUserId });
    const [found] = await within((trx) => findEvents(trx, tenant, annsNews.id, null));
    assert.deepEqual(found?.payload, annsNews);
    assert.equal(await behind('src:directory_user_1'), await behind('idp:ext-2'));
    // What is left is Ann's: she is called Quist as well.
    assert.deepEqual(await traces(), { directory_users: 1, inbox: 2 });
  });

  it('takes along the answers for repeated requests that have expired', async () => {
    await superuser.query('delete from idempotency_keys');
    for (const at of ['2026-03-31T08:59:00Z', '2026-03-31T09:01:00Z']) {
      await superuser.query(
        `insert into idempotency_keys (token_id, key, request_digest, status, body, created_at)
         values ($1, $2, 'd', 201, '{"email": "zoe.quist@acme.com"}', $3)`,
        [newId(), at, at],
      );
    }
    await purge(await zoeHasLeft());
    const left = await superuser.query<{ key: string }>('select key from idempotency_keys');
    assert.deepEqual(left.rows, [{ key: '2026-03-31T09:01:00Z' }]);
  });

  it('asks the same number of statements for one person as for three hundred', async () => {
    const many: PurgedPerson[] = [];
    for (let i = 0; i < 300; i += 1) {
      const key = { sourceId: `directory_user_${String(i)}`, externalId: `ext-k4711-${String(i)}` };
      await arrive([event(seen(key)), event({ kind: 'user_gone', person: key }, leftAt)]);
    }
    await apply();
    await apply();
    for (let i = 0; i < 300; i += 1) {
      const directoryUserId = await behind(`src:directory_user_${String(i)}`);
      assert.ok(directoryUserId);
      many.push({ userId: newId(), directoryUserId });
    }
    const asked = async (people: PurgedPerson[]) => {
      let statements = 0;
      const note = () => (statements += 1);
      test.database.knex.on('query', note);
      await purge(...people);
      test.database.knex.off('query', note);
      return statements;
    };
    const one = await asked(many.slice(0, 1));
    assert.ok(one > 5);
    assert.equal(await asked(many.slice(1)), one);
    const keys = await superuser.query(
      `select 1 from directory_user_keys where tenant_id = $1 and key like 'idp:%'`,
      [tenant],
    );
    assert.equal(keys.rows.length, 0);
  });
});
