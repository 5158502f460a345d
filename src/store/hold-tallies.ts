import { LRUCache } from 'lru-cache';
import type { HoldKind } from '../domain/change.ts';
import { isGuardKind } from '../domain/hold-reason.ts';
import type { Transaction } from './database.ts';

/** How many people a hold is about, and how often each action is among what was held of them. */
export interface HoldTally {
  people: number;
  actions: Record<string, number>;
}

/** A hold as one transaction has written it. */
export interface HoldEdition {
  id: string;
  kind: HoldKind;
  /** Of the row. Whoever changes who waits in a hold of a guard, or for what, writes the hold as well. */
  xmin: string;
}

/** Some hundred bytes each. */
const tallies = new LRUCache<string, HoldTally>({ max: 10_000 });

/**
 * What holds are about, by their ids. Going through everybody's changes takes half a second for 100,000 people, and pages
 * ask every few seconds, so it is remembered by the edition. People may be purged later: how many there were stays true.
 */
export async function readHoldTallies(
  trx: Transaction,
  tenantId: string,
  holds: readonly HoldEdition[],
): Promise<Map<string, HoldTally>> {
  const found = new Map<string, HoldTally>();
  const missing: HoldEdition[] = [];
  for (const hold of holds) {
    const known = tallies.get(keyOf(hold));
    if (known === undefined) missing.push(hold);
    else found.set(hold.id, known);
  }
  for (const { people, actions, ...hold } of await countPeople(trx, tenantId, missing)) {
    found.set(hold.id, { people, actions });
    // The others are about one person each.
    if (isGuardKind(hold.kind)) tallies.set(keyOf(hold), { people, actions });
  }
  return found;
}

function keyOf({ id, xmin }: HoldEdition): string {
  return `${id} ${xmin}`;
}

/** Who is about a hold: who waits, or else whom the answer was about, and not who had dropped out before. */
export const isAbout = `p.tenant_id = h.tenant_id and p.hold_id = h.id
  and (p.status = h.status or p.status = 'lapsed' and h.status = 'rejected')`;

async function countPeople(
  trx: Transaction,
  tenantId: string,
  holds: readonly HoldEdition[],
): Promise<(HoldEdition & HoldTally)[]> {
  if (holds.length === 0) return [];
  const result = await trx.raw<{ rows: (HoldEdition & HoldTally)[] }>(
    `select h.id, h.kind, h.xmin::text as xmin, counted.people, summed.actions
       from holds h
      cross join lateral (select count(*)::int as people from held_people p where ${isAbout}) counted
      cross join lateral (
            select coalesce(jsonb_object_agg(action, times), '{}') as actions
              from (select change ->> 'action' as action, count(*) as times
                      from held_people p cross join lateral jsonb_array_elements(p.changes) as change
                     where ${isAbout}
                     group by change ->> 'action') each) summed
      where h.tenant_id = ? and h.id = any(?::uuid[])`,
    [tenantId, holds.map(({ id }) => id)],
  );
  return result.rows;
}
