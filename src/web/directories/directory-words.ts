import type { Directory, DirectoryState, HealthState } from '../../generated/api.ts';
import { strings } from '../strings/strings.ts';
import type { Tone } from '../theme/tone.ts';

type Named = Pick<Directory, 'name' | 'idp' | 'profile' | 'source'>;

/** What a directory is called: by its own name, else by its identity provider. */
export function nameOfDirectory(directory: Named): string {
  const { name, source } = directory;
  if (name !== null && name.trim() !== '') return name.trim();
  return providerOf(directory) ?? strings.directories.unnamed[source];
}

/** What the identity provider is called, by what the directory or WorkOS says of it; null: nobody says. */
export function providerOf({ idp, profile }: Pick<Directory, 'idp' | 'profile'>): string | null {
  const known = knownProvider({ idp, profile });
  if (known !== null) return strings.directories.idps[known] ?? known;
  return idp ?? (profile === 'generic' ? null : profile);
}

/** Which of those that have a guide it is; null: none, or nobody says. */
export function knownProvider({ idp, profile }: Pick<Directory, 'idp' | 'profile'>): string | null {
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

export const toneOfState: Readonly<Record<DirectoryState, Tone>> = {
  setting_up: 'info',
  testing: 'info',
  active: 'ok',
  paused: 'attention',
  disconnected: 'off',
};

export const toneOfHealth: Readonly<Record<HealthState, Tone>> = {
  ok: 'ok',
  attention: 'attention',
  failing: 'problem',
};

/** Where pages about a directory are, below the address of its tenant. */
export function addressOfDirectory(base: string, directory: string, below = ''): string {
  return `${base}/directories/${encodeURIComponent(directory)}${below === '' ? '' : `/${below}`}`;
}
