import type { Account, HoldRequest, LeftGroup, PersonPlan, Timer } from '../domain/change.ts';
import type { Decision } from '../domain/decision.ts';
import { emptyPlan } from './empty-plan.ts';
import type { Person } from './gather-facts.ts';
import type { Move } from './mirror.ts';

/** When the news came that a plan follows from: by the source's clock, and by ours. */
export interface Heard {
  occurredAt: Date;
  receivedAt: Date;
}

export interface PlanInput<Decided extends Decision = Decision> {
  person: Person;
  decision: Decided;
  /** The groups joined and left by this news, and those left before whose leaving has settled now. */
  moves: Move[];
  /** Null where nobody left a group lately. */
  settling: Settling | null;
  eventIds: string[];
  /** Null where no news is behind it. */
  heard: Heard | null;
  rules: PlanRules;
  newUserId: () => string;
  now: Date;
}

/** What somebody would have who had not left the groups yet that they left lately. */
export interface Settling {
  left: LeftGroup[];
  decision: Decision;
  /** Somebody has just set the role by hand, or taken it back: one that was set counts at once. */
  isByHand: boolean;
}

/** What of the policy and the catalog plans go by, besides the decision. */
export interface PlanRules {
  emailChange: 'follow' | 'ignore';
  /** How long a demotion waits, in milliseconds. */
  settleMs: number;
  /** Whether who comes back gets a new account. */
  startFresh: boolean;
  /** Every role of the catalog, strongest first. */
  roles: readonly string[];
  workspaceRoles: readonly string[];
}

/** A plan that changes nothing; `timers` is what waits for its time afterwards, as before unless told. */
export function unchanged(
  { person, decision, eventIds }: Pick<PlanInput, 'person' | 'decision' | 'eventIds'>,
  account: Account | null,
  { hold = null, timers }: { hold?: HoldRequest | null; timers?: Timer[] } = {},
): PersonPlan {
  const empty = emptyPlan(person.linked);
  return {
    ...empty,
    directoryUserId: person.directory.id,
    directoryId: person.directory.directory_id,
    before: account,
    after: account,
    hold,
    timers: { before: empty.timers.before, after: timers ?? empty.timers.before },
    notify: decision.notify,
    eventIds,
    decision,
  };
}

/** A hold about one person: nobody shares it. */
export function holdOf({ person }: PlanInput, kind: HoldRequest['kind'], reason: string): HoldRequest {
  return { kind, cause: person.directory.id, reason, changes: [] };
}
