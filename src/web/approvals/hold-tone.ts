import type { HeldPersonStatus } from '../../generated/api.ts';
import type { Tone } from '../theme/tone.ts';

export const toneOfHold: Readonly<Record<HeldPersonStatus, Tone>> = {
  open: 'attention',
  approved: 'ok',
  rejected: 'problem',
  expired: 'off',
  lapsed: 'off',
};
