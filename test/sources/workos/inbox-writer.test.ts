import assert from 'node:assert/strict';
import { createInboxWriter } from '../../../src/sources/workos/inbox-writer.ts';
import type { Database } from '../../../src/store/database.ts';
import type { ArrivedEvent } from '../../../src/store/inbox.ts';

/** One write that the writer asked for; it ends when the test says so. */
interface Write {
  keys: string[];
  succeed: () => void;
  fail: (code: string) => void;
}

const arrived = (tenantId: string, directoryId: string, id: string): ArrivedEvent => ({
  tenantId,
  directoryId,
  event: {
    id,
    source: 'workos',
    type: 'dsync.token.created',
    occurredAt: '2026-01-10T08:00:00.000Z',
    news: { kind: 'ignored', because: 'It is for a test' },
  },
  receivedAt: new Date(0),
  status: 'waiting',
  error: null,
});
const event = (id: string) => arrived('t', 'd', id);

describe('The inbox writer', () => {
  let writes: Write[];
  let asked: (() => void) | undefined;

  beforeEach(() => {
    writes = [];
    asked = undefined;
  });

  const database = {
    knex: {
      raw: (_sql: string, [rows]: [string]) =>
        new Promise((resolve, reject) => {
          const keys = (
            JSON.parse(rows) as { tenant_id: string; directory_id: string; event_id: string }[]
          ).map((row) => `${row.tenant_id}/${row.directory_id}/${row.event_id}`);
          writes.push({
            keys,
            succeed: () => {
              resolve({});
            },
            fail: (code) => {
              reject(Object.assign(new Error('refused'), { code }));
            },
          });
          asked?.();
        }),
    },
  } as unknown as Database;

  /** The write in this place, once it has been asked for. */
  async function writeNumber(place: number): Promise<Write> {
    for (;;) {
      const write = writes[place];
      if (write) return write;
      await new Promise<void>((resolve) => (asked = resolve));
    }
  }
  const outcomes = async (appended: Promise<void>[]) =>
    (await Promise.allSettled(appended)).map((result) =>
      result.status === 'fulfilled' ? 'durable' : (result.reason as { code: string }).code,
    );

  /** Four writes under way, so that what comes next waits and goes together. */
  function busy(writer: ReturnType<typeof createInboxWriter>): Promise<void>[] {
    const first = ['a', 'b', 'c', 'd'].map((id) => writer.append(event(id)));
    assert.equal(writes.length, 4);
    return first;
  }

  it('writes the events of a group in the order of their keys, so that two groups cannot deadlock', async () => {
    const writer = createInboxWriter(database);
    const all = busy(writer);
    for (const [tenant, directory, id] of [
      ['t2', 'd1', 'e1'],
      ['t1', 'd2', 'e1'],
      ['t1', 'd1', 'e2'],
      ['t1', 'd1', 'e1'],
      ['t1', 'd1', 'e10'],
    ] as const) {
      all.push(writer.append(arrived(tenant, directory, id)));
    }
    writes[0]?.succeed();
    const group = await writeNumber(4);
    assert.deepEqual(group.keys, ['t1/d1/e1', 't1/d1/e10', 't1/d1/e2', 't1/d2/e1', 't2/d1/e1']);
    for (const write of writes.slice(1)) write.succeed();
    assert.deepEqual(new Set(await outcomes(all)), new Set(['durable']));
  });

  it('refuses a whole group at once when the database went away', async () => {
    const writer = createInboxWriter(database);
    const before = busy(writer);
    const group = ['e', 'f', 'g'].map((id) => writer.append(event(id)));
    writes[0]?.succeed();
    (await writeNumber(4)).fail('57P01');
    assert.deepEqual(await outcomes(group), Array(3).fill('database_unavailable'));
    assert.equal(writes.length, 5, 'nothing was tried again');
    for (const write of writes.slice(1, 4)) write.succeed();
    assert.deepEqual(await outcomes(before), Array(4).fill('durable'));
  });

  it('tries the events of a refused group one by one, and the rest no more once the database went away', async () => {
    const writer = createInboxWriter(database);
    const before = busy(writer);
    const group = ['e', 'f', 'g', 'h'].map((id) => writer.append(event(id)));
    writes[0]?.succeed();
    (await writeNumber(4)).fail('22P05');
    (await writeNumber(5)).succeed();
    (await writeNumber(6)).fail('22P05');
    (await writeNumber(7)).fail('ECONNRESET');
    assert.deepEqual(await outcomes(group), [
      'durable',
      '22P05',
      'database_unavailable',
      'database_unavailable',
    ]);
    assert.equal(writes.length, 8);
    for (const write of writes.slice(1, 4)) write.succeed();
    await Promise.all(before);
  });

  it('lets only so many events wait, and takes new ones once there is room', async () => {
    const writer = createInboxWriter(database, 2);
    const before = busy(writer);
    const group = ['e', 'f'].map((id) => writer.append(event(id)));
    await assert.rejects(writer.append(event('g')), { code: 'database_unavailable', retryable: true });
    writes[0]?.succeed();
    await writeNumber(4);
    const late = writer.append(event('g'));
    for (const write of writes.slice(1)) write.succeed();
    (await writeNumber(5)).succeed();
    assert.deepEqual(await outcomes([...before, ...group, late]), Array(7).fill('durable'));
  });
});
