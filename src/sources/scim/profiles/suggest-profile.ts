import { identityProviders } from './identity-providers.ts';
import { profileNames, type ProfileName } from './profile.ts';
import { rewritePhrases, times } from './rewrite-sentences.ts';
import type { SignName } from './signs.ts';

/** How much each sign says for which profiles, and what it is called. */
const meanings: Readonly<
  Record<SignName, { phrase: string; weights: Partial<Record<ProfileName, number>> }>
> = {
  okta_user_agent: { phrase: 'Okta’s User-Agent', weights: { okta: 5 } },
  google_user_agent: { phrase: 'Google’s User-Agent', weights: { google: 5 } },
  aadoptscim_flag: { phrase: 'the flag aadOptscim062020', weights: { entra: 10 } },
  adscim_group_schema: { phrase: 'Microsoft’s schema of groups', weights: { entra: 10 } },
  boolean_as_string: { phrase: rewritePhrases.boolean_as_string, weights: { entra: 4 } },
  op_capitals: { phrase: rewritePhrases.op_capitals, weights: { entra: 2 } },
  dotted_key: { phrase: rewritePhrases.dotted_key, weights: { entra: 4 } },
  manager_as_string: { phrase: rewritePhrases.manager_as_string, weights: { entra: 4 } },
  array_for_single_value: { phrase: rewritePhrases.array_for_single_value, weights: { entra: 4 } },
  members_excluded: { phrase: 'groups read without members', weights: { entra: 1 } },
  guid_lookup: { phrase: 'people looked up by a GUID', weights: { entra: 1 } },
  old_schema_urn: { phrase: rewritePhrases.old_schema_urn, weights: { onelogin: 6 } },
  object_for_many_values: { phrase: rewritePhrases.object_for_many_values, weights: { onelogin: 4 } },
  manager_id: { phrase: rewritePhrases.manager_id, weights: { onelogin: 6 } },
  several_primaries: { phrase: rewritePhrases.several_primaries, weights: { ping: 4 } },
  remove_with_values: {
    phrase: rewritePhrases.remove_with_values,
    weights: { onelogin: 1, jumpcloud: 1, entra: 1 },
  },
};

/** More often than this says no more. So a weak sign alone never reaches `enough`, however often it is seen. */
const countsUpTo = 10;
const enough = 20;

/**
 * Says which profile a directory should have, where what was seen of it clearly speaks for another than it has.
 *
 * @param signs with how many requests had them; names that are not known are ignored
 */
export function suggestProfile(
  current: ProfileName,
  signs: readonly { name: string; count: number }[],
): { profile: ProfileName; because: string } | null {
  const [best, second] = profileNames
    .map((profile) => ({ profile, score: scoreOf(profile, signs) }))
    .sort((one, other) => other.score - one.score);
  if (best === undefined || second === undefined || best.profile === current) return null;
  if (best.score < enough || second.score * 2 > best.score) return null;
  return { profile: best.profile, because: reason(best.profile, signs) };
}

function scoreOf(profile: ProfileName, signs: readonly { name: string; count: number }[]): number {
  let score = 0;
  for (const { name, count } of signs) {
    score += (meaningOf(name)?.weights[profile] ?? 0) * Math.min(count, countsUpTo);
  }
  return score;
}

function reason(profile: ProfileName, signs: readonly { name: string; count: number }[]): string {
  const seen = signs.flatMap(({ name, count }) => {
    const meaning = meaningOf(name);
    return meaning?.weights[profile] === undefined || count === 0
      ? []
      : [`${meaning.phrase} (${times(count)})`];
  });
  return `The traffic looks like ${identityProviders[profile].full}: ${seen.join(', ')}. Choose the profile ${profile}.`;
}

function meaningOf(name: string) {
  return Object.hasOwn(meanings, name) ? meanings[name as SignName] : undefined;
}
