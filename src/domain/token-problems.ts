import type { DirectoryFacts, RefusedFacts, TokenFacts } from './directory-facts.ts';
import type { FoundProblem } from './directory-problem.ts';
import { isValidToken, tokenInWords, tokenStateOf } from './directory-token.ts';

const dayMs = 24 * 3_600_000;

/** A token that nobody has used for so long was not put where it belongs, in milliseconds. */
const unusedMs = 7 * dayMs;
/** A refusal is a problem for so long after it, in milliseconds. */
const refusedMs = dayMs;

/** What is wrong with the tokens of a SCIM directory. Pure. */
export function tokenProblems(
  { life, createdAt, tokens, refused }: DirectoryFacts,
  now: Date,
): FoundProblem[] {
  const valid = tokens.filter((token) => isValidToken(token, now));
  // What carries no token that opens it gets the word of what is worst.
  if (valid.length === 0) return [withoutToken(tokens, createdAt, life === 'setting_up', now)];
  return [
    ...refusedToken(refused, valid, life === 'setting_up', now),
    ...expiring(valid, now),
    // One that is being set up has not used any yet, and says so otherwise.
    ...(life === 'setting_up' ? [] : unused(valid, now)),
  ];
}

function withoutToken(
  tokens: readonly TokenFacts[],
  createdAt: Date,
  isBeingSetUp: boolean,
  now: Date,
): FoundProblem {
  const ended = tokens
    .filter((token) => tokenStateOf(token, now) === 'expired')
    .flatMap(({ expiresAt }) => (expiresAt === null ? [] : [expiresAt]));
  const nextStep = 'Make a token, and have the customer put it into the identity provider.';
  const severity = isBeingSetUp ? 'attention' : 'failing';
  if (ended.length === 0) {
    const revoked = tokens.flatMap(({ revokedAt }) => (revokedAt === null ? [] : [revokedAt]));
    return {
      code: 'token_missing',
      severity,
      since: latest(revoked) ?? createdAt,
      says: 'The directory has no valid token, so the identity provider is refused and no news comes.',
      nextStep,
    };
  }
  return {
    code: 'token_expired',
    severity,
    since: latest(ended) ?? createdAt,
    says: 'Every token of the directory has expired, so the identity provider is refused and no news comes.',
    nextStep,
  };
}

function expiring(valid: readonly TokenFacts[], now: Date): FoundProblem[] {
  // Another one that lasts and is in use already has taken over.
  const lasting = valid.filter((token) => tokenStateOf(token, now) === 'valid' && token.lastUsedAt !== null);
  if (lasting.length > 0) return [];
  const soonest = valid
    .filter((token) => tokenStateOf(token, now) === 'expiring')
    .sort((a, b) => (a.expiresAt?.getTime() ?? 0) - (b.expiresAt?.getTime() ?? 0))[0];
  if (soonest?.expiresAt == null) return [];
  return [
    {
      code: 'token_expiring',
      severity: 'attention',
      since: now,
      says: `${ended(soonest, now)} From then on the identity provider is refused.`,
      nextStep:
        'Make another token, have the customer put it into the identity provider, see that it is used, and revoke this one.',
    },
  ];
}

/** Without the advice that follows the colon. */
function ended(token: TokenFacts, now: Date): string {
  return `${(tokenInWords(token, now) ?? '').split(':')[0] ?? ''}.`;
}

function refusedToken(
  refused: RefusedFacts | null,
  valid: readonly TokenFacts[],
  isBeingSetUp: boolean,
  now: Date,
): FoundProblem[] {
  if (refused === null || now.getTime() - refused.at.getTime() > refusedMs) return [];
  const { at, formerToken } = refused;
  const usedAt = latest(valid.flatMap(({ lastUsedAt }) => (lastUsedAt === null ? [] : [lastUsedAt])));
  const others = usedAt !== null && now.getTime() - usedAt.getTime() <= refusedMs;
  // Whoever was refused has changed over since.
  if (usedAt !== null && usedAt > at) return [];
  return [
    {
      code: 'token_refused',
      // What nobody could have made up says that the identity provider is shut out; anything else may be from anybody.
      severity: formerToken && !others && !isBeingSetUp ? 'failing' : 'attention',
      since: at,
      says: refusedInWords(formerToken, others),
      nextStep:
        'Have the customer put the valid token into the identity provider, or make a new one for them.',
    },
  ];
}

function refusedInWords(formerToken: boolean, others: boolean): string {
  if (others) {
    return 'Something comes with a token that does not open the directory, and is refused. Requests with a valid token come as well.';
  }
  return formerToken
    ? 'The identity provider comes with a former token of the directory, which was revoked or has expired, and is refused, so its news does not arrive.'
    : 'Something comes with a token that was never one of the directory, and is refused. Nothing with a valid token has come in the last day: it may be the identity provider, or somebody who tries.';
}

function unused(valid: readonly TokenFacts[], now: Date): FoundProblem[] {
  const since = latest(
    valid
      .filter(
        ({ lastUsedAt, createdAt }) => lastUsedAt === null && now.getTime() - createdAt.getTime() > unusedMs,
      )
      .map(({ createdAt }) => createdAt),
  );
  if (since === null) return [];
  return [
    {
      code: 'token_unused',
      severity: 'attention',
      since,
      says: 'A token of the directory is valid and was never used.',
      nextStep:
        'Have the customer put it into the identity provider, or revoke it: what nobody uses should open nothing.',
    },
  ];
}

function latest(times: readonly Date[]): Date | null {
  return times.reduce<Date | null>((last, time) => (last === null || time > last ? time : last), null);
}
