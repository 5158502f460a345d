import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { migrationNames } from '../../src/store/migration-source.ts';
import { migrationProblems } from '../support/migration-problems.ts';

/** Those before were made while nothing ran yet. */
const firstOnline = '20261122_14';

const migrationOf = (sql: string, head = ''): string =>
  `${head}export async function up(knex) { await knex.raw(\`${sql}\`); }\nexport async function down(knex) {}`;

describe('Migrations', () => {
  it('can run while events come in and the version before goes on', async () => {
    const names = (await migrationNames()).filter((name) => name >= firstOnline);
    assert.ok(names.length > 4);
    const problems = names.flatMap((name) =>
      migrationProblems(name, readFileSync(new URL(`../../migrations/${name}`, import.meta.url), 'utf8')),
    );
    assert.deepEqual(problems, []);
  });

  const refused: [string, RegExp][] = [
    ['alter table directories alter column idp type integer', /rewrites the table/],
    ['alter table users alter column email set not null', /reads the whole table/],
    ['alter table directories add column a text not null, add column b text', /give it a default/],
    ['alter table inbox add column a text generated always as (payload->>1) stored', /rewrites a big table/],
    ['create index a on inbox (tenant_id)', /create it concurrently/],
    ['create unique index a on users (tenant_id)', /create it concurrently/],
    ['alter table inbox add constraint a check (true)', /as not valid/],
    ['update users set email = lower(email)', /fill it in batches/],
    ['alter table directories drop column idp', /a file named _contract_/],
    ['alter table directories rename column idp to b', /a file named _contract_/],
    ['create index concurrently a on inbox (tenant_id)', /transaction: false/],
  ];
  for (const [sql, says] of refused) {
    it(`are not to say: ${sql}`, () => {
      const problems = migrationProblems('x.ts', migrationOf(sql));
      assert.equal(problems.length, 1, problems.join('\n'));
      assert.match(problems[0] ?? '', says);
    });
  }

  it('are not to change a big table without a transaction, where nothing limits how long they wait for it', () => {
    const head = 'export const config = { transaction: false };\n';
    const problems = migrationProblems('x.ts', migrationOf('alter table users add column a text', head));
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.match(problems[0] ?? '', /waits for a lock for as long as it takes/);
    assert.deepEqual(
      migrationProblems('x.ts', migrationOf('alter table users validate constraint a', head)),
      [],
    );
  });

  const allowed: [string, string, string?][] = [
    ['x.ts', 'alter table inbox add column a text, add column b boolean not null default false'],
    ['x.ts', 'create table users (id uuid); create index a on users (id)'],
    ['x.ts', 'alter table inbox drop constraint a, add constraint a check (true) not valid'],
    ['x.ts', '-- blocks: for less than a second, because it is empty\n create index a on inbox (tenant_id)'],
    ['x_contract_y.ts', 'alter table directories drop column idp'],
    [
      'x.ts',
      'create index concurrently a on inbox (tenant_id)',
      'export const config = { transaction: false };\n',
    ],
  ];
  for (const [name, sql, head] of allowed) {
    it(`may say, in ${name}: ${sql.replaceAll('\n', ' ')}`, () => {
      assert.deepEqual(migrationProblems(name, migrationOf(sql, head)), []);
    });
  }
});
