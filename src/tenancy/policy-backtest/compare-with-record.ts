import { readCourses, type Course } from '../../store/rehearsed-tenant.ts';
import type { Stage } from './stage.ts';

/** How far a replay under the policies that were in force came to what really happened. */
export interface Reproduction {
  people: number;
  otherwise: number;
  /** The first of those for whom it did not, by the names that their directory has for them. */
  named: { name: string; recorded: string | null; replayed: string | null }[];
}

/**
 * Compares what was done to each account in a time, in its order, and how it stands at the end, with what the replay did.
 * Times are not compared: what time alone brings about happens here at its moment, and there at the next look.
 */
export async function compareWithRecord(
  { trx, tenantId, real }: Stage,
  { since, until }: { since: Date; until: Date },
  mostNamed: number,
): Promise<Reproduction> {
  const found: Reproduction = { people: 0, otherwise: 0, named: [] };
  const recorded = readCourses(real.trx, real.tenantId, since, until);
  const replayed = readCourses(trx, tenantId, since, until);
  let a = await nextOf(recorded);
  let b = await nextOf(replayed);
  while (a !== null || b !== null) {
    const order = byKey(a, b);
    const [one, other] = [order <= 0 ? a : null, order >= 0 ? b : null];
    found.people += 1;
    if (one?.digest !== other?.digest) {
      found.otherwise += 1;
      const name = nameIn((one ?? other)?.key ?? '');
      const standings = { recorded: one?.standing ?? null, replayed: other?.standing ?? null };
      if (found.named.length < mostNamed) found.named.push({ name, ...standings });
    }
    if (order <= 0) a = await nextOf(recorded);
    if (order >= 0) b = await nextOf(replayed);
  }
  return found;
}

/** As PostgreSQL sorts with collate "C". */
function byKey(a: Course | null, b: Course | null): number {
  if (a === null || b === null) return a === null ? 1 : -1;
  return Buffer.compare(Buffer.from(a.key), Buffer.from(b.key));
}

/** Behind the directory. */
function nameIn(key: string): string {
  return key.slice(key.indexOf(' ') + 1);
}

async function nextOf<T>(generator: AsyncGenerator<T>): Promise<T | null> {
  const next = await generator.next();
  return next.done === true ? null : next.value;
}
