import type { Directory, DirectoryState, HealthState } from '../../generated/api.ts';
import { strings } from '../strings/strings.ts';
import type { Tone } from '../theme/tone.ts';

type Named = Pick<Directory, 'name' | 'idp' | 'profile' | 'source'>;

/** What a directory is called: by its own name, else by its identity provider. */
export function nameOfDirectory({ name, idp, profile, source }: Named): string {
  const { idps, unnamed } = strings.directories;
  if (name !== null && name.trim() !== '') return name.trim();
  const label = idp ?? (profile === 'generic' ? null : profile);
  return label === null ? unnamed[source] : (idps[label] ?? label);
}

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
