import { durationMs } from '../domain/duration.ts';
import { whenUnanswered } from '../reconcile/unanswered.ts';
import { reconcileStaged } from './reconcile-staged.ts';
import { linkedOf, type Hold, type Stage } from './stage.ts';

/** No test has more to wait for than this; beyond it, something would bring itself about over and over. */
const MOST_MOMENTS = 10_000;

/** Lets time pass, and does in its order what is due on the way: what work-off-timers.ts does. */
export async function passTime(stage: Stage, written: string): Promise<void> {
  const until = new Date(stage.now.getTime() + durationMs(written));
  const done = new Set<string>();
  for (let moments = 0; moments < MOST_MOMENTS; moments++) {
    const next = nextMoment(stage, until, done);
    if (next === null) break;
    stage.now = next.at;
    for (const key of next.keys) done.add(key);
    if (next.people.length > 0) {
      await reconcileStaged(stage, next.people, { touched: new Set(), moves: new Map() });
    }
    for (const hold of next.holds) await decideUnanswered(stage, hold);
  }
  stage.now = until;
}

interface Moment {
  at: Date;
  people: string[];
  holds: Hold[];
  /** What is due, so that it is done once. */
  keys: string[];
}

function nextMoment(stage: Stage, until: Date, done: ReadonlySet<string>): Moment | null {
  const due: { at: Date; key: string; person?: string; hold?: Hold }[] = [];
  for (const [id, person] of stage.people) {
    for (const { kind, dueAt } of linkedOf(stage, person)?.timers ?? []) {
      due.push({ at: dueAt, key: `${id} ${kind} ${String(dueAt.getTime())}`, person: id });
    }
  }
  for (const hold of stage.holds) {
    const at = answerDueAt(stage, hold);
    if (at !== null) due.push({ at, key: `${hold.id} ${String(at.getTime())}`, hold });
  }
  const waiting = due.filter(({ at, key }) => at <= until && !done.has(key));
  const first = Math.min(...waiting.map(({ at }) => at.getTime()));
  if (waiting.length === 0) return null;
  const now = waiting.filter(({ at }) => at.getTime() === first);
  return {
    // What has been due already, such as by a policy that is tried on what another one timed, is due now.
    at: new Date(Math.max(first, stage.now.getTime())),
    people: now.flatMap(({ person }) => person ?? []),
    holds: now.flatMap(({ hold }) => hold ?? []),
    keys: now.map(({ key }) => key),
  };
}

/** When a hold is decided without an answer, by the policy; null: it waits for as long as it takes. */
function answerDueAt(stage: Stage, hold: Hold): Date | null {
  const unanswered = whenUnanswered(stage.bench.effective, hold.kind);
  const isOpen = [...hold.people.values()].includes('open');
  if (unanswered === null || hold.isDecided || !isOpen) return null;
  return new Date(hold.opened_at.getTime() + durationMs(unanswered.after));
}

async function decideUnanswered(stage: Stage, hold: Hold): Promise<void> {
  const unanswered = whenUnanswered(stage.bench.effective, hold.kind);
  if (unanswered === null) return;
  hold.isDecided = true;
  const at = hold.kind === 'sole_admin' ? '/sole_admin/if_unanswered' : '/guards/unanswered';
  stage.decided.add(at);
  stage.story.push({ says: `Nobody answered within ${unanswered.after}: ${unanswered.action}`, at });
  const waiting = [...hold.people].filter(([, status]) => status === 'open').map(([id]) => id);
  if (unanswered.action === 'reject') {
    for (const id of waiting) hold.people.set(id, 'rejected');
    return;
  }
  const approved = unanswered.action === 'approve' ? { approved: new Set(waiting) } : {};
  await reconcileStaged(stage, waiting, { touched: new Set(), moves: new Map(), ...approved });
}
