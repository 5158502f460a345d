import type { ReactNode } from 'react';
import { IconAlertTriangle, IconCheck, IconCircleDashed, IconInfoCircle, IconX } from '../theme/icons.ts';
import type { Tone } from '../theme/tone.ts';
import classes from './status-badge.module.css';

const signs = {
  ok: IconCheck,
  attention: IconAlertTriangle,
  problem: IconX,
  info: IconInfoCircle,
  off: IconCircleDashed,
} as const;

/** A state in a word, with a sign and a colour that say the same. */
export function StatusBadge({ tone, children }: { tone: Tone; children: ReactNode }): ReactNode {
  const Sign = signs[tone];
  return (
    <span className={classes.badge} data-tone={tone}>
      <Sign size={13} stroke={2.4} aria-hidden />
      <span>{children}</span>
    </span>
  );
}
