import type { AlwaysClaim } from '../../generated/policy-test.ts';
import { claimInWords } from '../../policy/always-claims.ts';
import { fold } from '../../policy/fold.ts';
import { administers } from '../../reconcile/sole-admin.ts';
import {
  countAdministrators,
  readKeptAccess,
  readNamesOfPeople,
  readThoseWithAccess,
  type Claimable,
} from '../../store/rehearsed-tenant.ts';
import type { Stage, Step } from './stage.ts';

export type Invariant = 'administrator' | 'left' | 'purge' | 'claim';

/** Something that must never be, and was. */
export interface Violation {
  invariant: Invariant;
  at: Date;
  /** When it was over; null: it still is so, or it is of one moment. */
  until: Date | null;
  directoryId: string | null;
  /** How the directory calls the person; null where it is about nobody in particular. */
  name: string | null;
  eventId: string | null;
  says: string;
}

export interface InvariantWatch {
  /** Looks at everybody before the first step. */
  begin(at: Date): Promise<void>;
  check(step: Step): Promise<void>;
  /** Everything that can be seen in the tables alone. */
  checkAll(at: Date): Promise<void>;
  /** Those that are kept, and how many there were. */
  found: { violations: Violation[]; count: number };
}

/** So many are named; the others are counted. */
const mostKept = 100;
const dayMs = 86_400_000;

/**
 * Watches over what must always hold, after each step of a replay: somebody administers, unless the policy lets the last
 * one go; nobody whom the directory says to be gone has access longer than something explains; nobody's data are purged
 * before their time; and nobody is what a claim says that nobody is.
 */
export async function watchInvariants(
  stage: Stage,
  claims: readonly AlwaysClaim[],
  administratorRoles: readonly string[],
): Promise<InvariantWatch> {
  const { trx, tenantId } = stage;
  const found: InvariantWatch['found'] = { violations: [], count: 0 };
  const alreadyKept = new Set<string>();
  let isAdministered = (await countAdministrators(trx, tenantId, administratorRoles)) > 0;
  let unadministered: Violation | null = null;
  let lookedOn = 0;

  const tell = (violation: Violation): void => {
    found.count += 1;
    if (found.violations.length < mostKept) found.violations.push(violation);
  };
  const nameOf = async (directoryUserId: string | null) => {
    if (directoryUserId === null) return { directoryId: null, name: null };
    const [named] = await readNamesOfPeople(trx, tenantId, [directoryUserId]);
    return { directoryId: named?.directory_id ?? null, name: named?.name ?? null };
  };

  const checkAdministrators = async ({ at, plans, policy }: Step): Promise<void> => {
    const roles = policy.administratorRoles;
    const moved = plans.filter(
      ({ before, after }) => administers(before, roles) !== administers(after, roles),
    );
    if (moved.length === 0) return;
    const hasOne = (await countAdministrators(trx, tenantId, roles)) > 0;
    if (hasOne && unadministered) unadministered.until = at;
    if (hasOne) unadministered = null;
    const { action, if_unanswered: unanswered } = policy.effective.sole_admin;
    const mayLeave = action === 'allow' || unanswered?.action === 'allow';
    if (!hasOne && isAdministered && !mayLeave) {
      const last = moved.find(({ before }) => administers(before, roles));
      unadministered = {
        ...(await nameOf(last?.directoryUserId ?? null)),
        ...{ invariant: 'administrator', at, until: null, eventId: last?.eventIds.at(-1) ?? null },
        says: 'Nobody administers from then on, and the policy does not allow that.',
      };
      tell(unadministered);
    }
    isAdministered = hasOne;
  };

  const checkPurges = async ({ at, plans }: Step): Promise<void> => {
    for (const { before, changes, directoryUserId, eventIds } of plans) {
      if (!changes.some(({ action }) => action === 'user.purged') || before === null) continue;
      const { status, purgeAt } = before;
      if (status === 'deactivated' && purgeAt !== null && purgeAt <= at) continue;
      const due =
        purgeAt === null ? 'they were not to be purged at all' : `they were due at ${purgeAt.toISOString()}`;
      tell({
        ...(await nameOf(directoryUserId)),
        ...{ invariant: 'purge', at, until: null, eventId: eventIds.at(-1) ?? null },
        says: `The personal data of somebody were removed before their time: ${due}.`,
      });
    }
  };

  const checkClaims = async ({ at, plans }: Step): Promise<void> => {
    if (claims.length === 0) return;
    for (const { before, after, changes, directoryUserId, eventIds } of plans) {
      if (changes.length === 0 || after === null) continue;
      for (const claim of claims) {
        // It is told once, when it begins.
        if (!breaks(after, claim) || (before !== null && breaks(before, claim))) continue;
        tell({
          ...(await nameOf(directoryUserId)),
          ...{ invariant: 'claim', at, until: null, eventId: eventIds.at(-1) ?? null },
          says: `The claim "${claimInWords(claim)}" does not hold from then on.`,
        });
      }
    }
  };

  const checkAll = async (at: Date): Promise<void> => {
    for (const kept of await readKeptAccess(trx, tenantId, at, mostKept)) {
      if (alreadyKept.has(kept.user_id)) continue;
      alreadyKept.add(kept.user_id);
      const since = kept.occurred_at?.toISOString() ?? 'before';
      tell({
        ...(await nameOf(kept.directory_user_id)),
        ...{ invariant: 'left', at, until: null, eventId: kept.event_id },
        says: `Somebody has access (${kept.status}) whom the directory has said to be gone since ${since}, and neither a hold nor a time to read explains it.`,
      });
    }
  };

  const begin = async (at: Date): Promise<void> => {
    await checkAll(at);
    if (claims.length === 0) return;
    for await (const account of readThoseWithAccess(trx, tenantId)) {
      for (const claim of claims.filter((each) => breaks(account, each))) {
        tell({
          ...(await nameOf(account.directory_user_id)),
          ...{ invariant: 'claim', at, until: null, eventId: null },
          says: `The claim "${claimInWords(claim)}" does not hold from the beginning on.`,
        });
      }
    }
  };

  return {
    found,
    begin,
    checkAll,
    async check(step) {
      await checkAdministrators(step);
      await checkPurges(step);
      await checkClaims(step);
      // Of everyone it is looked up once for each day in which something happens.
      const day = Math.floor(step.at.getTime() / dayMs);
      if (day === lookedOn) return;
      lookedOn = day;
      await checkAll(step.at);
    },
  };
}

/** Whether somebody active has all of what nobody is to have. */
export function breaks(account: Claimable, { nobody }: AlwaysClaim): boolean {
  if (account.status !== 'active') return false;
  const { set_by_hand: byHand, role, ...attributes } = nobody;
  if (role !== undefined && fold(String(role)) !== fold(account.role ?? '')) return false;
  if (byHand !== undefined && byHand !== (account.roleOrigin === 'manual')) return false;
  return Object.entries(attributes).every(([name, value]) =>
    valuesOf(account, name).some((each) => fold(each) === fold(String(value))),
  );
}

function valuesOf(account: Claimable, name: string): string[] {
  if (name === 'email' || name === 'display_name') {
    const own = name === 'email' ? account.email : account.displayName;
    return own === null ? [] : [own];
  }
  const value = Object.hasOwn(account.attributes, name) ? account.attributes[name] : undefined;
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}
