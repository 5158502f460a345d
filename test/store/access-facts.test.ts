import assert from 'node:assert/strict';
import { createAccessReader, readAccessFacts, type AccessQuestion } from '../../src/store/access-facts.ts';
import { createApiKey } from '../../src/store/api-keys.ts';
import { createSession } from '../../src/store/sessions.ts';
import { openOffice, type Office } from '../support/office.ts';
import { operatorToken } from '../support/rollcall.ts';

describe('the facts of access checks', () => {
  let office: Office;
  let questions: AccessQuestion[];

  before(async () => {
    office = await openOffice();
    const { database, clock } = office.rollcall;
    const now = clock.now();
    const ada = (await office.hire('ada', ['members'])).user.id;
    const eve = (await office.hire('eve')).user.id;
    const [session, key] = await database.inTenant(office.tenantId, async (trx) => [
      await createSession(
        trx,
        office.tenantId,
        { userId: ada, expiresAt: new Date(now.getTime() + 1e6) },
        now,
      ),
      await createApiKey(trx, office.tenantId, { userId: eve, name: 'ci' }, now),
    ]);
    const users = [ada, eve, office.tenantId, null];
    const sessions = [session.id, office.tenantId, null, undefined];
    questions = users.flatMap((userId) =>
      sessions.flatMap((sessionId) =>
        [key.key, 'rck_guess', undefined].flatMap((apiKey) =>
          [operatorToken, 'rc_guess', undefined].map((token) => ({ userId, sessionId, apiKey, token })),
        ),
      ),
    );
  });
  after(() => office.stop());

  it('are the same for a question alone and among others', async () => {
    const { database } = office.rollcall;
    assert.equal(questions.length, 144);
    const together = await readAccessFacts(database, office.tenantId, questions);
    for (const [place, question] of questions.entries()) {
      const [alone] = await readAccessFacts(database, office.tenantId, [question]);
      assert.deepEqual(together[place], alone, JSON.stringify(question));
    }
    const known = together.filter(({ facts }) => facts.user !== null && facts.session && facts.apiKey);
    assert.equal(known.length, 6);
    assert.ok(together.some(({ token }) => token?.scopes.includes('*')));
  });

  it('are read in few statements where many ask at once', async () => {
    const { database } = office.rollcall;
    const read = createAccessReader(database);
    let statements = 0;
    const note = () => (statements += 1);
    database.knex.on('query', note);
    const readings = await Promise.all(questions.map((question) => read(office.tenantId, question)));
    database.knex.off('query', note);
    assert.deepEqual(readings, await readAccessFacts(database, office.tenantId, questions));
    assert.equal(statements, 3);
  });

  it('are looked up one by one also where PostgreSQL believes that the tables are empty', async () => {
    const { database } = office.rollcall;
    const whole = questions.filter(({ sessionId, apiKey, token }) => sessionId && apiKey && token);
    for (const [asking, given] of [
      [whole.slice(0, 1), 'null, null, null, null'],
      [whole, `'{}', '{}', '{}', '{}'`],
    ] as const) {
      let asked = '';
      const note = ({ sql }: { sql: string }) => (asked = sql);
      database.knex.on('query', note);
      await readAccessFacts(database, office.tenantId, asking);
      database.knex.off('query', note);
      const plan = await database.inTenant(office.tenantId, async (trx) => {
        await trx.raw(`prepare probe as ${asked}`);
        const result = await trx.raw<{ rows: { 'QUERY PLAN': string }[] }>(
          `explain execute probe('${office.tenantId}', ${given})`,
        );
        await trx.raw('deallocate probe');
        return result.rows.map((row) => row['QUERY PLAN']).join('\n');
      });
      assert.doesNotMatch(plan, /Merge|Hash|Materialize|Seq Scan/);
      for (const [index, column] of [
        ['users_pkey', 'id'],
        ['sessions_pkey', 'id'],
        ['api_keys_tenant_id_key_hash_key', 'key_hash'],
        ['workspace_memberships_pkey', 'user_id'],
      ] as const) {
        const found = new RegExp(`${index} .*\\n.*Index Cond: \\(\\(tenant_id = .*\\) AND \\(${column} = `);
        assert.match(plan, found);
      }
    }
  });

  it('of one tenant are nothing in another', async () => {
    const { tenantId } = await office.rollcall.createTenant('initech', 'directory_initech');
    const readings = await readAccessFacts(office.rollcall.database, tenantId, questions);
    for (const { facts, usedKey } of readings) {
      assert.equal(facts.user, null);
      assert.ok(!facts.session && !facts.apiKey);
      assert.equal(usedKey, null);
    }
  });
});
