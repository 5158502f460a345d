import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Tone } from '../theme/tone.ts';
import classes from './stat-tile.module.css';

interface StatTileProps {
  label: string;
  value: ReactNode;
  /** Below the figure: since when, of how many. */
  note?: ReactNode;
  /** Only where the figure is good or bad news. */
  tone?: Tone;
  /** Where there is more of it. */
  to?: string;
}

/** One figure that matters. Several go into `StatTiles`. */
export function StatTile({ label, value, note, tone, to }: StatTileProps): ReactNode {
  const inside = (
    <>
      <dt className={classes.label}>{to === undefined ? label : <Link to={to}>{label}</Link>}</dt>
      <dd className={classes.value}>{value}</dd>
      {note !== undefined && <dd className={classes.note}>{note}</dd>}
    </>
  );
  return (
    <div className={classes.tile} data-tone={tone} data-links={to === undefined ? undefined : true}>
      {inside}
    </div>
  );
}

export function StatTiles({ children }: { children: ReactNode }): ReactNode {
  return (
    <div className={classes.room}>
      <dl className={classes.tiles}>{children}</dl>
    </div>
  );
}
