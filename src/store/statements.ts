import { LRUCache } from 'lru-cache';

/** A statement as PostgreSQL takes it. */
export interface Statement {
  text: string;
  /** How many values it needs. */
  count: number;
  /** Under which each connection keeps it, parsed and planned; undefined for what is asked too seldom. */
  name: string | undefined;
}

export type Statements = (sql: string) => Statement;

/** Texts that were asked once; beyond these, the one that was asked longest ago is forgotten. */
const remembered = 1_000;

/**
 * Statements by their text with `?` for each value (`\?` stands for the operator). What is asked again gets a name, so
 * that a connection parses and plans it once and not each time. PostgreSQL keeps what has a name for as long as the
 * connection lasts, so there are at most `most`, whatever filters clients think of.
 */
export function createStatements(prefix: string, most: number): Statements {
  const named = new Map<string, Statement>();
  const seen = new LRUCache<string, Statement>({ max: remembered });
  return (sql) => {
    const known = named.get(sql) ?? seen.get(sql);
    if (known === undefined) {
      const statement = toStatement(sql);
      seen.set(sql, statement);
      return statement;
    }
    // Without values a text may hold several statements, which only goes without a name.
    if (known.name === undefined && known.count > 0 && named.size < most) {
      known.name = `${prefix}${named.size}`;
      named.set(sql, known);
      seen.delete(sql);
    }
    return known;
  };
}

function toStatement(sql: string): Statement {
  let count = 0;
  const text = sql.replace(/\\?\?/g, (mark) => {
    if (mark === '\\?') return '?';
    count += 1;
    return `$${count}`;
  });
  return { text, count, name: undefined };
}
