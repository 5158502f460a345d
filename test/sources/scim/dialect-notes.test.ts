import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import { createDialectNotes, type DialectNotesDeps } from '../../../src/sources/scim/dialect-notes.ts';
import type { Database } from '../../../src/store/database.ts';
import { readDialect, type DialectCount } from '../../../src/store/directory-dialect.ts';
import { createTestClock, type TestClock } from '../../support/test-clock.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const silent = pino({ level: 'silent' });

describe('the notes of dialects', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let clock: TestClock;
  let caller: { tenantId: string; directoryId: string };

  before(async () => {
    testDatabase = await createTestDatabase();
    ({ database } = testDatabase);
  });

  after(() => testDatabase.drop());

  beforeEach(() => {
    clock = createTestClock();
    caller = { tenantId: newId(), directoryId: newId() };
  });

  afterEach(() => mock.timers.reset());

  const notesOf = (members: Partial<DialectNotesDeps> = {}) =>
    createDialectNotes({ database, clock, log: silent, ...members });

  const stored = (of = caller): Promise<DialectCount[]> =>
    database.inTenant(of.tenantId, (trx) => readDialect(trx, of.tenantId, of.directoryId));

  it('count each name as often as it is there, rewrites and signs apart, with the first and the last time', async () => {
    const notes = notesOf();
    const first = clock.now();
    notes.note(caller, ['boolean_as_string', 'op_capitals', 'op_capitals'], ['op_capitals']);
    await notes.flush();
    clock.advance(60_000);
    notes.note(caller, ['op_capitals'], []);
    clock.advance(60_000);
    notes.note(caller, ['op_capitals'], []);
    await notes.flush();
    const { directoryId } = caller;
    assert.deepEqual(await stored(), [
      {
        directoryId,
        kind: 'rewrite',
        name: 'op_capitals',
        count: 4,
        firstAt: first,
        lastAt: clock.now(),
      },
      { directoryId, kind: 'rewrite', name: 'boolean_as_string', count: 1, firstAt: first, lastAt: first },
      { directoryId, kind: 'sign', name: 'op_capitals', count: 1, firstAt: first, lastAt: first },
    ]);
  });

  it('keep directories and tenants apart', async () => {
    const notes = notesOf();
    const sameTenant = { ...caller, directoryId: newId() };
    const another = { tenantId: newId(), directoryId: caller.directoryId };
    notes.note(caller, ['a'], []);
    notes.note(sameTenant, ['a', 'a'], []);
    notes.note(another, ['a', 'a', 'a'], []);
    await notes.flush();
    for (const [of, count] of [
      [caller, 1],
      [sameTenant, 2],
      [another, 3],
    ] as const) {
      assert.deepEqual(
        (await stored(of)).map((each) => each.count),
        [count],
      );
    }
  });

  it('are written without being asked', async () => {
    const written = new Promise<void>((resolve) => {
      const watched: Database = {
        ...database,
        inTenant: async (tenantId, work) => {
          const result = await database.inTenant(tenantId, work);
          resolve();
          return result;
        },
      };
      notesOf({ database: watched }).note(caller, ['a'], []);
    });
    await written;
    assert.equal((await stored())[0]?.count, 1);
  });

  it('are written one transaction at a time, with everything that was noted meanwhile', async () => {
    let running = 0;
    let most = 0;
    let transactions = 0;
    const watched: Database = {
      ...database,
      inTenant: async (tenantId, work) => {
        running += 1;
        transactions += 1;
        most = Math.max(most, running);
        // A request that comes while the first write runs asks for another one.
        if (transactions === 1) notes.note(caller, ['late'], []);
        try {
          return await database.inTenant(tenantId, work);
        } finally {
          running -= 1;
        }
      },
    };
    const notes = notesOf({ database: watched });
    for (let round = 0; round < 50; round += 1) {
      for (let each = 0; each < 20; each += 1) notes.note(caller, ['a', 'b'], ['c']);
      await Promise.resolve();
    }
    await notes.flush();
    await notes.flush();
    assert.equal(most, 1);
    assert.ok(transactions <= 3, `${transactions} transactions for 1,000 requests`);
    assert.deepEqual(
      (await stored()).map(({ name, count }) => [name, count]),
      [
        ['a', 1_000],
        ['b', 1_000],
        ['c', 1_000],
        ['late', 1],
      ],
    );
  });

  it('sum up exactly where several processes write at once', async () => {
    const writers = Array.from({ length: 6 }, () => notesOf());
    const other = { ...caller, directoryId: newId() };
    await Promise.all(
      writers.map(async (notes, index) => {
        for (let round = 0; round < 15; round += 1) {
          // In another order each time, so that locks would be taken in a circle if the order were left to chance.
          const callers = (index + round) % 2 === 0 ? [caller, other] : [other, caller];
          const names = index % 2 === 0 ? ['x', 'y', 'z'] : ['z', 'y', 'x'];
          for (const each of callers) notes.note(each, names, ['s']);
          await notes.flush();
        }
      }),
    );
    for (const each of [caller, other]) {
      assert.deepEqual(
        (await stored(each)).map(({ kind, name, count }) => [kind, name, count]),
        [
          ['rewrite', 'x', 90],
          ['rewrite', 'y', 90],
          ['rewrite', 'z', 90],
          ['sign', 's', 90],
        ],
      );
    }
  });

  it('store everything noted before a flush, also what was noted while another write ran', async () => {
    const notes = notesOf();
    notes.note(caller, ['a'], []);
    const first = notes.flush();
    notes.note(caller, ['a'], []);
    await Promise.all([first, notes.flush()]);
    notes.note(caller, ['a'], []);
    await notes.flush();
    assert.equal((await stored())[0]?.count, 3);
  });

  it('keep their counts where they cannot be written, and say so without naming anyone', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'info' }, { write: (line: string) => lines.push(line) });
    let isDown = true;
    const failing: Database = {
      ...database,
      inTenant: (tenantId, work) =>
        isDown
          ? Promise.reject(new Error('Key (email)=(someone@acme.com) already exists'))
          : database.inTenant(tenantId, work),
    };
    const notes = notesOf({ database: failing, log });
    notes.note(caller, ['a'], ['b']);
    assert.equal(await notes.flush(), false);
    notes.note(caller, ['a'], []);
    assert.equal(await notes.flush(), false);
    assert.deepEqual(await stored(), []);
    isDown = false;
    assert.equal(await notes.flush(), true);
    assert.deepEqual(
      (await stored()).map(({ name, count }) => [name, count]),
      [
        ['a', 2],
        ['b', 1],
      ],
    );
    assert.equal(lines.length, 2);
    assert.doesNotMatch(lines.join(), /someone/);
    assert.match(lines.join(), /kept to be written later/);
  });

  for (const [name, outcome] of [
    ['are written once in five seconds, however many requests come', () => Promise.resolve()],
    ['are not tried again at once after a failure', () => Promise.reject(new Error('down'))],
  ] as const) {
    it(name, async () => {
      // What is written later waits for real time, of which a busy machine lets some pass between two requests.
      mock.timers.enable({ apis: ['setTimeout'] });
      let attempts = 0;
      const watched: Database = {
        ...database,
        inTenant: async () => {
          attempts += 1;
          await outcome();
          return undefined as never;
        },
      };
      const notes = notesOf({ database: watched });
      const requests = async (count: number): Promise<void> => {
        for (let each = 0; each < count; each += 1) notes.note(caller, ['a'], []);
        await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      };
      await requests(100);
      assert.equal(attempts, 1);
      clock.advance(4_999);
      await requests(100);
      assert.equal(attempts, 1);
      clock.advance(1);
      await requests(100);
      assert.equal(attempts, 2);
      mock.timers.tick(5_000);
      await requests(0);
      assert.equal(attempts, 2);
    });
  }

  it('are written also where no further request comes after the last write', async () => {
    const { promise: writtenAgain, resolve } = Promise.withResolvers<undefined>();
    let writes = 0;
    const watched: Database = {
      ...database,
      inTenant: async (tenantId, work) => {
        const result = await database.inTenant(tenantId, work);
        writes += 1;
        if (writes === 2) resolve(undefined);
        return result;
      },
    };
    const notes = notesOf({ database: watched, everyMs: 1 });
    notes.note(caller, ['a'], []);
    await notes.flush();
    notes.note(caller, ['a'], []);
    notes.note(caller, ['a'], []);
    await writtenAgain;
    assert.equal((await stored())[0]?.count, 3);
  });

  it('of one tenant do not suffer from what is wrong with another', async () => {
    const notes = notesOf();
    notes.note({ tenantId: 'no id', directoryId: newId() }, ['a'], []);
    notes.note(caller, ['a'], []);
    assert.equal(await notes.flush(), false);
    assert.equal((await stored())[0]?.count, 1);
  });

  it('take a bounded amount of memory', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'info' }, { write: (line: string) => lines.push(line) });
    const notes = notesOf({ log });
    const names = Array.from({ length: 20_500 }, (_, index) => `name_${index}`);
    notes.note(caller, names, []);
    notes.note(caller, names.slice(0, 1), []);
    await notes.flush();
    const counts = await stored();
    assert.equal(counts.length, 20_000);
    assert.deepEqual(counts[0]?.name, 'name_0');
    assert.equal(counts[0].count, 2);
    assert.equal(lines.length, 1);
  });

  it('write nothing for requests that needed nothing', async () => {
    let transactions = 0;
    const watched: Database = {
      ...database,
      inTenant: (tenantId, work) => {
        transactions += 1;
        return database.inTenant(tenantId, work);
      },
    };
    const notes = notesOf({ database: watched });
    notes.note(caller, [], []);
    await notes.flush();
    assert.equal(transactions, 0);
  });
});
