import { searchWordsOf } from '../domain/search-words.ts';
import type { Transaction } from './database.ts';

/** Words with spaces between them. */
interface WordedUser {
  id: string;
  words: string;
}

/**
 * Makes these the words that accounts are found by: only what differs is written. To be called before `users.words` is
 * written, which says what is there.
 */
export async function replaceUserWords(
  trx: Transaction,
  tenantId: string,
  users: readonly WordedUser[],
): Promise<void> {
  const rows = users.map(({ id, words }) => ({ id, words }));
  await trx.send(
    // Locked, because whoever words the same account at this moment has its row first as well.
    `with wanted as materialized (
       select id, words from jsonb_to_recordset(?::jsonb) as r (id uuid, words text)
     ), known as materialized (
       select u.id, coalesce(u.words, '') as words from wanted w join users u on u.tenant_id = ? and u.id = w.id
        where u.words is distinct from w.words order by u.id for no key update of u
     ), removed as (
       delete from user_words f
        using (select k.id, t.word from known k join wanted w on w.id = k.id
                cross join lateral string_to_table(k.words, ' ') t (word)
                where t.word <> all (string_to_array(w.words, ' '))) old
        where f.tenant_id = ? and f.word = old.word and f.user_id = old.id
     )
     insert into user_words (tenant_id, word, user_id)
     select ?::uuid, t.word, w.id from wanted w left join known k on k.id = w.id
      cross join lateral string_to_table(w.words, ' ') t (word)
      where k.id is not null
         or not exists (select 1 from users u where u.tenant_id = ? and u.id = w.id)
     on conflict (tenant_id, word, user_id) do nothing`,
    [JSON.stringify(rows), tenantId, tenantId, tenantId, tenantId],
  );
}

/**
 * Words accounts that are not: from before there were words, or made by a version before.
 *
 * @returns how many
 */
export async function wordUsers(trx: Transaction, tenantId: string, limit: number): Promise<number> {
  const result = await trx.raw<{
    rows: {
      id: string;
      display_name: string | null;
      given_name: string | null;
      family_name: string | null;
      email: string | null;
    }[];
  }>(
    `select id, display_name, given_name, family_name, email from users
      where tenant_id = ? and (words is null or (status = 'purged' and words <> ''))
      order by id limit ? for no key update skip locked`,
    [tenantId, limit],
  );
  if (result.rows.length === 0) return 0;
  const users = result.rows.map((row) => ({
    id: row.id,
    words: searchWordsOf({
      displayName: row.display_name,
      givenName: row.given_name,
      familyName: row.family_name,
      email: row.email,
    }).join(' '),
  }));
  await replaceUserWords(trx, tenantId, users);
  await trx.send(
    `update users u set words = r.words from jsonb_to_recordset(?::jsonb) as r (id uuid, words text)
      where u.tenant_id = ? and u.id = r.id`,
    [JSON.stringify(users), tenantId],
  );
  return users.length;
}
