import assert from 'node:assert/strict';
import { Client } from 'pg';
import { v7 as newId } from 'uuid';
import type { ChainReport } from '../../src/generated/api.ts';
import { contentDigest, insertAuditRecords, type AuditEntry } from '../../src/store/audit-records.ts';
import { verifyChain } from '../../src/store/audit-chain.ts';
import type { Queries } from '../../src/store/database.ts';
import { purgePeople } from '../../src/store/purge-people.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { superuserUrl } from '../support/test-server.ts';

const sealed = 8;

const entry = (reason: string, userId = newId()): AuditEntry => ({
  actor: { kind: 'directory', id: 'd' },
  action: 'user.updated',
  userId,
  directoryId: newId(),
  before: { email: 'a@acme.com', attributes: { title: 'Old' } },
  after: { email: 'b@acme.com', attributes: { title: 'New' } },
  reason,
  eventIds: ['event_1', 'event_2'],
  policyVersion: 1,
});

describe('The audit chain', () => {
  let rollcall: TestRollcall;
  let superuser: Client;
  let tenantId: string;
  let slug: string;
  let count = 0;

  before(async () => {
    rollcall = await startRollcall();
    superuser = new Client(await superuserUrl(rollcall.databaseUrl));
    await superuser.connect();
  });
  after(async () => {
    await superuser.end();
    await rollcall.stop();
  });
  beforeEach(async () => {
    count += 1;
    slug = `t${count}`;
    ({ tenantId } = await rollcall.createTenant(slug, `directory_${count}`));
    // Two come with the tenant and its directory.
    await append(sealed - 2);
    await rollcall.service.sealer.sealAll();
  });

  const append = (records: number) =>
    rollcall.database.inTenant(tenantId, (trx) =>
      insertAuditRecords(
        trx,
        tenantId,
        Array.from({ length: records }, (_, i) => entry(`Change ${i}`)),
        rollcall.clock.now(),
      ),
    );
  const verify = async (): Promise<ChainReport> => {
    const answer = await rollcall.api('GET', `/tenants/${slug}/audit-records/verify`);
    return answer.body as ChainReport;
  };
  const tamper = (sql: string, values: unknown[] = []) =>
    superuser.query(sql.replaceAll('$tenant', `'${tenantId}'::uuid`), values);
  const columns = async (): Promise<string[]> => {
    const result = await superuser.query<{ name: string }>(
      `select column_name as name from information_schema.columns where table_name = 'audit_records'`,
    );
    return result.rows.map(({ name }) => name);
  };

  it('of a log that nobody touched is intact, sealed and not yet sealed', async () => {
    await append(3);
    assert.deepEqual(await verify(), {
      tenant: slug,
      intact: true,
      sealed,
      unsealed: 3,
      purged: 0,
      problem: null,
      at: null,
    });
    await rollcall.service.sealer.sealAll();
    assert.equal((await verify()).sealed, sealed + 3);
  });

  const places: [string, number][] = [
    ['at the head', 1],
    ['in the middle', 4],
    ['at the tail', sealed],
  ];

  for (const [where, seq] of places) {
    it(`shows a record that was removed ${where}`, async () => {
      await tamper('delete from audit_records where tenant_id = $tenant and seq = $1', [seq]);
      const report = await verify();
      assert.equal(report.intact, false);
      assert.match(report.problem ?? '', /removed/);
      assert.equal(report.at?.sequence, seq);
    });

    it(`shows a record that was removed ${where}, with those after it moved up`, async () => {
      await tamper('delete from audit_records where tenant_id = $tenant and seq = $1', [seq]);
      await tamper('update audit_records set seq = -seq where tenant_id = $tenant and seq > $1', [seq]);
      await tamper('update audit_records set seq = -seq - 1 where tenant_id = $tenant and seq < 0');
      assert.equal((await verify()).intact, false);
    });
  }

  it('shows every column that was changed, of a sealed record and of one that is not sealed yet', async () => {
    await append(1);
    /** Another value of the column's own type. */
    const other: Record<string, string> = {
      tenant_id: '',
      id: 'gen_random_uuid()',
      at: "at + '1 ms'::interval",
      user_id: 'gen_random_uuid()',
      directory_id: 'gen_random_uuid()',
      before: `before || '{"x": 1}'`,
      after: `jsonb_set(after, '{attributes,title}', '"Chief"')`,
      event_ids: "event_ids[1:1] || 'event_3'::text",
      policy_version: 'policy_version + 1',
      content_purged_at: "'2026-01-01'",
      seq: 'coalesce(seq, 0) + 1000',
    };
    for (const column of await columns()) {
      if (column === 'tenant_id') continue;
      for (const which of ['seq = 5', 'seq is null']) {
        const change = other[column] ?? `coalesce(${column}, '') || 'x'`;
        await superuser.query('begin');
        await tamper(`update audit_records set ${column} = ${change} where tenant_id = $tenant and ${which}`);
        const client = { raw: (sql: string, values: unknown[]) => queryAs(sql, values) };
        const verdict = await verifyChain(client as never, tenantId);
        await superuser.query('rollback');
        assert.equal(verdict.intact, false, `${column} where ${which}`);
      }
    }
    assert.equal((await verify()).intact, true);
  });

  /** The superuser's own view, inside its transaction, of what the service would ask. */
  async function queryAs(sql: string, values: unknown[]): Promise<unknown> {
    let place = 0;
    const result = await superuser.query(
      sql.replaceAll('?', () => `$${(place += 1)}`),
      values,
    );
    return { rows: result.rows.map((row: { seq?: string | null }) => ({ ...row, ...numbered(row) })) };
  }
  const numbered = ({ seq }: { seq?: string | null }) =>
    seq === undefined ? {} : { seq: seq === null ? null : Number(seq) };

  it('shows values that were emptied, and those that were filled', async () => {
    for (const change of [
      'user_id = null',
      "event_ids = '{}'",
      'before = null',
      'actor_id = null',
      "reason = ''",
    ]) {
      await superuser.query('begin');
      await tamper(`update audit_records set ${change} where tenant_id = $tenant and seq = 6`);
      const client = { raw: (sql: string, values: unknown[]) => queryAs(sql, values) };
      assert.equal((await verifyChain(client as never, tenantId)).intact, false, change);
      await superuser.query('rollback');
    }
  });

  it('shows two records that changed places', async () => {
    await tamper('update audit_records set seq = 1000 where tenant_id = $tenant and seq = 3');
    await tamper('update audit_records set seq = 3 where tenant_id = $tenant and seq = 4');
    await tamper('update audit_records set seq = 4 where tenant_id = $tenant and seq = 1000');
    assert.equal((await verify()).intact, false);
  });

  /** A copy of a record, in which some columns are others. */
  async function insertCopy(changes: Record<string, string>, from = 4, fromTenant = tenantId): Promise<void> {
    const names = await columns();
    await superuser.query(
      `insert into audit_records (${names.join(', ')})
       select ${names.map((name) => changes[name] ?? name).join(', ')} from audit_records
        where tenant_id = $1 and seq = $2`,
      [fromTenant, from],
    );
  }
  const id = 'gen_random_uuid()';

  for (const [how, changes] of Object.entries({
    'with a new id, at the end': { id, seq: String(sealed + 1) },
    'with a new id, far beyond the end': { id, seq: '100000' },
    'with a new id, before the first': { id, seq: '0' },
    'with a new id, at a place below all': { id, seq: '-7' },
    'with a new id, not sealed': { id, seq: 'null', hash: 'null', previous_hash: 'null' },
    'with a new id and the links of its original, not sealed': { id, seq: 'null' },
  })) {
    it(`shows a copy of a record ${how}`, async () => {
      await insertCopy(changes);
      const report = await verify();
      assert.equal(report.intact, false);
      await rollcall.service.sealer.sealAll();
      assert.equal((await verify()).intact, false, 'sealing made it good');
    });
  }

  it('shows a record that was taken over from another tenant', async () => {
    const own = { tenantId, slug };
    ({ tenantId } = await rollcall.createTenant(`${slug}-other`, `directory_other_${count}`));
    await append(3);
    await rollcall.service.sealer.sealAll();
    const foreign = tenantId;
    ({ tenantId, slug } = own);
    await insertCopy(
      { tenant_id: `'${tenantId}'::uuid`, seq: 'null', hash: 'null', previous_hash: 'null' },
      4,
      foreign,
    );
    assert.equal((await verify()).intact, false);
  });

  it('shows a record that was put twice into one place, where nothing forbade it', async () => {
    await superuser.query('begin');
    await superuser.query('drop index audit_records_seq');
    await insertCopy({ id, seq: String(sealed) }, sealed);
    const client = { raw: (sql: string, values: unknown[]) => queryAs(sql, values) };
    assert.equal((await verifyChain(client as never, tenantId)).intact, false);
    await superuser.query('rollback');
  });

  it('shows a record whose seal was taken off', async () => {
    await tamper(
      'update audit_records set seq = null, hash = null, previous_hash = null where tenant_id = $tenant and seq = $1',
      [sealed],
    );
    assert.equal((await verify()).intact, false);
  });

  it('shows a head that was set back, set forward, emptied or removed', async () => {
    for (const change of [
      'update audit_heads set seq = seq - 1 where tenant_id = $tenant',
      'update audit_heads set seq = seq + 1 where tenant_id = $tenant',
      `update audit_heads set hash = 'x' where tenant_id = $tenant`,
      'update audit_heads set seq = 0, hash = null where tenant_id = $tenant',
      'delete from audit_heads where tenant_id = $tenant',
    ]) {
      const before = await superuser.query('select * from audit_heads where tenant_id = $1', [tenantId]);
      await tamper(change);
      assert.equal((await verify()).intact, false, change);
      await tamper('delete from audit_heads where tenant_id = $tenant');
      const { seq, hash } = before.rows[0] as { seq: string; hash: string };
      await tamper('insert into audit_heads (tenant_id, seq, hash) values ($tenant, $1, $2)', [seq, hash]);
      assert.equal((await verify()).intact, true);
    }
  });

  it('shows that everything was removed, the head excepted', async () => {
    await tamper('delete from audit_records where tenant_id = $tenant');
    assert.equal((await verify()).intact, false);
  });

  /** Verifies the chain, with something else happening before each of its questions. */
  async function verifyBeside(happening: () => Promise<unknown>) {
    const rows: number[] = [];
    const verdict = await rollcall.database.inTenant(tenantId, (trx) => {
      const raw = async (sql: string, values: never[]) => {
        await happening();
        const result = await trx.raw<{ rows: unknown[] }>(sql, values);
        rows.push(result.rows.length);
        return result;
      };
      return verifyChain({ raw: raw as unknown as Queries['raw'] }, tenantId);
    });
    return { verdict, rows };
  }

  it('is intact although records are appended and sealed between the questions of its check', async () => {
    await append(3);
    const { verdict, rows } = await verifyBeside(async () => {
      await append(1);
      await rollcall.service.sealer.sealAll();
    });
    assert.ok(rows.length >= 5);
    // As of the first question, before which four were sealed.
    assert.deepEqual(verdict, { intact: true, sealed: sealed + 4, unsealed: 0, purged: 0 });
  });

  it('holds up nobody who seals it while it is checked', async () => {
    let waiting = 1;
    await verifyBeside(async () => {
      await append(1);
      await rollcall.service.sealer.sealAll();
      const result = await superuser.query<{ waiting: number }>(
        'select count(*)::int as waiting from audit_records where tenant_id = $1 and seq is null',
        [tenantId],
      );
      waiting = result.rows[0]?.waiting ?? NaN;
      assert.equal(waiting, 0);
    });
    assert.equal(waiting, 0);
  });

  it('is checked a page at a time where much of it is not sealed yet, to the last record', async () => {
    await append(4_001);
    const { verdict, rows } = await verifyBeside(() => Promise.resolve());
    assert.deepEqual(verdict, { intact: true, sealed, unsealed: 4_001, purged: 0 });
    assert.equal(Math.max(...rows), 2_000);
    assert.equal(
      rows.reduce((sum, count) => sum + count),
      // The head twice, the count, and the latest sealed one.
      sealed + 4_001 + 4,
    );
    await tamper(`update audit_records set reason = 'x' where tenant_id = $tenant and id =
      (select id from audit_records where tenant_id = $tenant and seq is null order by at desc, id desc limit 1)`);
    assert.equal((await verify()).intact, false);
  });

  it('is never thought broken while it grows', async () => {
    const verdicts: ChainReport[] = [];
    const grow = async () => {
      for (let i = 0; i < 25; i += 1) {
        await append(2);
        await rollcall.service.sealer.sealAll();
      }
    };
    const watch = async () => {
      for (let i = 0; i < 25; i += 1) verdicts.push(await verify());
    };
    await Promise.all([grow(), watch(), watch()]);
    assert.deepEqual(
      verdicts.filter(({ intact }) => !intact),
      [],
    );
    assert.equal((await verify()).sealed + (await verify()).unsealed, sealed + 50);
  });

  describe('after a purge', () => {
    /** Of the one who is purged: two records in the chain, and one that is not yet. */
    let userId: string;
    const purgedSealed = [sealed + 1, sealed + 2];

    beforeEach(async () => {
      userId = newId();
      await write([entry('Sealed before', userId), entry('Another', userId)]);
      await rollcall.service.sealer.sealAll();
      await write([entry('Not sealed before', userId), entry('Somebody else')]);
      rollcall.clock.advance(60_000);
      await purge(userId);
    });

    const write = (entries: AuditEntry[]) =>
      rollcall.database.inTenant(tenantId, (trx) =>
        insertAuditRecords(trx, tenantId, entries, rollcall.clock.now()),
      );
    const purge = (id: string) =>
      rollcall.database.inTenant(tenantId, async (trx) => {
        const now = rollcall.clock.now();
        await purgePeople(trx, tenantId, [{ userId: id, directoryUserId: null }], now);
        const record = { ...entry('30 days after they left', id), before: null, after: null };
        await insertAuditRecords(trx, tenantId, [{ ...record, action: 'user.purged' }], now);
      });
    const contentOf = async (id: string): Promise<string> => {
      const result = await superuser.query<{ row: string }>(
        `select to_jsonb(a)::text as row from audit_records a where user_id = $1 and action <> 'user.purged'`,
        [id],
      );
      assert.equal(result.rows.length, 3);
      return result.rows.map(({ row }) => row).join('\n');
    };

    it('is intact without the content, before and after it is sealed, and says of how many it is gone', async () => {
      const found = { tenant: slug, intact: true, purged: 3, problem: null, at: null };
      assert.deepEqual(await verify(), { ...found, sealed: sealed + 2, unsealed: 3 });
      await rollcall.service.sealer.sealAll();
      assert.deepEqual(await verify(), { ...found, sealed: sealed + 5, unsealed: 0 });
      assert.doesNotMatch(await contentOf(userId), /acme\.com|Chief|Old|New|Sealed before/);
    });

    it('goes on after it, and through the purge of somebody else', async () => {
      const other = newId();
      await write([entry('One', other), entry('Two', other), entry('Three', other)]);
      rollcall.clock.advance(60_000);
      await purge(other);
      await rollcall.service.sealer.sealAll();
      const { intact, purged } = await verify();
      assert.deepEqual([intact, purged], [true, 6]);
    });

    it('shows every column of an emptied record that was changed, sealed or not', async () => {
      const other: Record<string, string> = {
        id: 'gen_random_uuid()',
        at: "at + '1 ms'::interval",
        user_id: 'gen_random_uuid()',
        directory_id: 'gen_random_uuid()',
        before: `'{"email": "b@acme.com"}'`,
        after: `'{"email": "b@acme.com"}'`,
        event_ids: "'{}'",
        policy_version: 'policy_version + 1',
        content_purged_at: "content_purged_at + '1 ms'::interval",
        seq: 'coalesce(seq, 0) + 1000',
      };
      for (const column of await columns()) {
        if (column === 'tenant_id') continue;
        for (const which of [`seq = ${String(purgedSealed[0])}`, 'seq is null']) {
          const change = other[column] ?? `coalesce(${column}, '') || 'x'`;
          await assertShown(
            `update audit_records set ${column} = ${change}
              where tenant_id = $tenant and ${which} and content_purged_at is not null`,
          );
        }
      }
      assert.equal((await verify()).intact, true);
    });

    it('shows an emptied record that says it is not', async () => {
      await assertShown(
        'update audit_records set content_purged_at = null where tenant_id = $tenant and seq = $1',
        purgedSealed[1],
      );
    });

    it('shows what was made up in place of the content, with a digest that fits', async () => {
      const made = { before: null, after: { role: 'owner' }, reason: 'Made up' };
      await assertShown(
        `update audit_records set before = null, after = '{"role": "owner"}', reason = 'Made up', salt = 's',
                content_purged_at = null, content_digest = '${contentDigest('s', made)}'
          where tenant_id = $tenant and seq = $1`,
        purgedSealed[0],
      );
    });

    it('shows content that was removed without a purge: of somebody else, of nobody, of the purge itself', async () => {
      const empty = `before = null, after = null, reason = 'Removed by a purge', salt = ''`;
      await rollcall.service.sealer.sealAll();
      for (const which of [
        `user_id <> '${userId}'`,
        'user_id is null',
        `user_id = '${userId}' and action = 'user.purged'`,
      ]) {
        await assertShown(
          `update audit_records a set ${empty}, content_purged_at =
              (select at from audit_records p where p.tenant_id = a.tenant_id and p.action = 'user.purged')
            where tenant_id = $tenant and seq is not null and ${which}`,
          undefined,
          /without a purge/,
        );
      }
    });

    it('shows that the record of the purge was removed, sealed or not', async () => {
      const removal = `delete from audit_records where tenant_id = $tenant and action = 'user.purged'`;
      await assertShown(removal, undefined, /without a purge/);
      await rollcall.service.sealer.sealAll();
      await assertShown(removal, undefined, /without a purge/);
    });

    it('shows that the record of the purge was made one of another person, or of something else', async () => {
      for (const change of ['user_id = gen_random_uuid()', `action = 'user.updated'`]) {
        await assertShown(
          `update audit_records set ${change} where tenant_id = $tenant and action = 'user.purged'`,
        );
      }
    });

    it('shows the removal by a purge in another tenant', async () => {
      const own = { tenantId, slug };
      ({ tenantId, slug } = {
        ...(await rollcall.createTenant(`${slug}-b`, `directory_b_${slug}`)),
        slug: `${slug}-b`,
      });
      await write([entry('Here as well', userId)]);
      await assertShown(
        `update audit_records a set before = null, after = null, reason = 'Removed by a purge', salt = '',
                content_purged_at = (select at from audit_records p where p.tenant_id = '${own.tenantId}'
                                        and p.action = 'user.purged')
          where tenant_id = $tenant and user_id = '${userId}'`,
        undefined,
        /without a purge/,
      );
      ({ tenantId, slug } = own);
    });

    /** Does something to the log, checks that this is found, and undoes it. */
    async function assertShown(sql: string, seq?: number, problem = /./): Promise<void> {
      await superuser.query('begin');
      const done = await tamper(sql, seq === undefined ? [] : [seq]);
      assert.ok((done.rowCount ?? 0) > 0, sql);
      const client = { raw: (text: string, values: unknown[]) => queryAs(text, values) };
      const verdict = await verifyChain(client as never, tenantId);
      await superuser.query('rollback');
      assert.equal(verdict.intact, false, sql);
      assert.match(verdict.problem, problem, sql);
    }
  });
});
