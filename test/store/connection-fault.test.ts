import assert from 'node:assert/strict';
import { isConnectionFault, isContention, sqlStateOf } from '../../src/store/connection-fault.ts';
import { ApiTokenModel } from '../../src/store/models/api-token.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

describe('isContention', () => {
  let test: TestDatabase;
  before(async () => {
    test = await createTestDatabase();
  });
  after(() => test.drop());

  for (const state of ['57014', '40P01', '40001', '55P03']) {
    it(`takes ${state} for what may succeed in a moment, also where it comes wrapped`, async () => {
      const raised = await test.database.knex
        .raw(`do $$ begin raise exception 'x' using errcode = '${state}'; end $$`)
        .then(
          () => null,
          (error: unknown) => error,
        );
      assert.ok(isContention(raised));
      assert.ok(isContention(new Error('outer', { cause: raised })));
      assert.ok(!isConnectionFault(raised));
      assert.equal(sqlStateOf(raised), state);
    });
  }

  it('looks through what objection makes of a statement that was cancelled', async () => {
    const cancelled = test.database.knex.transaction(async (trx) => {
      await trx.raw("set local statement_timeout = '1ms'");
      await ApiTokenModel.query(trx).whereRaw('true = (select true from pg_sleep(60))');
    });
    await assert.rejects(cancelled, (error) => isContention(error) && sqlStateOf(error) === '57014');
  });

  it('and isConnectionFault looks through objection too', () => {
    const gone = Object.assign(new Error('terminating connection'), { code: '57P01' });
    assert.ok(isConnectionFault(Object.assign(new Error('wrapped'), { nativeError: gone })));
  });

  it('leaves what was asked wrongly alone', () => {
    for (const code of ['23505', '22P02', 'EPIPE', 'ECONNRESET']) {
      assert.ok(!isContention(Object.assign(new Error('x'), { code })), code);
    }
    assert.equal(sqlStateOf(Object.assign(new Error('x'), { code: 'EPIPE' })), null);
    assert.equal(sqlStateOf('40001'), null);
  });
});
