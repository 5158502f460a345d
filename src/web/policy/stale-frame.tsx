import type { ReactNode } from 'react';
import classes from './stale-frame.module.css';

/** What is inside may not be of what is there now: it can be read, and looks it. */
export function StaleFrame({ isStale, children }: { isStale: boolean; children: ReactNode }): ReactNode {
  return (
    <div className={classes.frame} data-stale={isStale || undefined} aria-busy={isStale}>
      {children}
    </div>
  );
}
