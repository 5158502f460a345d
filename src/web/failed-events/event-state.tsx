import type { ReactNode } from 'react';
import type { EventStatus } from '../../generated/api.ts';
import { StatusBadge } from '../parts/status-badge.tsx';
import { strings } from '../strings/strings.ts';
import type { Tone } from '../theme/tone.ts';

const tones: Readonly<Record<EventStatus, Tone>> = {
  waiting: 'info',
  applied: 'ok',
  superseded: 'off',
  ignored: 'off',
  set_aside: 'problem',
  dismissed: 'off',
};

/** What has become of an event. */
export function EventState({ status }: { status: EventStatus }): ReactNode {
  return <StatusBadge tone={tones[status]}>{strings.failedEvents.eventStates[status]}</StatusBadge>;
}
