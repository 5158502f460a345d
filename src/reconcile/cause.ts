import type { Actor, PersonPlan } from '../domain/change.ts';
import { isGuardKind } from '../domain/hold-reason.ts';
import type { Flow } from './flow.ts';
import type { Person } from './gather-facts.ts';
import { ranksOf } from './gather-guard-facts.ts';
import type { Watched } from './guards.ts';
import type { MirrorResult } from './mirror.ts';
import type { News } from './news.ts';
import type { Noticed } from './rejected.ts';

/** What is behind a run of the flow. */
export interface Cause {
  /** Null means each person's own directory. */
  actor: Actor | null;
  /** What the directory has just said, and what that changed in the mirror. */
  mirror?: MirrorResult;
  news?: readonly News[];
  /** Whom somebody has just approved a held change for, and what to look at before it is done. */
  approval?: { people: ReadonlySet<string>; check: (plans: readonly PersonPlan[]) => void };
  /** The directory user id of whose role somebody has just set by hand: that is meant, and not guarded. */
  byHand?: string | null;
  /** Somebody who is looked at as if this promotion of theirs were carried out. */
  promoted?: PersonPlan;
  /** The policy is new, or not in force yet: the mirror may still hold what it calls sensitive. */
  underNewPolicy?: true;
}

/** What a run says of people beside their plans. */
export function noticedOf(flow: Flow, { mirror, byHand = null }: Cause): Noticed {
  return { touched: new Set(mirror?.affected.keys()), byHand, ranks: ranksOf(flow) };
}

/** When the latest of the news came about, by its source, whose clock may be ahead of ours; now, where there is none. */
export function newsTimeOf({ now }: Flow, { news = [] }: Cause): Date {
  const times = news.map(({ event }) => new Date(event.occurredAt).getTime());
  return times.length === 0 ? now : new Date(Math.min(now.getTime(), Math.max(...times)));
}

/** What the guards know of people, by directory user id. */
export function watchedOf(people: readonly Person[], { approval, byHand }: Cause): Map<string, Watched> {
  return new Map(
    people.map(({ directory, openHold }) => [
      directory.id,
      {
        openHold,
        // Whose account it is says nothing of what comes with it.
        isApproved:
          approval?.people.has(directory.id) === true &&
          (openHold?.kind === 'sole_admin' || (openHold !== null && isGuardKind(openHold.kind))),
        isByHand: byHand === directory.id,
      },
    ]),
  );
}
