import { useElementSize } from '@mantine/hooks';
import type { ReactNode } from 'react';
import type { GuideStep } from '../../generated/api.ts';
import { strings } from '../strings/strings.ts';
import { fillIn } from './setup-steps.ts';
import classes from './step-illustration.module.css';

interface StepIllustrationProps {
  step: GuideStep;
  checks: readonly string[];
  provider: string;
  baseUrl: string | null;
}

/** Before it is known how wide the place is, in CSS pixels. */
const USUAL_WIDTH = 560;
/** What a character takes, about, in CSS pixels. */
const CHARACTER = 6.6;
const HEAD = 34;
const ROW = 52;
const TILE_ROW = 40;

/** A picture of what the step looks like at the identity provider, drawn by ourselves; null where there is nothing to see. */
export function StepIllustration({ step, checks, provider, baseUrl }: StepIllustrationProps): ReactNode {
  const { ref, width: place } = useElementSize<HTMLDivElement>();
  const width = place === 0 ? USUAL_WIDTH : Math.min(place, 720);
  const picture = pictureOf({ step, checks, provider, baseUrl });
  if (picture === null) return null;
  const height = picture.height + HEAD + 14;
  return (
    <div ref={ref} className={classes.place}>
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={picture.label}
        className={classes.drawing}
      >
        <rect x="0.5" y="0.5" width={width - 1} height={height - 1} rx="9" className={classes.window} />
        <path d={`M0.5 ${HEAD} H${width - 0.5}`} className={classes.line} />
        {[16, 30, 44].map((x) => (
          <circle key={x} cx={x} cy={HEAD / 2} r="4" className={classes.dot} />
        ))}
        <text x="60" y={HEAD / 2 + 4} className={classes.head}>
          {short(`${provider} › ${step.title}`, width - 76)}
        </text>
        <g transform={`translate(0 ${HEAD})`}>{picture.draw(width)}</g>
      </svg>
    </div>
  );
}

interface Picture {
  label: string;
  /** Below the head, in CSS pixels. */
  height: number;
  draw: (width: number) => ReactNode;
}

function pictureOf({ step, checks, provider, baseUrl }: StepIllustrationProps): Picture | null {
  const { illustration } = strings.directorySetup;
  if (step.fields.length > 0) {
    const fields = step.fields.slice(0, 7).map(({ field, value }) => ({
      field,
      value: value.includes('{token}') ? '••••••••••••••••••••' : fillIn(value, baseUrl, null),
    }));
    return {
      label: illustration.form(provider),
      height: fields.length * ROW + 8,
      draw: (width) =>
        fields.map(({ field, value }, at) => (
          <Field key={field} field={field} value={value} y={at * ROW} width={width} />
        )),
    };
  }
  if (checks.includes('people') && !checks.includes('connected')) {
    return {
      label: illustration.people(provider),
      height: illustration.persons.length * TILE_ROW + 12,
      draw: (width) =>
        illustration.persons.map((name, at) => (
          <Line
            key={name}
            name={name}
            note={null}
            state={illustration.assign}
            y={at * TILE_ROW}
            width={width}
            round
          />
        )),
    };
  }
  if (checks.includes('groups')) {
    return {
      label: illustration.groups(provider),
      height: illustration.groupNames.length * TILE_ROW + 12,
      draw: (width) =>
        illustration.groupNames.map((name, at) => (
          <Line
            key={name}
            name={name}
            note={illustration.members([48, 23, 4][at] ?? 1)}
            state={illustration.push}
            y={at * TILE_ROW}
            width={width}
          />
        )),
    };
  }
  if (checks.includes('first_request')) {
    return { label: illustration.test(provider), height: 66, draw: (width) => <Tested width={width} /> };
  }
  return null;
}

function Field({
  field,
  value,
  y,
  width,
}: {
  field: string;
  value: string;
  y: number;
  width: number;
}): ReactNode {
  return (
    <g transform={`translate(16 ${y + 10})`}>
      <text x="0" y="11" className={classes.label}>
        {short(field, width - 32)}
      </text>
      <rect x="0" y="17" width={width - 32} height="25" rx="4" className={classes.box} />
      <text x="9" y="34" className={classes.value}>
        {short(value, width - 54)}
      </text>
    </g>
  );
}

interface LineProps {
  name: string;
  note: string | null;
  state: string;
  y: number;
  width: number;
  /** A person rather than a group. */
  round?: boolean;
}

function Line({ name, note, state, y, width, round = false }: LineProps): ReactNode {
  const chip = state.length * CHARACTER + 34;
  return (
    <g transform={`translate(16 ${y + 8})`}>
      <rect x="0" y="2" width="26" height="26" rx={round ? 13 : 6} className={classes.sign} />
      <text x="13" y="20" textAnchor="middle" className={classes.letter}>
        {name.charAt(0)}
      </text>
      <text x="38" y="20" className={classes.name}>
        {name}
      </text>
      {note !== null && width > 420 && (
        <text x={width * 0.45} y="20" className={classes.label}>
          {note}
        </text>
      )}
      <g transform={`translate(${width - 32 - chip} 3)`}>
        <rect x="0" y="0" width={chip} height="24" rx="12" className={classes.chip} />
        <path d="M11 12.5 l3.5 3.5 l6.5 -7" className={classes.tick} />
        <text x="26" y="16.5" className={classes.chipText}>
          {state}
        </text>
      </g>
    </g>
  );
}

function Tested({ width }: { width: number }): ReactNode {
  const { illustration } = strings.directorySetup;
  const button = illustration.trying.length * CHARACTER + 28;
  const below = width < button + 220;
  return (
    <g transform="translate(16 12)">
      <rect x="0" y="0" width={button} height="30" rx="5" className={classes.button} />
      <text x={button / 2} y="19.5" textAnchor="middle" className={classes.buttonText}>
        {illustration.trying}
      </text>
      <g transform={below ? 'translate(0 32)' : `translate(${button + 16} 3)`}>
        <path d="M3 12.5 l3.5 3.5 l6.5 -7" className={classes.tick} />
        <text x="20" y="16.5" className={classes.chipText}>
          {illustration.tested}
        </text>
      </g>
    </g>
  );
}

/** As much of a text as has room. */
function short(text: string, room: number): string {
  const most = Math.max(4, Math.floor(room / CHARACTER));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
