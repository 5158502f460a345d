import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ApiShapes } from '../../src/generated/api.ts';
import { openOffice, type Office } from '../support/office.ts';

const ROWS = 23;
const times = (count: number) => Array.from({ length: count }, (_, index) => index);

interface List {
  shape: keyof ApiShapes;
  path: string;
  /** Tells an item from every other. */
  keyOf: (item: Record<string, unknown>) => string;
}

const byId = ({ id }: Record<string, unknown>) => String(id);
const lists: List[] = [
  { shape: 'UserList', path: '/tenants/acme/users', keyOf: byId },
  { shape: 'UserList', path: '/tenants/acme/users?status=active&role=viewer', keyOf: byId },
  { shape: 'GroupList', path: '/tenants/acme/groups', keyOf: byId },
  { shape: 'DirectoryList', path: '/tenants/acme/directories', keyOf: byId },
  { shape: 'WorkspaceList', path: '/tenants/acme/workspaces', keyOf: ({ key }) => String(key) },
  { shape: 'AuditRecordList', path: '/tenants/acme/audit-records?order=asc', keyOf: byId },
  { shape: 'AuditRecordList', path: '/tenants/acme/audit-records', keyOf: byId },
  { shape: 'EventList', path: '/tenants/acme/events?order=asc', keyOf: byId },
  { shape: 'EventList', path: '/tenants/acme/events', keyOf: byId },
  { shape: 'HoldList', path: '/tenants/acme/holds', keyOf: byId },
  { shape: 'TenantList', path: '/tenants', keyOf: ({ slug }) => String(slug) },
  { shape: 'TokenList', path: '/tokens', keyOf: byId },
  {
    shape: 'UnclaimedDirectoryList',
    path: '/unclaimed-directories',
    keyOf: (item) => String(item['directory_key']),
  },
];

describe('pages of a list', () => {
  let office: Office;

  before(async () => {
    office = await openOffice();
    for (const index of times(ROWS)) await office.hire(`p${index}`, [`group ${index}`]);
    for (const index of times(ROWS)) {
      await office.api.expect('Workspace', 'POST', '/tenants/acme/workspaces', {
        body: { key: `W${index}` },
      });
      await office.api.expect('DirectoryDetail', 'POST', '/tenants/acme/directories', {
        body: { source: 'workos' },
      });
      await office.api.expect('Tenant', 'POST', '/tenants', { body: { slug: `t-${index}` } });
      await office.api.expect('TokenOnce', 'POST', '/tokens', {
        body: { name: `${index}`, scopes: ['read'] },
      });
      await office.rollcall.post({
        id: `event_stray_${index}`,
        event: 'dsync.user.created',
        created_at: '2026-01-10T08:00:00.000Z',
        data: { id: `u${index}`, directory_id: `directory_stray_${index}` },
      });
    }
    await office.rollcall.database.inTenant(office.tenantId, (trx) =>
      trx.raw(
        `insert into holds (tenant_id, id, kind, cause, reason, status, policy_version, opened_at)
         select ?::uuid, gen_random_uuid(), 'sole_admin', n::text, 'r', 'expired', 1, ?::timestamptz
           from generate_series(1, ?::int) n`,
        [office.tenantId, new Date(0), ROWS],
      ),
    );
  });
  after(() => office.stop());

  async function pages({ shape, path }: List, limit: number): Promise<Record<string, unknown>[][]> {
    const found: Record<string, unknown>[][] = [];
    let cursor: string | null = null;
    do {
      const query = `${path.includes('?') ? '&' : '?'}limit=${limit}${cursor === null ? '' : `&cursor=${cursor}`}`;
      const page = (await office.api.expect(shape, 'GET', path + query)) as {
        data: Record<string, unknown>[];
        next_cursor: string | null;
      };
      found.push(page.data);
      cursor = page.next_cursor;
    } while (cursor !== null);
    return found;
  }

  for (const list of lists) {
    it(`of ${list.path} together hold each item once, in one order, whatever the size of a page`, async () => {
      const [everything] = await pages(list, 200);
      const keys = (everything ?? []).map(list.keyOf);
      assert.ok(keys.length >= ROWS, `only ${keys.length}`);
      assert.equal(new Set(keys).size, keys.length);
      for (const limit of [1, 2, 7, keys.length - 1, keys.length, keys.length + 1]) {
        const found = await pages(list, Math.min(limit, 200));
        assert.deepEqual(found.flat().map(list.keyOf), keys, `limit ${limit}`);
        assert.equal(found.length, Math.ceil(keys.length / limit));
        assert.ok(found.slice(0, -1).every((page) => page.length === limit));
      }
    });
  }

  it('hold each event once also where many came in the same microsecond', async () => {
    const { database } = office.rollcall;
    const events: List = { shape: 'EventList', path: '/tenants/acme/events?type=tie', keyOf: byId };
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ microsecond: fc.nat(2), id: fc.string({ maxLength: 3, unit: 'grapheme-ascii' }) }),
          {
            maxLength: 12,
          },
        ),
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom('asc', 'desc'),
        async (given, limit, order) => {
          await database.inTenant(office.tenantId, async (trx) => {
            await trx.raw(`delete from inbox where type = 'tie'`);
            for (const [index, { microsecond, id }] of given.entries()) {
              await trx.raw(
                `insert into inbox (tenant_id, directory_id, event_id, source, type, occurred_at, received_at, payload)
                 values (?, ?, ?, 'workos', 'tie', now(), '2026-02-01T00:00:00Z'::timestamptz + ?::int * '1 us'::interval, '{}')`,
                [office.tenantId, office.directoryId, `${id} ${index}`, microsecond],
              );
            }
          });
          const found = (await pages({ ...events, path: `${events.path}&order=${order}` }, limit)).flat();
          assert.equal(found.length, given.length);
          assert.equal(new Set(found.map(byId)).size, given.length);
          const microseconds = found.map(
            (item) => given[Number(byId(item).split(' ').at(-1))]?.microsecond ?? -1,
          );
          const sorted = microseconds.toSorted((a, b) => (order === 'asc' ? a - b : b - a));
          assert.deepEqual(microseconds, sorted);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('neither repeat nor miss what was there when others come in between', async () => {
    const users: List = { shape: 'UserList', path: '/tenants/acme/users', keyOf: byId };
    const [before] = await pages(users, 200);
    const first = await office.api.expect('UserList', 'GET', '/tenants/acme/users?limit=5');
    await office.hire('newcomer');
    const rest: string[] = [];
    let cursor = first.next_cursor;
    while (cursor !== null) {
      const page = await office.api.expect('UserList', 'GET', `/tenants/acme/users?limit=5&cursor=${cursor}`);
      rest.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor;
    }
    const seen = [...first.data.map(({ id }) => id), ...rest];
    assert.deepEqual(seen.slice(0, before?.length), before?.map(byId));
    assert.equal(seen.length, (before?.length ?? 0) + 1);
  });

  it('are of a size from 1 to 200', async () => {
    for (const limit of [
      '0',
      '-1',
      '201',
      '1.5',
      '1e1000',
      'ten',
      '',
      '99999999999999999999',
      'NaN',
      '0x10',
    ]) {
      await office.api.refused(400, 'invalid_request', 'GET', `/tenants/acme/users?limit=${limit}`);
    }
  });

  it('are found only by cursors that the same list gave out', async () => {
    const { next_cursor } = await office.api.expect('UserList', 'GET', '/tenants/acme/users?limit=1');
    await office.api.refused(400, 'invalid_request', 'GET', `/tenants/acme/groups?cursor=${next_cursor}`);
    const forged = [
      ['users'],
      ['users', 'not a uuid'],
      ['users', 7],
      ['users', null],
      ['users', office.tenantId, 'more'],
      { users: office.tenantId },
      null,
    ].map((cursor) => Buffer.from(JSON.stringify(cursor)).toString('base64url'));
    for (const cursor of ['', '%', '!!', 'a', 'null', ...forged]) {
      const problem = await office.api.refused(
        400,
        'invalid_request',
        'GET',
        `/tenants/acme/users?cursor=${encodeURIComponent(cursor)}`,
      );
      assert.match(JSON.stringify(problem['errors']), /cursor/);
    }
    const inNoCalendar = ['events', '2026-02-30T00:00:00.000000Z', 'e', office.tenantId];
    const cursor = Buffer.from(JSON.stringify(inNoCalendar)).toString('base64url');
    await office.api.refused(400, 'invalid_request', 'GET', `/tenants/acme/events?cursor=${cursor}`);
  });
});
