import { Tooltip } from '@mantine/core';
import { use, type ReactNode } from 'react';
import { strings } from '../strings/strings.ts';
import { useNow } from './clock.tsx';
import { exactTime, relativeTime } from './relative-time.ts';
import { RowPlaceContext } from './row-place.ts';
import classes from './when.module.css';

interface WhenProps {
  /** RFC 3339, or null: never. */
  at: string | null;
}

/** A moment as people say it; the exact time, in the reader's zone, on hover, touch and focus, for screen readers and on paper. */
export function When({ at }: WhenProps): ReactNode {
  const now = useNow();
  const row = use(RowPlaceContext);
  if (at === null) return <span data-time>{strings.common.never}</span>;
  const moment = new Date(at);
  const exact = exactTime(moment, strings.locale);
  return (
    <Tooltip label={exact} events={{ hover: true, focus: true, touch: true }}>
      <time dateTime={at} data-time className={classes.when} tabIndex={row === 'below' ? -1 : 0}>
        <span className={classes.relative} aria-hidden>
          {relativeTime(moment, now, strings.locale)}
        </span>
        <span className={classes.exact}>{exact}</span>
      </time>
    </Tooltip>
  );
}
