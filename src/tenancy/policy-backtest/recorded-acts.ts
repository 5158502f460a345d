import type { Actor, HoldKind } from '../../domain/change.ts';
import { isDirectoryState, type DirectoryState } from '../../domain/directory-state.ts';
import type { Registration } from '../../reconcile/plan-by-hand.ts';
import type { RecordedAct } from '../../store/recorded-history.ts';

/** What audit records tell of an act, so that it can be done again. Ids are those of the tenant itself. */
export type Act =
  | { kind: 'policy'; version: number }
  | { kind: 'directory'; directoryId: string; state: DirectoryState }
  /** Whether the people of a directory that was disconnected left with it. */
  | { kind: 'step'; directoryId: string; state: DirectoryState; peopleLeft: boolean }
  | { kind: 'answer'; holdId: string; holdKind: HoldKind; verdict: 'approve' | 'reject'; actor: Actor }
  | { kind: 'registration'; userId: string; user: Registration; actor: Actor }
  | { kind: 'manual_role'; userId: string; role: string | null; actor: Actor }
  /** A purge has removed what was done. */
  | { kind: 'unknown' };

/** What was done, from the records of one moment and actor. What an answer brought about is the answer's. */
export function readActs(records: readonly RecordedAct[]): Act[] {
  const freed = records.some(makesAdministrators);
  const answered = records.filter((record) => !(freed && endedByItself(record)));
  const answers = answered.some(({ action }) => action === 'hold.approved');
  const told = new Set(
    records.flatMap(({ action, user_id }) =>
      action === 'user.updated' && user_id !== null ? [user_id] : [],
    ),
  );
  return answered.flatMap((record) => readAct(record, answers, told));
}

/** What somebody does by hand that may give a tenant another administrator. */
function makesAdministrators(record: RecordedAct): boolean {
  const { action, after } = record;
  if (action === 'user.provisioned' || action === 'user.updated') return true;
  return action === 'role.changed' && after?.['origin'] === 'manual' && !isPromotion(record);
}

/** A last administrator who waited goes as soon as there is another one: nobody has answered then. */
function endedByItself({ action, after }: RecordedAct): boolean {
  return action === 'hold.approved' && after?.['kind'] === 'sole_admin';
}

function readAct(record: RecordedAct, answers: boolean, told: ReadonlySet<string>): Act[] {
  const { action, actor, before, after, user_id: userId, directory_id: directoryId } = record;
  switch (action) {
    case 'policy.activated':
      return record.policy_version === null ? [] : [{ kind: 'policy', version: record.policy_version }];
    case 'directory.created':
      return directoryId === null
        ? []
        : [{ kind: 'directory', directoryId, state: stateOf(after?.['state']) }];
    case 'directory.started':
    case 'directory.activated':
    case 'directory.paused':
    case 'directory.resumed':
    case 'directory.disconnected': {
      if (directoryId === null) return [];
      const peopleLeft = after?.['people'] === 'deactivate';
      return [{ kind: 'step', directoryId, state: stateOf(after?.['state']), peopleLeft }];
    }
    case 'hold.approved':
    case 'hold.rejected': {
      if (record.content_purged_at !== null) return [{ kind: 'unknown' }];
      const verdict = action === 'hold.approved' ? 'approve' : 'reject';
      const holdId = textOr(after?.['hold'], '');
      return [{ kind: 'answer', holdId, holdKind: after?.['kind'] as HoldKind, verdict, actor }];
    }
  }
  if (userId === null) return [];
  if (record.content_purged_at !== null) return [{ kind: 'unknown' }];
  if (action === 'user.provisioned') {
    return [{ kind: 'registration', userId, user: registrationOf(after ?? {}), actor }];
  }
  if (action === 'user.updated') {
    return [{ kind: 'manual_role', userId, role: textOr(after?.['manual_role'], null), actor }];
  }
  // A role that came of an answer, that is told beside, or that was given because nobody else would administer.
  if (answers || told.has(userId) || isPromotion(record)) return [];
  const role = after?.['origin'] === 'manual' ? textOr(after['role'], null) : null;
  const isTakenBack = before?.['origin'] === 'manual' && after?.['origin'] !== 'manual';
  return role === null && !isTakenBack ? [] : [{ kind: 'manual_role', userId, role, actor }];
}

function isPromotion({ reason }: RecordedAct): boolean {
  return /^Promoted from|now because the last administrator/.test(reason);
}

function registrationOf(after: Readonly<Record<string, unknown>>): Registration {
  const own = (name: string): string | null => textOr(after[name], null);
  return {
    email: own('email'),
    external_id: own('external_id'),
    display_name: own('display_name'),
    given_name: own('given_name'),
    family_name: own('family_name'),
    role: own('role'),
  };
}

function stateOf(value: unknown): DirectoryState {
  return isDirectoryState(value) ? value : 'active';
}

function textOr<Otherwise>(value: unknown, otherwise: Otherwise): string | Otherwise {
  return typeof value === 'string' ? value : otherwise;
}
