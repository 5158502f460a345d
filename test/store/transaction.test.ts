import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { RollcallError } from '../../src/domain/rollcall-error.ts';
import { sqlStateOf } from '../../src/store/connection-fault.ts';
import type { Queries, Transaction } from '../../src/store/database.ts';
import { ApiTokenModel } from '../../src/store/models/api-token.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const tenant = randomUUID();
const insert = `insert into tenants (id, slug, name, created_at) values (?, ?, 'n', now())`;
const nothingDivides = 'select 1 / ?::int';

describe('A transaction', () => {
  let test: TestDatabase;

  before(async () => {
    test = await createTestDatabase({ poolSize: 1 });
  });
  after(() => test.drop());
  afterEach(async () => {
    // On the only connection: whatever a test did, it is as good as new.
    await test.database.inTenant(tenant, (trx) => trx.raw('delete from tenants'));
    const { rows } = await test.database.raw<{ rows: { tenant: string }[] }>(
      `select current_setting('rollcall.tenant_id') as tenant, pg_current_xact_id_if_assigned() as xact`,
    );
    assert.deepEqual(rows, [{ tenant: '', xact: null }]);
  });

  const inTenant = <T>(work: (trx: Transaction) => Promise<T>): Promise<T> =>
    test.database.inTenant(tenant, work);
  const countIn = async (queries: Queries): Promise<number | undefined> => {
    const { rows } = await queries.raw<{ rows: { n: number }[] }>('select count(*) as n from tenants');
    return rows[0]?.n;
  };
  const count = () => inTenant(countIn);

  it('runs statements that were asked at once in their order', async () => {
    const answers = await inTenant((trx) =>
      Promise.all([
        countIn(trx),
        trx.raw(insert, [tenant, 'a']).then(() => 'inserted'),
        countIn(trx),
        trx.raw('delete from tenants where id = ?', [tenant]).then(() => 'deleted'),
        countIn(trx),
      ]),
    );
    assert.deepEqual(answers, [0, 'inserted', 1, 'deleted', 0]);
  });

  it('keeps what was sent without waiting', async () => {
    await inTenant((trx) => trx.send(insert, [tenant, 'a']));
    assert.equal(await count(), 1);
  });

  it('keeps nothing when a statement fails that was sent without waiting, and says what failed', async () => {
    const work = async (trx: Transaction, then: () => Promise<unknown>): Promise<void> => {
      await trx.raw(insert, [tenant, 'a']);
      await trx.send(insert, [tenant, 'a']);
      await then();
    };
    for (const then of [
      () => () => Promise.resolve(),
      (trx: Transaction) => () => countIn(trx),
      (trx: Transaction) => () => trx.transaction(countIn),
    ]) {
      await assert.rejects(
        inTenant((trx) => work(trx, then(trx))),
        (error) => sqlStateOf(error) === '23505',
      );
      assert.equal(await count(), 0);
    }
  });

  it('passes on what the work throws, whatever became of the statements', async () => {
    const mine = new Error('of the work');
    const work = async (trx: Transaction): Promise<never> => {
      await trx.send(nothingDivides, [0]);
      throw mine;
    };
    await assert.rejects(inTenant(work), (error) => error === mine);
  });

  it('does not pretend to have kept anything where the fault of a statement went unnoticed', async () => {
    const work = async (trx: Transaction): Promise<void> => {
      await trx.raw(insert, [tenant, 'a']);
      await trx.raw(nothingDivides, [0]).catch(() => undefined);
    };
    await assert.rejects(inTenant(work), (error) => error instanceof RollcallError);
    assert.equal(await count(), 0);
  });

  it('refuses statements once it is over', async () => {
    let kept: Transaction | null = null;
    await inTenant((trx) => {
      kept = trx;
      return Promise.resolve();
    });
    await assert.rejects(async () => countIn(kept as unknown as Transaction), /is over/);
  });

  it('runs nothing behind the end of failed work that a branch of it still asks for', async () => {
    const late: Promise<unknown>[] = [];
    const failing = (trx: Transaction): Promise<unknown> =>
      Promise.all([
        trx.raw(nothingDivides, [0]),
        // As soon as the work has failed: while it is being undone.
        new Promise((_, reject) => {
          setImmediate(() => {
            const asked = trx.raw<{ rows: unknown[] }>('select ?::int', [1]);
            asked.catch(() => undefined);
            late.push(asked);
            reject(new Error('late'));
          });
        }),
        Promise.reject(new Error('failed')),
      ]);
    await assert.rejects(inTenant(failing), /failed/);
    await inTenant(async (trx) => {
      await assert.rejects(trx.transaction(failing), /failed/);
    });
    assert.equal(late.length, 2);
    for (const asked of late) await assert.rejects(asked, /is over/);
  });

  it('undoes failed work behind a savepoint and goes on', async () => {
    for (const failing of [
      (trx: Transaction) => trx.raw(nothingDivides, [0]),
      (trx: Transaction) => trx.send(nothingDivides, [0]),
      async (trx: Transaction) => {
        await trx.send(nothingDivides, [0]);
        await countIn(trx);
      },
      (trx: Transaction) => trx.transaction((inner) => inner.raw(nothingDivides, [0])),
    ]) {
      const seen = await inTenant(async (trx) => {
        const part = trx.transaction(async (savepoint) => {
          await savepoint.raw(insert, [tenant, 'a']);
          await failing(savepoint);
        });
        await assert.rejects(part, (error) => sqlStateOf(error) === '22012');
        return countIn(trx);
      });
      assert.equal(seen, 0);
    }
  });

  it('keeps work behind a savepoint with the rest', async () => {
    await inTenant((trx) => trx.transaction((savepoint) => savepoint.raw(insert, [tenant, 'a'])));
    assert.equal(await count(), 1);
  });

  it('rehearses work: it sees its own writes, and nothing of them is left', async () => {
    const seen = await inTenant(async (trx) => {
      const within = await trx.rehearse(async (savepoint) => {
        await savepoint.send(insert, [tenant, 'a']);
        return countIn(savepoint);
      });
      return [within, await countIn(trx)];
    });
    assert.deepEqual(seen, [1, 0]);
    assert.equal(await count(), 0);
  });

  it('is one for the models, too', async () => {
    const token = { id: randomUUID(), name: 'n', token_hash: 'h', scopes: [], created_at: new Date() };
    await assert.rejects(
      inTenant(async (trx) => {
        await ApiTokenModel.query(trx.knex()).insert(token);
        assert.equal((await ApiTokenModel.query(trx.knex())).length, 1);
        throw new Error('undone');
      }),
      /undone/,
    );
    assert.equal((await ApiTokenModel.query(test.database.knex)).length, 0);
  });

  it('refuses a statement that lacks a value, without sending it', async () => {
    const lacking = [[], [undefined as unknown as string], ['a', 'b']];
    for (const bindings of lacking) {
      await assert.rejects(
        inTenant((trx) => trx.raw('select ?', bindings)),
        TypeError,
      );
    }
  });

  it('uses a connection no more whose kept statement answers otherwise since a migration', async () => {
    const ask = () =>
      test.database.raw<{ rows: { v: unknown }[] }>('select v from pg_temp.changing where ? = 1', [1]);
    await test.database.raw('create temporary table changing as select 1 as v');
    for (let turn = 0; turn < 3; turn += 1) assert.equal((await ask()).rows[0]?.v, 1);
    await test.database.raw('alter table pg_temp.changing alter v type text');
    await assert.rejects(ask(), /cached plan must not change result type/);
    // Another session: its temporary table is gone with it.
    await assert.rejects(ask(), (error) => sqlStateOf(error) === '42P01');
  });
});
