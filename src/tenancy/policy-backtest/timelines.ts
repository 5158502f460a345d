import type { Account, Change, HoldKind, PersonPlan } from '../../domain/change.ts';
import type { UserStatus } from '../../domain/decision.ts';
import { readLinkedAccounts } from '../../store/account-facts.ts';
import { purgedNamePrefix } from '../../store/purged-content.ts';
import { readNamesOfPeople, readWhoWaits } from '../../store/rehearsed-tenant.ts';
import { decidingLine, roleLine } from '../policy-plan/deciding-line.ts';
import type { Stage, Step } from './stage.ts';

/** What somebody may do in the product at a moment. */
export interface Standing {
  status: UserStatus | 'none';
  /** Of those with access; null for the others. */
  role: string | null;
  /** Each as `key role`, sorted. */
  workspaces: string[];
  /** What they wait in. */
  heldBy: HoldKind | null;
}

export interface Moment {
  at: Date;
  standing: Standing;
  /** The event behind it; null where time, a policy or somebody's hand was. */
  event: { id: string; type: string; occurredAt: string } | null;
  cause: Step['cause'];
  /** The policy version that decided, and its line as a JSON pointer, where one did. */
  version: number;
  pointer: string | null;
  /** The line that decides the role, also where the moment is about something else; null where it is not decided. */
  rolePointer: string | null;
  reason: string;
}

/** Who it is: by the name that the directory has for them, and as they are shown. */
export interface Somebody {
  directoryId: string | null;
  name: string | null;
  displayName: string | null;
  email: string | null;
}

export interface Course {
  who: Somebody;
  /** Before the first moment. */
  before: Standing;
  moments: Moment[];
}

/** By a key that is the same person in every replay from the same beginning. */
export type Timelines = Map<string, Course>;

export const nothing: Standing = { status: 'none', role: null, workspaces: [], heldBy: null };

/**
 * Notes how people stand, from a beginning on: those for whom it changes, and only as it changes.
 *
 * @param latest the greatest id of a directory user or an account at the beginning: until there, an id is the same in each
 *   replay
 */
export async function noteTimelines(
  stage: Stage,
  latest: string,
): Promise<{ timelines: Timelines; note: (step: Step) => Promise<void> }> {
  const { trx, tenantId } = stage;
  const timelines: Timelines = new Map();
  const keys = new Map<string, string>();
  const names = new Map<string, Pick<Somebody, 'directoryId' | 'name'>>();
  const sameName = new Map<string, number>();
  /**
   * Of whom no directory knows: as the product calls them when they are first seen, and which of those it calls so, as
   * several may have one address.
   */
  const accountKey = ({ id, externalId, email }: Account): string => {
    const known = keys.get(id) ?? (id <= latest ? id : null);
    if (known !== null) return known;
    const name = externalId ?? email?.toLowerCase() ?? '';
    const nth = (sameName.get(name) ?? 0) + 1;
    sameName.set(name, nth);
    const key = `account ${nth} ${name}`;
    keys.set(id, key);
    return key;
  };
  let waiting = await readWhoWaits(trx, tenantId);

  const nameThem = async (ids: string[]): Promise<void> => {
    const unnamed = ids.filter((id) => !keys.has(id));
    for (const { id, directory_id, name } of await readNamesOfPeople(trx, tenantId, unnamed)) {
      const key = id <= latest ? id : `${directory_id} ${name}`;
      keys.set(id, key);
      if (!names.has(key)) names.set(key, { directoryId: directory_id, name });
    }
  };
  /** @param before how they stand until now: where nothing was noted of them yet, they did so from the beginning */
  const courseOf = (
    directoryUserId: string | null,
    account: Account | null,
    before: Standing,
  ): Course | null => {
    const named = account === null ? undefined : accountKey(account);
    const key = directoryUserId === null ? named : keys.get(directoryUserId);
    if (key === undefined) return null;
    let course = timelines.get(key);
    if (course === undefined) {
      const called = names.get(key) ?? { directoryId: null, name: account?.externalId ?? null };
      course = { who: { ...called, displayName: null, email: null }, before, moments: [] };
      timelines.set(key, course);
    }
    if (account !== null && account.status !== 'purged') {
      course.who.displayName = account.displayName;
      course.who.email = account.email;
    }
    return course;
  };

  const notePlan = (step: Step, plan: PersonPlan, was: HoldKind | null, is: HoldKind | null): void => {
    const { before, after, directoryUserId } = plan;
    // Who gets a new account has two plans of one moment, of which the first is about the account they had.
    const course = courseOf(directoryUserId, after ?? before, standingOf(before, was));
    if (course === null) return;
    // A purge has taken the name away before it was asked for.
    if (course.who.name?.startsWith(purgedNamePrefix)) course.who.name = before?.externalId ?? null;
    const standing = standingOf(plan.changes.length > 0 ? after : before, is);
    push(course, { ...behind(step, plan), standing });
  };

  const note = async (step: Step): Promise<void> => {
    const { plans } = step;
    const asksForHolds = waiting.size > 0 || plans.some(({ hold }) => hold !== null);
    const now = asksForHolds ? await readWhoWaits(trx, tenantId) : waiting;
    const changed = [...new Set([...waiting.keys(), ...now.keys()])].filter(
      (id) => waiting.get(id)?.kind !== now.get(id)?.kind,
    );
    const people = plans.flatMap(({ directoryUserId }) =>
      directoryUserId === null ? [] : [directoryUserId],
    );
    await nameThem([...people, ...changed]);
    for (const plan of plans) {
      const id = plan.directoryUserId ?? '';
      notePlan(step, plan, waiting.get(id)?.kind ?? null, now.get(id)?.kind ?? null);
    }
    await noteHolds(
      step,
      changed.filter((id) => !people.includes(id)),
      now,
    );
    waiting = now;
  };

  /** Of those who begin or cease to wait and for whom nothing else was to be done. */
  const noteHolds = async (step: Step, ids: string[], now: typeof waiting): Promise<void> => {
    if (ids.length === 0) return;
    const linked = await readLinkedAccounts(trx, tenantId, ids, step.at);
    const accounts = new Map(linked.map(({ account }) => [account.directoryUserId, account]));
    for (const id of ids) {
      const account = accounts.get(id) ?? null;
      const [was, is] = [waiting.get(id)?.kind ?? null, now.get(id)?.kind ?? null];
      const course = courseOf(id, account, standingOf(account, was));
      if (course === null) continue;
      const reason = now.get(id)?.reason ?? 'They do not wait any more';
      const { at, cause, policy } = step;
      const standing = standingOf(account, is);
      const lines = { version: policy.version, pointer: null, rolePointer: null };
      push(course, { at, cause, standing, event: null, ...lines, reason });
    }
  };

  return { timelines, note };
}

/** What counts: who has no access has no role and no workspaces, whatever their account remembers. */
export function standingOf(account: Account | null, heldBy: HoldKind | null): Standing {
  if (account === null) return { ...nothing, heldBy };
  const { status, role, workspaces } = account;
  if (status !== 'active' && status !== 'read_only') return { ...nothing, status, heldBy };
  return { status, role, workspaces: workspaces.map(({ key, role: of }) => `${key} ${of}`).sort(), heldBy };
}

export function sameStanding(a: Standing, b: Standing): boolean {
  return (
    a.status === b.status &&
    a.role === b.role &&
    a.heldBy === b.heldBy &&
    a.workspaces.length === b.workspaces.length &&
    a.workspaces.every((each, i) => each === b.workspaces[i])
  );
}

function push({ before, moments }: Course, moment: Moment): void {
  if (!sameStanding(moments.at(-1)?.standing ?? before, moment.standing)) moments.push(moment);
}

/** What says most of a plan comes first. */
const telling: Change['action'][] = [
  'user.purged',
  'user.deactivated',
  'user.read_only',
  'user.reactivated',
  'user.provisioned',
  'role.changed',
  'workspace.removed',
  'workspace.role_changed',
  'workspace.added',
];

function behind(step: Step, plan: PersonPlan): Omit<Moment, 'standing'> {
  const { at, cause, policy, events } = step;
  const done = telling.flatMap((action) => plan.changes.find((change) => change.action === action) ?? []);
  const change = done[0] ?? plan.hold?.changes[0] ?? plan.changes[0];
  const id = plan.eventIds.at(-1);
  const event = events.find(({ event_id }) => event_id === id);
  return {
    at,
    cause,
    event: event
      ? { id: event.event_id, type: event.payload.type, occurredAt: event.payload.occurredAt }
      : null,
    version: policy.version,
    pointer: change === undefined ? null : decidingLine(policy.effective, plan, change),
    rolePointer: plan.decision?.outcome === 'active' ? roleLine(policy.effective, plan) : null,
    reason: done[0]?.reason ?? plan.hold?.reason ?? change?.reason ?? '',
  };
}
