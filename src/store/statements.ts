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

/** Characters of texts that were asked once; beyond these, the one that was asked longest ago is forgotten. */
const remembered = 2_000_000;
/** Characters. What is longer was thought up by a client, and its plan would take megabytes of each connection. */
const longest = 10_000;

/**
 * Statements by their text with `?` for each value (`\?` stands for the operator). What is asked again gets a name, so
 * that a connection parses and plans it once and not each time. PostgreSQL keeps what has a name for as long as the
 * connection lasts, so there are at most `most`, and long ones are never kept, whatever filters clients think of.
 */
export function createStatements(prefix: string, most: number): Statements {
  const named = new Map<string, Statement>();
  const seen = new LRUCache<string, Statement>({
    maxSize: remembered,
    sizeCalculation: (_, sql) => sql.length,
  });
  return (sql) => {
    if (sql.length > longest) return toStatement(sql);
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
