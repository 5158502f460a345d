import { countConditions, type ConditionCount } from '../policy/condition-mismatches.ts';
import { reviewGroups, suggestedAtOnce, type GroupReview } from '../policy/group-mismatches.ts';
import { matchConditions } from '../policy/match-conditions.ts';
import type { Mismatch } from '../policy/mismatch.ts';
import type { Transaction } from '../store/database.ts';
import { countMembers, readPageOfGroups, type SeenGroupRow } from '../store/mapped-groups.ts';
import { readPageOfPeople } from '../store/person-rows.ts';
import type { ActivePolicy } from './active-policy.ts';
import { gatherFacts } from './gather-facts.ts';
import { toPersonFacts } from './person-facts.ts';
import { hasEnded } from './reach.ts';

/** People and groups whose records are in memory at once. */
const atOnce = 2_000;
/** Groups that are looked through for one that may have been meant: of more, the oldest. */
const mostSuggested = 5_000;
/** Entries of the mapping that a group is looked for. */
const mostUnseen = 20;
const first = '00000000-0000-0000-0000-000000000000';

/** How a policy and a tenant's directories go together. */
export interface MirrorReview {
  mismatches: Mismatch[];
  /** Who is active in the directories. Without anybody there is nothing to hold a policy against. */
  people: number;
}

/**
 * Holds a policy against the mirror: mapped groups that are not there, are called otherwise or are empty, and filters and
 * rules that match nobody or everybody. Groups and people are read in pages, so that memory stays flat. Writes nothing.
 *
 * @param trx in the scope of the tenant
 * @param policy the one in force, or another
 */
export async function findMismatches(
  trx: Transaction,
  tenantId: string,
  policy: ActivePolicy,
  now: Date,
): Promise<MirrorReview> {
  const counted = await countPeople(trx, tenantId, policy, now);
  if (counted.people === 0) return { mismatches: [], people: 0 };
  const groups = await lookAtGroups(trx, tenantId, policy);
  const members = await countMembers(trx, tenantId, groups.mapped);
  return { mismatches: [...counted.judge(), ...groups.judge(members)], people: counted.people };
}

async function countPeople(
  trx: Transaction,
  tenantId: string,
  policy: ActivePolicy,
  now: Date,
): Promise<ConditionCount> {
  const counted = countConditions(policy.effective);
  const match = matchConditions(policy.compiled);
  for (let after: string | undefined = first; after !== undefined;) {
    const page: string[] = await readPageOfPeople(trx, tenantId, after, atOnce);
    const facts = await gatherFacts(trx, tenantId, page, new Set(), policy, now);
    const inPage = new Set(page);
    for (const person of facts.people) {
      const { id, occurred_at } = person.directory;
      // Who waits for another administrator comes along with every page.
      if (!inPage.has(id) || occurred_at === null || hasEnded(person.directory)) continue;
      const known = toPersonFacts(person, facts);
      if (known.activeInDirectory) counted.count(await match(known));
    }
    after = page.length < atOnce ? undefined : page.at(-1);
  }
  return counted;
}

async function lookAtGroups(
  trx: Transaction,
  tenantId: string,
  { effective }: ActivePolicy,
): Promise<GroupReview> {
  const review = reviewGroups(effective.groups);
  if (effective.groups.map.length === 0) return review;
  await eachPage(trx, tenantId, atOnce, Infinity, (page) => {
    review.see(page);
  });
  if (review.unseen > 0 && review.unseen <= mostUnseen) {
    await eachPage(trx, tenantId, suggestedAtOnce, mostSuggested, (page) => {
      review.suggest(page);
    });
  }
  return review;
}

async function eachPage(
  trx: Transaction,
  tenantId: string,
  size: number,
  most: number,
  take: (page: SeenGroupRow[]) => void,
): Promise<void> {
  let after = first;
  for (let read = 0; read < most; read += size) {
    const page = await readPageOfGroups(trx, tenantId, after, size);
    take(page);
    const last = page.at(-1);
    if (page.length < size || last === undefined) return;
    after = last.id;
  }
}
