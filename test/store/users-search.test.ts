import assert from 'node:assert/strict';
import { Client } from 'pg';
import type { User } from '../../src/generated/api.ts';
import type { Page } from '../../src/store/keyset.ts';
import { wordUsers } from '../../src/store/user-words.ts';
import { listUsers, type UserFilter } from '../../src/store/users-read.ts';
import { plansOf, rowsReadOf, type PlanNode } from '../support/query-plan.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { superuserUrl } from '../support/test-server.ts';

const tenant = '0198c0de-0000-7000-8000-00000000000a';
const small = '0198c0de-0000-7000-8000-00000000000b';
const people = 12_000;
const firstPage = { limit: 50, after: null };

/** A filled tenant among others. Each tenth is an Ada, and everybody is of acme. */
const filling = `
  insert into tenants (id, slug, name, created_at)
  values ('${tenant}', 'acme', 'acme', now()), ('${small}', 'small', 'small', now()),
         (gen_random_uuid(), 'other', 'other', now());
  insert into users (tenant_id, id, display_name, email, words, status, role, provisioned_at, updated_at)
  select t.id, ('0198c0de-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, named.name || ' Nr' || n, named.name || n || '@acme.com',
         lower(named.name) || ' nr' || n || ' ' || lower(named.name) || n || ' acme com', 'active', 'member', now(), now()
    from tenants t, generate_series(1, ${people}) n,
         lateral (select case when n % 10 = 0 then 'Ada' else 'Ben' end as name) named
   where t.slug <> 'small';
  insert into user_words (tenant_id, word, user_id)
  select tenant_id, word, id from users, string_to_table(words, ' ') word;
  analyze`;

describe('searching people on a filled database', () => {
  let test: TestDatabase;
  let superuser: Client;

  before(async () => {
    test = await createTestDatabase();
    superuser = new Client(await superuserUrl(test.url));
    await superuser.connect();
    await superuser.query(filling);
  });
  after(async () => {
    await superuser.end();
    await test.drop();
  });

  const looking = (search: string, more: UserFilter = {}) =>
    plansOf(test, tenant, (trx) => listUsers(trx, tenant, { search, ...more }, firstPage));
  const found = async (search: string, tenantId = tenant): Promise<(string | null)[]> => {
    const { items } = await test.database.inTenant(tenantId, (trx) =>
      listUsers(trx, tenantId, { search }, firstPage),
    );
    return items.map(({ display_name }) => display_name);
  };
  const indexesOf = (nodes: PlanNode[]) => new Set(nodes.map((node) => node['Index Name']).filter(Boolean));

  it('looks up whom few words begin so, by the index of words', async () => {
    for (const [search, read] of [
      ['nr117', 51],
      ['ada nr11990', 1],
      ['nobody', 0],
      ['acme nr4321', 1],
    ] as const) {
      const nodes = await looking(search);
      assert.ok(indexesOf(nodes).has('user_words_pkey'), search);
      assert.ok(rowsReadOf(nodes, 'users') <= read, `${search}: ${rowsReadOf(nodes, 'users')} people`);
    }
    assert.deepEqual(await found('NR4321'), ['Ben Nr4321']);
    assert.equal((await found('ada')).length, 50);
  });

  it('reads on until a page is full where many words begin so', async () => {
    const nodes = await looking('be');
    assert.ok(rowsReadOf(nodes, 'users') <= 60, `${rowsReadOf(nodes, 'users')}`);
    // No more words are counted than it takes to see that they are many.
    assert.ok(rowsReadOf(nodes, 'user_words') <= 5_000);
    const both = await looking('acme a');
    assert.ok(rowsReadOf(both, 'users') <= 600, `${rowsReadOf(both, 'users')}`);
  });

  it('goes on from a page to the next, each person once', async () => {
    const names: (string | null)[] = [];
    let after: string[] | null = null;
    do {
      const position: string[] | null = after;
      const { items, next }: Page<User> = await test.database.inTenant(tenant, (trx) =>
        listUsers(trx, tenant, { search: 'nr119' }, { limit: 40, after: position }),
      );
      names.push(...items.map(({ display_name }) => display_name));
      after = next;
    } while (after !== null);
    assert.equal(names.length, 111);
    assert.equal(new Set(names).size, 111);
  });

  it('finds who was there before there were words, and words them', async () => {
    await superuser.query(
      `insert into users (tenant_id, id, display_name, email, status, provisioned_at, updated_at)
       select '${small}', gen_random_uuid(), 'Zoë Quist', 'zoe@acme.com', 'active', now(), now()`,
    );
    assert.deepEqual(await found('quis', small), ['Zoë Quist']);
    const word = () => test.database.inTenant(small, (trx) => wordUsers(trx, small, 10));
    assert.deepEqual([await word(), await word()], [1, 0]);
    assert.deepEqual(await found('zoe quist', small), ['Zoë Quist']);
    assert.deepEqual(await found('zoe nobody', small), []);
    // Whom a process of the version before has purged.
    await superuser.query(
      `update users set status = 'purged', display_name = null, email = null where tenant_id = $1`,
      [small],
    );
    assert.deepEqual([await word(), await word()], [1, 0]);
    const left = await superuser.query('select word from user_words where tenant_id = $1', [small]);
    assert.deepEqual(left.rows, []);
  });

  it('finds by what is typed of names without spaces, with apostrophes and with letters of other keyboards', async () => {
    const names = ['李小龙', '山田 太郎', '김민수', "Sinéad O'Brien", 'Işık Yılmaz'];
    await superuser.query(
      `insert into users (tenant_id, id, display_name, status, provisioned_at, updated_at)
       select $1, gen_random_uuid(), name, 'active', now(), now() from unnest($2::text[]) name`,
      [small, names],
    );
    await test.database.inTenant(small, (trx) => wordUsers(trx, small, 10));
    for (const [name, searches] of [
      ['李小龙', ['小龙', '龙', '李']],
      ['山田 太郎', ['山田太郎', '太郎 山田', '田太']],
      ['김민수', ['민수', '김 민수']],
      ["Sinéad O'Brien", ['obrien', "o'brien", 'brien', 'o brien']],
      ['Işık Yılmaz', ['isik yilmaz', 'YILMAZ']],
    ] as const)
      for (const search of searches) assert.deepEqual(await found(search, small), [name], search);
    assert.deepEqual(await found('rien', small), []);
  });
});
