import type { Directory } from '../../generated/api.ts';
import { strings } from '../strings/strings.ts';

type Labelled = Pick<Directory, 'idp'> & Partial<Pick<Directory, 'profile'>>;

/** What the identity provider is called, by what the directory or WorkOS says of it; null: nobody says. */
export function providerOf({ idp, profile = null }: Labelled): string | null {
  const known = knownProvider({ idp, profile });
  if (known !== null) return strings.directories.idps[known] ?? known;
  return idp ?? (profile === 'generic' ? null : profile);
}

/** Which of those that have a guide it is; null: none, or nobody says. */
export function knownProvider({ idp, profile = null }: Labelled): string | null {
  const label = idp ?? profile ?? '';
  return words.find(([pattern]) => pattern.test(label))?.[1] ?? null;
}

/** What WorkOS and people write for one, such as "azure scim v2.0". */
const words: readonly (readonly [RegExp, string])[] = [
  [/okta/i, 'okta'],
  [/azure|entra|microsoft/i, 'entra'],
  [/google|gsuite/i, 'google'],
  [/one ?login/i, 'onelogin'],
  [/jump ?cloud/i, 'jumpcloud'],
  [/ping ?federate/i, 'pingfederate'],
  [/ping/i, 'ping'],
  [/rippling/i, 'rippling'],
];
