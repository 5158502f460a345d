import { identityProviders } from './identity-providers.ts';
import type { ProfileName, RewriteName } from './profile.ts';

/** What an identity provider sends where each rewrite is needed. */
export const rewritePhrases = {
  boolean_as_string: 'booleans as strings',
  op_capitals: 'operations in capitals',
  dotted_key: 'paths as keys of a value',
  array_for_single_value: 'arrays for attributes with one value',
  manager_without_urn: 'the manager without the URN of its extension',
  manager_as_string: 'the manager as a plain string',
  empty_manager: 'an empty manager to clear it',
  unquoted_filter_value: 'filters with values without quotes',
  remove_with_values: 'removals of members with a list of values',
  value_path_upsert: 'replacements of values that are not there yet',
  old_schema_urn: 'schema URNs of SCIM 1.1 and of drafts',
  object_for_many_values: 'objects where arrays belong',
  manager_id: 'the manager in the form of SCIM 1.1',
  several_primaries: 'several primary values of one attribute',
} as const satisfies Record<RewriteName, string>;

/** Such as `Entra sends booleans as strings: 1,204 times`. */
export function rewriteSentence(profile: ProfileName, name: RewriteName, count: number): string {
  const phrase: string = Object.hasOwn(rewritePhrases, name)
    ? rewritePhrases[name as keyof typeof rewritePhrases]
    : `what the rewrite ${name} is for`;
  return `${identityProviders[profile].short} sends ${phrase}: ${times(count)}`;
}

/** `1 time`, `1,204 times`. */
export function times(count: number): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? 'time' : 'times'}`;
}
