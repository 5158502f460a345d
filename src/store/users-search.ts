import { wordsSought } from '../domain/search-words.ts';
import type { Transaction } from './database.ts';
import type { SqlConditions } from './sql-conditions.ts';

/**
 * With fewer people than this for one of its words, a search begins with them. A word that more have is met every few
 * rows, and reading people in their order until a page is full looks at fewer.
 */
const FEW = 5_000;

/** What a search reads from. */
export interface UserSearch {
  /** Gives `f.id`, each once: whom the search may concern, and perhaps others. Null: everybody. */
  among: { sql: string; values: string[] } | null;
}

/**
 * Adds to the conditions on `users u` that each word of the search begins one of theirs, and finds out how they are best
 * read. Ranges of words are compared by operators that do not leak, because no others use an index under row-level security.
 *
 * @returns null where nobody can be meant: no letter and no digit is in the text
 */
export async function searchUsers(
  trx: Transaction,
  tenantId: string,
  search: string,
  where: SqlConditions,
): Promise<UserSearch | null> {
  const words = wordsSought(search);
  if (words.length === 0) return null;
  const known = words.map(() => `strpos(' ' || u.words, ?) > 0`).join(' and ');
  where.add(
    // Who has no words yet is found by a part of their name or address as it is.
    `(${known} or (u.words is null and strpos(lower(concat_ws(' ', u.display_name, u.email)), lower(?)) > 0))`,
    ...words.map((word) => ` ${word}`),
    search,
  );
  const rarest = await findRarest(trx, tenantId, words);
  if (rarest === null) return { among: null };
  return {
    among: {
      sql: `select w.user_id as id from user_words w where w.tenant_id = ? and w.word >= ? and w.word < ?
            union select d.id from users d where d.tenant_id = ? and d.words is null`,
      values: [tenantId, ...rangeOf(rarest), tenantId],
    },
  };
}

/** The word that begins the words of the fewest people, or null where each begins those of many. */
async function findRarest(
  trx: Transaction,
  tenantId: string,
  words: readonly string[],
): Promise<string | null> {
  const counted = `(select count(*) from (select 1 from user_words
                     where tenant_id = ? and word >= ? and word < ? limit ?) few)::int`;
  const result = await trx.raw<{ rows: { counts: number[] }[] }>(
    `select array[${words.map(() => counted).join(', ')}] as counts`,
    words.flatMap((word) => [tenantId, ...rangeOf(word), FEW]),
  );
  const counts = result.rows[0]?.counts ?? [];
  const fewest = Math.min(...counts);
  return fewest < FEW ? (words[counts.indexOf(fewest)] ?? null) : null;
}

/** All that begins with the word is in this range, and nothing else: no letter and no digit has the last code of all. */
function rangeOf(word: string): [from: string, below: string] {
  return [word, `${word}\u{10ffff}`];
}
