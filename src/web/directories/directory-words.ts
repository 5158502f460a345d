import type { DirectoryState, HealthState } from '../../generated/api.ts';
import type { Tone } from '../theme/tone.ts';

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
