import type { ReactNode } from 'react';
import type { GuidePicture } from '../../generated/api.ts';
import classes from './step-illustration.module.css';

/** What a character takes, about, in CSS pixels. */
const CHARACTER = 6.6;
const MARGIN = 16;

type As = GuidePicture['rows'][number]['as'] | 'ticks';

/** One thing on the page of an identity provider. */
export interface PictureRow {
  as: As;
  label: string;
  value: string;
}

export interface DrawnRow {
  /** In CSS pixels. */
  height: number;
  draw: (width: number) => ReactNode;
}

/** How each thing looks. Buttons that follow one another are beside each other. */
export function drawnRows(rows: readonly PictureRow[]): DrawnRow[] {
  const drawn: DrawnRow[] = [];
  let at = 0;
  while (at < rows.length) {
    const row = rows[at];
    if (row === undefined) break;
    const next = rows.findIndex(({ as, value }, place) => place > at && (as !== 'button' || value !== ''));
    const beside = row.as === 'button' ? rows.slice(at, next === -1 ? rows.length : next) : [row];
    drawn.push(row.as === 'button' ? buttons(beside) : drawnAs[row.as](row));
    at += beside.length;
  }
  return drawn;
}

const drawnAs: Record<Exclude<As, 'button'>, (row: PictureRow) => DrawnRow> = {
  text: (row) => ({ height: 52, draw: (width) => <Box {...row} width={width} /> }),
  choice: (row) => ({ height: 52, draw: (width) => <Box {...row} width={width} isChoice /> }),
  tick: ({ label }) => ({ height: 32, draw: (width) => <Tick label={label} width={width} /> }),
  ticks: ({ label, value }) => {
    const each = value.split(', ');
    return {
      height: 26 + 28 * each.length,
      draw: (width) => (
        <>
          <text x="0" y="14" className={classes.label}>
            {short(label, width)}
          </text>
          {each.map((tick, place) => (
            <g key={tick} transform={`translate(0 ${20 + 28 * place})`}>
              <Tick label={tick} width={width} />
            </g>
          ))}
        </>
      ),
    };
  },
  tabs: (row) => ({ height: 42, draw: (width) => <Tabs {...row} width={width} /> }),
  switch: (row) => ({ height: 38, draw: (width) => <Switch {...row} width={width} /> }),
  person: (row) => ({ height: 38, draw: (width) => <Line {...row} width={width} isRound /> }),
  group: (row) => ({ height: 38, draw: (width) => <Line {...row} width={width} /> }),
};

type Drawn = PictureRow & { width: number };

function Box({ label, value, width, isChoice = false }: Drawn & { isChoice?: boolean }): ReactNode {
  return (
    <>
      <text x="0" y="14" className={classes.label}>
        {short(label, width)}
      </text>
      <rect x="0.5" y="20.5" width={width - 1} height="25" rx="4" className={classes.box} />
      <text x="9" y="37" className={classes.value}>
        {short(value, width - (isChoice ? 44 : 22))}
      </text>
      {isChoice && <path d={`M${width - 22} 30.5 l5 5 l5 -5`} className={classes.stroke} />}
    </>
  );
}

function Tick({ label, width }: { label: string; width: number }): ReactNode {
  return (
    <>
      <rect x="0.5" y="5.5" width="17" height="17" rx="3.5" className={classes.ticked} />
      <path d="M4.5 14 l3.2 3.4 l6 -6.6" className={classes.mark} />
      <text x="27" y="18.5" className={classes.name}>
        {short(label, width - 34)}
      </text>
    </>
  );
}

function Tabs({ label, value, width }: Drawn): ReactNode {
  const tabs = label.split(', ').map((tab) => ({ tab, room: tab.length * (CHARACTER + 0.6) }));
  return (
    <>
      <path d={`M0 32.5 H${width}`} className={classes.line} />
      {withStarts(tabs, 0, 22).map(({ tab, room, from }) =>
        from + room > width ? null : (
          <g key={tab}>
            <text x={from} y="22" className={tab === value ? classes.tab : classes.label}>
              {tab}
            </text>
            {tab === value && <path d={`M${from} 32 h${room}`} className={classes.chosen} />}
          </g>
        ),
      )}
    </>
  );
}

function Switch({ label, value, width }: Drawn): ReactNode {
  return (
    <>
      <rect x="0" y="8" width="36" height="20" rx="10" className={classes.button} />
      <circle cx="26" cy="18" r="7" className={classes.knob} />
      <text x="46" y="22.5" className={classes.name}>
        {short(value === '' ? label : `${label}: ${value}`, width - 52)}
      </text>
    </>
  );
}

function Line({ label, value, width, isRound = false }: Drawn & { isRound?: boolean }): ReactNode {
  const chip = value.length * CHARACTER + 22;
  return (
    <>
      <rect x="0" y="4" width="26" height="26" rx={isRound ? 13 : 6} className={classes.sign} />
      <text x="13" y="21.5" textAnchor="middle" className={classes.letter}>
        {label.charAt(0)}
      </text>
      <text x="38" y="21.5" className={classes.name}>
        {short(label, width - 44 - (value === '' ? 0 : chip))}
      </text>
      {value !== '' && (
        <g transform={`translate(${width - chip} 5)`}>
          <rect x="0" y="0" width={chip} height="24" rx="12" className={classes.chip} />
          <text x={chip / 2} y="16.5" textAnchor="middle" className={classes.chipText}>
            {value}
          </text>
        </g>
      )}
    </>
  );
}

/** As many in a line as have room. What stands beside the first is before it. */
function buttons(rows: readonly PictureRow[]): DrawnRow {
  const before = rows[0]?.value ?? '';
  const start = before === '' ? 0 : before.length * CHARACTER + 16;
  const sized = rows.map(({ label }) => ({ label, room: label.length * (CHARACTER + 0.4) + 24 }));
  return {
    height: 42,
    draw: (width) => (
      <>
        {before !== '' && (
          <text x="0" y="26" className={classes.label}>
            {before}
          </text>
        )}
        {withStarts(sized, start, 10).map(({ label, room, from }, place) =>
          place > 0 && from + room > width ? null : (
            <g key={label} transform={`translate(${from} 7)`}>
              <rect
                x="0.5"
                y="0.5"
                width={room - 1}
                height="28"
                rx="5"
                className={place === 0 ? classes.button : classes.other}
              />
              <text
                x={room / 2}
                y="19"
                textAnchor="middle"
                className={place === 0 ? classes.buttonText : classes.otherText}
              >
                {label}
              </text>
            </g>
          ),
        )}
      </>
    ),
  };
}

/** Where each begins, one beside the other. */
function withStarts<Sized extends { room: number }>(
  all: readonly Sized[],
  start: number,
  gap: number,
): (Sized & { from: number })[] {
  return all.map((each, at) => ({
    ...each,
    from: all.slice(0, at).reduce((sum, { room }) => sum + room + gap, start),
  }));
}

/** As much of a text as has room. */
export function short(text: string, room: number): string {
  const most = Math.max(4, Math.floor(room / CHARACTER));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/** On both sides of each row, in CSS pixels. */
export const pictureMargin = MARGIN;
