import type { AccountFacts } from '../store/account-facts.ts';
import type { HoldKind } from '../domain/change.ts';

/** Who looks for an account: a person of a directory that no account is linked to yet. */
export interface Seeker {
  directoryUserId: string;
  /** The identity provider's id of the person, else the source's. */
  externalId: string;
  email: string | null;
  /** Whether the directory says that they are here. */
  isActive: boolean;
  /** Whose account it is, as somebody has answered: the id of a user, `new`, `matched` for what is found, or null. */
  answered: string | null;
  /**
   * As of when they were there, where their directory speaks of one moment only, as a file does. Null: it would tell
   * that they have left, so they are there now.
   */
  seenAt: Date | null;
}

/** The part of a policy that says which existing account is whose. */
export interface IdentityRules {
  match_by: readonly ('external_id' | 'email')[];
  verified_domains: readonly string[];
  existing_accounts: 'link' | 'hold' | 'never';
  /** Whether who comes back gets a new account: then one that is deactivated is nobody's. */
  startFresh: boolean;
}

/** By what an account was found: `answer` is what somebody said. */
export type MatchKey = 'external_id' | 'email' | 'answer';

export type Match =
  | { kind: 'none' }
  | { kind: 'link'; account: AccountFacts; by: MatchKey }
  | {
      kind: 'hold';
      hold: Extract<HoldKind, 'ambiguous_match' | 'existing_account'>;
      reason: string;
      /** Those that it is open whether they are theirs, and that are nobody's who is active. */
      candidates: AccountFacts[];
      /** The id of the account that others of the same run match as well, where that is why. */
      contested?: string;
    };

/**
 * Finds each seeker's account among the candidates, by the policy's keys in their order; only a single match counts,
 * and what is ambiguous is held, never guessed. An account that another person has is never inherited: an e-mail
 * address counts only for an account that no directory ever linked, and only inside the verified domains. Who left by
 * one directory is not let in again by a file from before that, in whatever order the two were heard.
 */
export function matchAccounts(
  seekers: Seeker[],
  candidates: AccountFacts[],
  identity: IdentityRules,
): Map<string, Match> {
  const usable = identity.startFresh
    ? candidates.filter(({ account }) => account.status !== 'deactivated')
    : candidates;
  const byExternalId = groupBy(usable, ({ account }) => account.externalId);
  const byEmail = groupBy(usable, ({ account }) => account.email?.toLowerCase() ?? null);
  const byId = new Map(usable.map((candidate) => [candidate.account.id, candidate]));
  // Also of those whose account is nobody's once they come back.
  const left = groupBy(
    candidates.filter(({ ownerLeftAt }) => ownerLeftAt !== null),
    ({ account }) => account.externalId,
  );
  const matches = new Map<string, Match>();
  for (const seeker of seekers) {
    const match =
      asAnswered(seeker, byId) ??
      beforeLeaving(seeker, left, identity) ??
      matchOne(seeker, byExternalId, byEmail, identity);
    matches.set(seeker.directoryUserId, match);
  }
  holdRivals(matches);
  holdTwins(seekers, matches);
  return matches;
}

/** What somebody said, as long as it can be: the account is there, and nobody's who is active. */
function asAnswered({ answered }: Seeker, byId: Map<string, AccountFacts>): Match | null {
  if (answered === null || answered === 'matched') return null;
  if (answered === 'new') return { kind: 'none' };
  const account = byId.get(answered);
  const isFree = account && (account.account.directoryUserId === null || account.ownerIsActive !== true);
  return isFree ? { kind: 'link', account, by: 'answer' } : null;
}

/** Held where a file tells of somebody who has left another directory since. */
function beforeLeaving(
  { externalId, isActive, answered, seenAt }: Seeker,
  left: Map<string, AccountFacts[]>,
  { match_by: matchBy }: IdentityRules,
): Match | null {
  if (!isActive || answered !== null || seenAt === null || !matchBy.includes('external_id')) return null;
  const found = left.get(externalId) ?? [];
  const isOlder = found.some(({ ownerLeftAt }) => ownerLeftAt !== null && seenAt <= ownerLeftAt);
  return isOlder ? ambiguous('they have left another directory since the file was true', found) : null;
}

function matchOne(
  seeker: Seeker,
  byExternalId: Map<string, AccountFacts[]>,
  byEmail: Map<string, AccountFacts[]>,
  identity: IdentityRules,
): Match {
  for (const key of identity.match_by) {
    const found =
      key === 'external_id'
        ? (byExternalId.get(seeker.externalId) ?? [])
        : emailMatches(seeker, byEmail, identity);
    const free = found.filter(
      ({ account, ownerIsActive }) => account.directoryUserId === null || !ownerIsActive,
    );
    if (found.length > 1) {
      return ambiguous(
        `${String(found.length)} accounts have the same ${key === 'email' ? 'e-mail address' : 'external id'}`,
        free,
      );
    }
    const [only] = found;
    if (!only) continue;
    if (free.length === 0)
      return ambiguous('the matching account already belongs to someone active in another directory');
    if (only.account.directoryUserId !== null) return { kind: 'link', account: only, by: key };
    switch (seeker.answered === 'matched' ? 'link' : identity.existing_accounts) {
      case 'never':
        return { kind: 'none' };
      case 'hold':
        return {
          kind: 'hold',
          hold: 'existing_account',
          reason:
            'An account that was there before the sync matches, and the policy wants a person to confirm that it is theirs',
          candidates: [only],
        };
      case 'link':
        return { kind: 'link', account: only, by: key };
    }
  }
  return { kind: 'none' };
}

function emailMatches(
  seeker: Seeker,
  byEmail: Map<string, AccountFacts[]>,
  identity: IdentityRules,
): AccountFacts[] {
  if (seeker.email === null) return [];
  const email = seeker.email.toLowerCase();
  const domain = email.slice(email.lastIndexOf('@') + 1);
  if (!identity.verified_domains.some((verified) => verified.toLowerCase() === domain)) return [];
  return (byEmail.get(email) ?? []).filter(
    ({ account }) =>
      account.directoryUserId === null &&
      account.status === 'active' &&
      (account.externalId === null || account.externalId === seeker.externalId),
  );
}

/** Two people of one batch who match the same account: the one who matches by id has it, else neither. */
function holdRivals(matches: Map<string, Match>): void {
  const claims = new Map<string, [string, Extract<Match, { kind: 'link' }>][]>();
  for (const [seeker, match] of matches) {
    if (match.kind !== 'link') continue;
    const rivals = claims.get(match.account.account.id) ?? [];
    rivals.push([seeker, match]);
    claims.set(match.account.account.id, rivals);
  }
  for (const [contested, rivals] of claims) {
    if (rivals.length < 2) continue;
    const surest = (['answer', 'external_id'] as const).find((key) =>
      rivals.some(([, { by }]) => by === key),
    );
    const sure = rivals.filter(([, match]) => match.by === surest);
    for (const [seeker, match] of rivals) {
      if (sure.length === 1 && match.by === surest) continue;
      const why = ambiguous(`${String(rivals.length)} people match the same account`);
      matches.set(seeker, { ...why, contested });
    }
  }
}

/** One person in several directories gets one account: the others wait, as they would had they come one by one. */
function holdTwins(seekers: Seeker[], matches: Map<string, Match>): void {
  const first = new Map<string, string>();
  const active = seekers.filter(
    ({ isActive, answered, directoryUserId }) =>
      isActive && answered !== 'new' && matches.get(directoryUserId)?.kind === 'none',
  );
  for (const { externalId, directoryUserId } of active.sort((a, b) =>
    a.directoryUserId < b.directoryUserId ? -1 : 1,
  )) {
    if (!first.has(externalId)) first.set(externalId, directoryUserId);
    else matches.set(directoryUserId, ambiguous('the same person comes from another directory as well'));
  }
}

function ambiguous(what: string, candidates: AccountFacts[] = []): Extract<Match, { kind: 'hold' }> {
  return {
    kind: 'hold',
    hold: 'ambiguous_match',
    reason: `It is not clear which account is theirs: ${what}`,
    candidates,
  };
}

function groupBy(
  candidates: AccountFacts[],
  keyOf: (candidate: AccountFacts) => string | null,
): Map<string, AccountFacts[]> {
  const groups = new Map<string, AccountFacts[]>();
  for (const candidate of candidates) {
    const key = keyOf(candidate);
    if (key === null) continue;
    const group = groups.get(key);
    if (group) group.push(candidate);
    else groups.set(key, [candidate]);
  }
  return groups;
}
