import { createHash } from 'node:crypto';
import type { Change, HoldKind, PersonPlan } from '../../domain/change.ts';
import { isGuardKind, surgeInWords } from '../../domain/hold-reason.ts';
import type { PolicyPlan, PolicyPlanGroup, PolicyPlanPerson } from '../../generated/api.ts';
import type { RoleOrder } from '../../policy/role-order.ts';
import type { ActivePolicy } from '../../reconcile/active-policy.ts';
import type { Foreseen } from '../../reconcile/plan-everyone.ts';
import { changeInWords } from './change-in-words.ts';
import { decidingLine } from './deciding-line.ts';
import { effectsOf, lastingPart, type Effect } from './foreseen-effects.ts';

/** The figures of a plan, of which the places are pointers still. */
export interface Summary {
  people: Omit<PolicyPlan['people'], 'looked_at'>;
  actions: PolicyPlan['actions'];
  /** The most consequential first: of the same change, what gives the stronger role. */
  groups: (Omit<PolicyPlanGroup, 'place'> & { pointer: string | null })[];
  holds: PolicyPlan['holds'];
  /** Of every effect on everybody, whatever the order: 64 hexadecimal digits. */
  effectsDigest: string;
}

export interface Summarizing {
  add: (foreseen: readonly Foreseen[]) => void;
  finish: () => Summary;
}

/**
 * Adds up what would become of people, who come in any order. Only the figures are kept, and as many people of each group
 * as are to be named.
 */
export function summarize(
  { effective: policy, compiled }: Pick<ActivePolicy, 'effective' | 'compiled'>,
  named: number,
): Summarizing {
  const digest = Buffer.alloc(32);
  const people = { changed: 0, held: 0 };
  const actions = new Map<string, number>();
  const groups = new Map<string, CountedGroup>();
  const holds = new Map<string, { kind: HoldKind; says: (people: number) => string; people: number }>();

  const count = (each: Foreseen, by: 1 | -1, again: Again): void => {
    const effects = effectsOf(each);
    if (effects.length === 0) return;
    const { plan } = each;
    addToDigest(digest, plan, effects);
    if (effects.some(({ heldBy }) => heldBy === null) && !again('changed', plan)) people.changed += by;
    if (effects.some(({ heldBy }) => heldBy !== null) && !again('held', plan)) people.held += by;
    for (const action of new Set(effects.map(({ change }) => change.action))) {
      actions.set(action, (actions.get(action) ?? 0) + by);
    }
    // Signing out and taking keys is part of leaving, which has a group of its own.
    const alone = effects.filter((effect) => !isPartOfLeaving(effect, effects));
    for (const effect of alone) {
      const pointer = decidingLine(policy, plan, effect.change);
      countIn(groups, effect, { pointer, person: personOf(plan, effect), by, named });
    }
    if (plan.hold !== null && effects.some(({ heldBy }) => heldBy !== null)) {
      const { kind, cause, reason } = plan.hold;
      const key = isGuardKind(kind) ? `${kind} ${cause}` : `${kind} ${reason}`;
      const says = (count: number): string => (isGuardKind(kind) ? surgeInWords(kind, count, cause) : reason);
      const hold = holds.get(key) ?? { kind, says, people: 0 };
      hold.people += by;
      holds.set(key, hold);
    }
  };

  return {
    add: (foreseen) => {
      const again = countsOnce();
      for (const each of foreseen) {
        if (each.instead) count({ plan: each.instead, openHold: each.openHold }, -1, () => false);
        count(each, 1, again);
      }
    },
    finish: () => ({
      people,
      actions: Object.fromEntries(
        [...actions].filter(([, found]) => found > 0).sort(([a], [b]) => (a < b ? -1 : 1)),
      ),
      groups: [...groups.values()]
        .filter((group) => group.people > 0)
        .sort(byConsequence(compiled.roles))
        .map(({ action, role, says, held_by, pointer, people: count, named: all }) => ({
          ...{ action, role, says, held_by, pointer, people: count },
          named: firstOf(all, named),
        })),
      holds: [...holds.values()]
        .sort((a, b) => b.people - a.people || (a.kind < b.kind ? -1 : 1))
        .map(({ kind, says, people: count }) => ({ kind, reason: says(count), people: count })),
      effectsDigest: digest.toString('hex'),
    }),
  };
}

/** Whether somebody was counted already. */
type Again = (as: keyof Summary['people'], plan: PersonPlan) => boolean;

/** Who gets a new account has two plans, which are told together. */
function countsOnce(): Again {
  const counted = new Set<string>();
  return (as, { directoryUserId }) => {
    const key = `${as} ${directoryUserId ?? ''}`;
    if (directoryUserId === null) return false;
    if (counted.has(key)) return true;
    counted.add(key);
    return false;
  };
}

/** What tells how consequential a group is. */
type RankedGroup = Pick<PolicyPlanGroup, 'action' | 'says' | 'people'> & {
  /** The role that each of them has then, where the change is about that. */
  gives: string | null;
};
type CountedGroup = Summary['groups'][number] & RankedGroup;

function isPartOfLeaving({ change: { action }, heldBy }: Effect, effects: readonly Effect[]): boolean {
  const leaves = effects.some(
    (other) =>
      (other.change.action === 'user.deactivated' || other.change.action === 'user.read_only') &&
      // Who waits as the last administrator is signed out all the same, which is told then.
      other.heldBy === heldBy,
  );
  return leaves && (action === 'session.revoked' || action === 'api_key.revoked');
}

/** Combined by exclusive or, so that the order does not matter, and what is told again is taken back. */
function addToDigest(digest: Buffer, plan: PersonPlan, effects: readonly Effect[]): void {
  const whose = plan.directoryUserId ?? plan.before?.id ?? '';
  const hash = createHash('sha256').update(whose);
  for (const part of effects.map(lastingPart).sort()) hash.update('\n').update(part);
  const own = hash.digest();
  for (let at = 0; at < digest.length; at += 1) digest[at] = (digest[at] ?? 0) ^ (own[at] ?? 0);
}

function countIn(
  groups: Map<string, CountedGroup>,
  { change, heldBy }: Effect,
  {
    pointer,
    person,
    by,
    named,
  }: { pointer: string | null; person: PolicyPlanPerson; by: 1 | -1; named: number },
): void {
  const says = changeInWords(change);
  const key = JSON.stringify([change.action, says, heldBy, pointer]);
  const group = groups.get(key) ?? {
    action: change.action,
    role: roleGivenBy(change),
    says,
    held_by: heldBy,
    pointer,
    gives: typeof change.after?.['role'] === 'string' ? change.after['role'] : null,
    people: 0,
    named: [],
  };
  group.people += by;
  if (by === 1) group.named.push(person);
  else group.named = group.named.filter(({ directory_user_id: id }) => id !== person.directory_user_id);
  // Cut now and then, so that a group of everybody is not kept.
  if (group.named.length > 2 * named + 100) group.named = firstOf(group.named, named);
  groups.set(key, group);
}

/** The role that a change gives; null where it gives none, or the one that is there. */
export function roleGivenBy({ before, after }: Pick<Change, 'before' | 'after'>): string | null {
  const role = after?.['role'];
  return typeof role === 'string' && role !== before?.['role'] ? role : null;
}

function firstOf(people: PolicyPlanPerson[], count: number): PolicyPlanPerson[] {
  const keyOf = (person: PolicyPlanPerson): string => person.directory_user_id ?? person.user_id ?? '';
  return people.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)).slice(0, count);
}

function personOf(plan: PersonPlan, { change, heldBy }: Effect): PolicyPlanPerson {
  const { before, after, hold } = plan;
  const account = after ?? before;
  return {
    directory_user_id: plan.directoryUserId,
    user_id: before?.id ?? null,
    external_id: account?.externalId ?? null,
    display_name: account?.displayName ?? null,
    email: account?.email ?? null,
    reason: heldBy !== null && hold !== null && hold.changes.length === 0 ? hold.reason : change.reason,
  };
}

/** The most consequential first. */
const consequence = [
  'user.purged',
  'user.deactivated',
  'user.read_only',
  'role.changed',
  'workspace.removed',
  'workspace.role_changed',
  'user.provisioned',
  'user.reactivated',
  'user.linked',
  'workspace.added',
  'hold.opened',
  'hold.expired',
  'user.updated',
];

export function byConsequence(roles: RoleOrder): (a: RankedGroup, b: RankedGroup) => number {
  const rank = ({ action }: { action: string }): number => {
    const found = consequence.indexOf(action);
    return found === -1 ? consequence.length : found;
  };
  return (a, b) =>
    rank(a) - rank(b) ||
    roles.compare(a.gives ?? '', b.gives ?? '') ||
    b.people - a.people ||
    (a.says < b.says ? -1 : 1);
}
