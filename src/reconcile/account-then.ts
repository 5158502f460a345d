import { isByHand } from '../domain/change.ts';
import type { AttributeValue, RoleOrigin, UserStatus, WorkspaceGrant } from '../domain/decision.ts';
import type { AuditRecord } from '../generated/api.ts';

/** An account as the audit log has it as of a moment. */
export interface AccountThen {
  id: string;
  directoryId: string | null;
  externalId: string | null;
  email: string | null;
  displayName: string | null;
  givenName: string | null;
  familyName: string | null;
  status: UserStatus;
  role: string | null;
  roleOrigin: RoleOrigin | null;
  attributes: Record<string, AttributeValue>;
  workspaces: WorkspaceGrant[];
  provisionedAt: string;
  deactivatedAt: string | null;
  purgeAt: string | null;
  readOnlySince: string | null;
  readOnlyUntil: string | null;
  sessionsValidAfter: string | null;
  updatedAt: string;
}

/** A role set by hand, or given because nobody else would have administered. */
export interface GivenRoleThen {
  role: string;
  setBy: string;
  setAt: string;
  promoted: boolean;
}

export interface RecordedThen {
  /** Null where there was no account yet. */
  account: AccountThen | null;
  given: GivenRoleThen | null;
  /** The record that gave the account its role. */
  roleRecord: AuditRecord | null;
  caveats: string[];
}

/**
 * The account as of a moment, from its audit records alone.
 *
 * @param records of this user, oldest first, also those of after the moment
 * @param present where the role comes from today: what nobody has changed since has not changed
 */
export function accountThen(
  records: readonly AuditRecord[],
  at: Date,
  present: { roleOrigin: RoleOrigin | null },
): RecordedThen {
  const before = records.filter((record) => new Date(record.at) <= at);
  let account: AccountThen | null = null;
  let given: GivenRoleThen | null = null;
  let roleRecord: AuditRecord | null = null;
  for (const record of before) {
    account = after(account, record);
    given = givenAfter(given, record);
    if (record.action === 'role.changed' || record.action === 'user.provisioned') roleRecord = record;
  }
  if (account !== null && roleRecord?.action === 'user.provisioned') {
    // How the first role came about is in no record of its own: only in the one that changes it.
    const next = records.find(({ action }) => action === 'role.changed');
    account.roleOrigin = (next ? (next.before?.['origin'] as RoleOrigin) : present.roleOrigin) ?? null;
  }
  return { account, given, roleRecord, caveats: caveatsOf(before) };
}

/** Beside the moment that is asked about: how the account is linked then, undone from how it is today. */
export function linkedThen(records: readonly AuditRecord[], at: Date, present: string | null): string | null {
  const since = records.find(
    ({ at: time, before }) =>
      new Date(time) > at && before !== null && Object.hasOwn(before, 'directory_user_id'),
  );
  return since ? textOr(since.before?.['directory_user_id'], null) : present;
}

function caveatsOf(records: readonly AuditRecord[]): string[] {
  const emptied = records.filter(({ content_purged_at }) => content_purged_at !== null);
  if (emptied.length === 0) return [];
  return ['A purge removed what the audit records of this account said: what it was is not known any more.'];
}

function after(account: AccountThen | null, record: AuditRecord): AccountThen | null {
  const said = record.after ?? {};
  if (record.action === 'user.provisioned') return provisioned(record);
  if (account === null) return null;
  const next: AccountThen = { ...account, updatedAt: record.at };
  switch (record.action) {
    case 'user.linked':
      return { ...next, directoryId: record.directory_id, externalId: textOr(said['external_id'], null) };
    case 'user.updated':
      return updated(next, said);
    case 'user.read_only':
      return {
        ...next,
        status: 'read_only',
        readOnlySince: record.at,
        readOnlyUntil: textOr(said['read_only_until'], null),
      };
    case 'user.deactivated':
      return {
        ...next,
        status: 'deactivated',
        deactivatedAt: record.at,
        sessionsValidAfter: record.at,
        purgeAt: textOr(said['purge_at'], null),
      };
    case 'user.reactivated':
      return { ...next, status: 'active', deactivatedAt: null, purgeAt: null };
    case 'user.purged':
      return { ...emptied(next), status: 'purged' };
    case 'role.changed':
      return { ...next, role: textOr(said['role'], null), roleOrigin: originOf(said['origin']) };
    case 'workspace.added':
    case 'workspace.role_changed':
      return { ...next, workspaces: withWorkspace(next.workspaces, said) };
    case 'workspace.removed':
      return {
        ...next,
        workspaces: next.workspaces.filter(({ key }) => key !== record.before?.['workspace']),
      };
    case 'session.revoked':
      return { ...next, sessionsValidAfter: record.at };
    default:
      return account;
  }
}

function provisioned({ user_id, directory_id, at, after: said }: AuditRecord): AccountThen {
  return {
    id: user_id ?? '',
    directoryId: directory_id,
    externalId: textOr(said?.['external_id'], null),
    email: textOr(said?.['email'], null),
    displayName: textOr(said?.['display_name'], null),
    givenName: textOr(said?.['given_name'], null),
    familyName: textOr(said?.['family_name'], null),
    status: 'active',
    role: textOr(said?.['role'], null),
    roleOrigin: null,
    attributes: attributesAfter({}, said?.['attributes']),
    workspaces: [],
    provisionedAt: at,
    deactivatedAt: null,
    purgeAt: null,
    readOnlySince: null,
    readOnlyUntil: null,
    sessionsValidAfter: null,
    updatedAt: at,
  };
}

function emptied(account: AccountThen): AccountThen {
  const nothing = { externalId: null, email: null, displayName: null, givenName: null, familyName: null };
  return { ...account, ...nothing, attributes: {}, workspaces: [], purgeAt: null };
}

function updated(account: AccountThen, said: Readonly<Record<string, unknown>>): AccountThen {
  const told = (name: string, known: string | null): string | null =>
    Object.hasOwn(said, name) ? textOr(said[name], null) : known;
  return {
    ...account,
    externalId: told('external_id', account.externalId),
    email: told('email', account.email),
    displayName: told('display_name', account.displayName),
    givenName: told('given_name', account.givenName),
    familyName: told('family_name', account.familyName),
    purgeAt: told('purge_at', account.purgeAt),
    readOnlyUntil: told('read_only_until', account.readOnlyUntil),
    attributes: attributesAfter(account.attributes, said['attributes']),
  };
}

function attributesAfter(
  known: Readonly<Record<string, AttributeValue>>,
  said: unknown,
): Record<string, AttributeValue> {
  if (typeof said !== 'object' || said === null) return { ...known };
  const entries = Object.entries({ ...known, ...said }) as [string, AttributeValue | null][];
  return Object.fromEntries(entries.filter((entry): entry is [string, AttributeValue] => entry[1] !== null));
}

function withWorkspace(known: WorkspaceGrant[], said: Readonly<Record<string, unknown>>): WorkspaceGrant[] {
  const key = textOr(said['workspace'], '');
  const others = known.filter((each) => each.key !== key);
  return [...others, { key, role: textOr(said['role'], '') }].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** What is known of a role by hand after one more record. */
function givenAfter(given: GivenRoleThen | null, record: AuditRecord): GivenRoleThen | null {
  const said = record.after ?? {};
  const set = (role: string, promoted: boolean): GivenRoleThen => ({
    role,
    setBy: promoted ? 'sole_admin' : (record.actor.id ?? record.actor.kind),
    setAt: record.at,
    promoted,
  });
  if (record.action === 'user.deactivated' && given?.promoted === true) return null;
  if (record.action === 'user.purged') return null;
  if (record.action === 'user.updated' && Object.hasOwn(said, 'manual_role')) {
    const role = textOr(said['manual_role'], null);
    return role === null ? null : set(role, false);
  }
  if (record.action === 'user.provisioned' && record.directory_id === null) {
    const role = textOr(said['role'], null);
    return role === null ? null : set(role, false);
  }
  if (record.action !== 'role.changed') return given;
  const role = textOr(said['role'], null);
  if (said['origin'] === 'manual' && role !== null) {
    if (/^Promoted from|now because the last administrator/.test(record.reason)) return set(role, true);
    // That it counts now says nothing of when it was set.
    return given?.role === role ? given : set(role, false);
  }
  const bySomebody = isByHand(record.actor) && record.event_ids.length === 0;
  return bySomebody && record.before?.['origin'] === 'manual' ? null : given;
}

function originOf(value: unknown): RoleOrigin | null {
  return value === 'directory' || value === 'default' || value === 'manual' ? value : null;
}

function textOr<Otherwise>(value: unknown, otherwise: Otherwise): string | Otherwise {
  return typeof value === 'string' ? value : otherwise;
}
