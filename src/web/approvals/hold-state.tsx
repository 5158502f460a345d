import type { ReactNode } from 'react';
import type { HeldPersonStatus, HoldKind } from '../../generated/api.ts';
import { StatusBadge } from '../parts/status-badge.tsx';
import { strings } from '../strings/strings.ts';
import { toneOfHold } from './hold-tone.ts';

interface HoldStateProps {
  kind: HoldKind;
  /** Of a hold, or of somebody in it. */
  status: HeldPersonStatus;
}

/** How a hold stands. */
export function HoldState({ kind, status }: HoldStateProps): ReactNode {
  const { statuses, wentThrough } = strings.approvals;
  return (
    <StatusBadge tone={toneOfHold[status]}>
      {isThrough({ kind, status }) ? wentThrough : statuses[status]}
    </StatusBadge>
  );
}

/** The last administrator waits for another one, whom mostly the directory brings: nobody need have approved anything. */
export function isThrough({ kind, status }: HoldStateProps): boolean {
  return kind === 'sole_admin' && status === 'approved';
}
