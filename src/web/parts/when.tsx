import { Tooltip, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { strings } from '../strings/strings.ts';
import { useNow } from './clock.tsx';
import { exactTime, relativeTime } from './relative-time.ts';

interface WhenProps {
  /** RFC 3339, or null: never. */
  at: string | null;
}

/** A moment as people say it, in the reader's zone; the exact time on hover and for screen readers. */
export function When({ at }: WhenProps): ReactNode {
  const now = useNow();
  if (at === null) return strings.common.never;
  const moment = new Date(at);
  const exact = exactTime(moment, strings.locale);
  return (
    <Tooltip label={exact}>
      <time dateTime={at}>
        <span aria-hidden>{relativeTime(moment, now, strings.locale)}</span>
        <VisuallyHidden>{exact}</VisuallyHidden>
      </time>
    </Tooltip>
  );
}
