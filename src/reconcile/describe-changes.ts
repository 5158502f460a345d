import { canonicalJson } from '../domain/canonical-json.ts';
import type { Account, Change } from '../domain/change.ts';
import type { ActiveDecision } from '../domain/decision.ts';
import type { AccountFacts } from '../store/account-facts.ts';
import type { MatchKey } from './match-account.ts';
import type { Move } from './mirror.ts';

const matchClauses: Record<MatchKey, string> = {
  external_id: 'the external id is the same',
  email: 'the e-mail address is the same',
  answer: 'somebody has said that the account is theirs',
};

/** What an audit record shows of a person. */
export function describe(account: Account) {
  return {
    external_id: account.externalId,
    email: account.email,
    display_name: account.displayName,
    given_name: account.givenName,
    family_name: account.familyName,
    attributes: account.attributes,
  };
}

export function linkChange(before: Account, after: Account, by: MatchKey): Change {
  return {
    action: 'user.linked',
    userId: before.id,
    before: { external_id: before.externalId, directory_user_id: before.directoryUserId },
    after: { external_id: after.externalId, directory_user_id: after.directoryUserId },
    reason: `Linked to the person in the directory: ${matchClauses[by]}`,
  };
}

const labels: Record<string, string> = {
  external_id: 'external id',
  email: 'e-mail address',
  display_name: 'display name',
  given_name: 'given name',
  family_name: 'family name',
};

/** What changed about the person, one record for all of it; the reason names it, and repeats no value. */
export function updateChange(before: Account, after: Account): Change[] {
  const { attributes: oldAttributes, ...oldProfile } = describe(before);
  const { attributes: newAttributes, ...newProfile } = describe(after);
  const profile = differences(oldProfile, newProfile);
  const attributes = differences(oldAttributes, newAttributes);
  if (profile.length === 0 && attributes.length === 0) return [];
  const shown = (from: Record<string, unknown>, own: Record<string, unknown>): Record<string, unknown> => ({
    ...pick(from, profile),
    ...(attributes.length === 0 ? {} : { attributes: pick(own, attributes) }),
  });
  return [
    {
      action: 'user.updated',
      userId: after.id,
      before: shown(oldProfile, oldAttributes),
      after: shown(newProfile, newAttributes),
      reason: `Updated from the directory: ${[...profile.map((name) => labels[name] ?? name), ...attributes].join(', ')}`,
    },
  ];
}

function differences(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => canonicalJson(before[name]) !== canonicalJson(after[name]))
    .sort();
}

function pick(from: Record<string, unknown>, names: string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, from[name] ?? null]));
}

/** What led to the role in this batch. Who joined one group and left another was promoted by the one, demoted by the other. */
export function roleClause(
  decision: ActiveDecision,
  { moves, roles }: { moves: Move[]; roles: readonly string[] },
  former: string | null,
): string {
  if (former === decision.role) return decision.roleBecause;
  const joined = moves.find((move) => move.joined && decision.roleGroups.includes(move.groupName));
  const left = moves.filter((move) => !move.joined).map((move) => move.groupName);
  const isDemotion = former !== null && roles.indexOf(former) < roles.indexOf(decision.role);
  const leaving = left.length === 0 ? null : `left the group ${left.join(' and the group ')}`;
  if (joined && leaving !== null && isDemotion) return `${leaving} and joined the group ${joined.groupName}`;
  if (joined) return `joined the group ${joined.groupName}`;
  return leaving === null ? decision.roleBecause : `${leaving}, ${decision.roleBecause}`;
}

export function workspaceChanges(before: Account | null, after: Account, decision: ActiveDecision): Change[] {
  const old = new Map((before?.workspaces ?? []).map(({ key, role }) => [key, role]));
  const changes: Change[] = [];
  for (const { key, role, because } of decision.workspaces) {
    const was = old.get(key);
    old.delete(key);
    if (was === role) continue;
    changes.push({
      action: was === undefined ? 'workspace.added' : 'workspace.role_changed',
      userId: after.id,
      before: was === undefined ? null : { workspace: key, role: was },
      after: { workspace: key, role },
      reason:
        was === undefined
          ? `Added to the workspace ${key} as ${role}: ${because}`
          : `Role in the workspace ${key} changed from ${was} to ${role}: ${because}`,
    });
  }
  for (const [key, role] of old) {
    changes.push({
      action: 'workspace.removed',
      userId: after.id,
      before: { workspace: key, role },
      after: null,
      reason: `Removed from the workspace ${key}: no group or rule gives it any more`,
    });
  }
  return changes;
}

export function openCount(facts: AccountFacts, what: 'sessions' | 'api_keys'): number {
  return what === 'sessions' ? facts.openSessions : facts.openApiKeys;
}

/** The audit of what is revoked: one change per kind, with how many were open. */
export function revocations(
  facts: AccountFacts,
  revoke: ('sessions' | 'api_keys')[],
  because: string,
): Change[] {
  return revoke.map((what) => {
    const open = openCount(facts, what);
    const noun = what === 'sessions' ? 'session' : 'API key';
    return {
      action: what === 'sessions' ? 'session.revoked' : 'api_key.revoked',
      userId: facts.account.id,
      before: { open },
      after: { open: 0 },
      reason: `${String(open)} ${noun}${open === 1 ? '' : 's'} ${what === 'sessions' ? 'ended' : 'revoked'}: ${because}`,
    };
  });
}

/** Another time for the purge of a deactivated account, or none. */
export function purgeTimeChange(account: Account, purgeAt: Date | null, reason: string): Change {
  return {
    action: 'user.updated',
    userId: account.id,
    before: { purge_at: account.purgeAt?.toISOString() ?? null },
    after: { purge_at: purgeAt?.toISOString() ?? null },
    reason,
  };
}

/** Why many people lose something, as a clause. */
export function leftGroups(groups: string[]): string {
  return `they left the group ${groups.join(' and the group ')}`;
}
