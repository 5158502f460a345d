import { useElementSize } from '@mantine/hooks';
import type { ReactNode } from 'react';
import type { GuideStep } from '../../generated/api.ts';
import { strings } from '../strings/strings.ts';
import { drawnRows, pictureMargin, short } from './picture-rows.tsx';
import { fillIn } from './setup-steps.ts';
import classes from './step-illustration.module.css';

interface StepIllustrationProps {
  step: GuideStep;
  provider: string;
  baseUrl: string | null;
}

/** Before it is known how wide the place is, in CSS pixels. */
const USUAL_WIDTH = 560;
const WIDEST = 720;
const HEAD = 34;
const FOOT = 14;
const GAP = 6;

/** A picture of the page of the identity provider at a step, as the guide says what is there; null where it says nothing. */
export function StepIllustration({ step, provider, baseUrl }: StepIllustrationProps): ReactNode {
  const { illustration } = strings.directorySetup;
  const { ref, width: place } = useElementSize<HTMLDivElement>();
  const { picture, fields } = step;
  if (picture === null) return null;
  const width = place === 0 ? USUAL_WIDTH : Math.min(place, WIDEST);
  const inner = width - 2 * pictureMargin;
  const filled = fields.map(({ as, field: label, value }) => ({
    as,
    label,
    value: value.includes('{token}') ? '••••••••••••••••••••' : fillIn(value, baseUrl, null),
  }));
  const rows = drawnRows([...filled, ...picture.rows]);
  const tops = rows.map((_, at) =>
    rows.slice(0, at).reduce((sum, { height }) => sum + height + GAP, HEAD + 8),
  );
  const height = rows.reduce((sum, row) => sum + row.height + GAP, HEAD + 8 + FOOT);
  const where = picture.place.replaceAll(' > ', ' › ');
  return (
    <div ref={ref} className={classes.place}>
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={illustration(provider, picture.place)}
        className={classes.drawing}
      >
        <rect x="0.5" y="0.5" width={width - 1} height={height - 1} rx="9" className={classes.window} />
        <path d={`M0.5 ${HEAD} H${width - 0.5}`} className={classes.line} />
        {[16, 30, 44].map((x) => (
          <circle key={x} cx={x} cy={HEAD / 2} r="4" className={classes.dot} />
        ))}
        <text x="60" y={HEAD / 2 + 4} className={classes.head}>
          {short(`${provider} › ${where}`, width - 76)}
        </text>
        {rows.map(({ draw }, at) => (
          <g key={at} transform={`translate(${pictureMargin} ${tops[at] ?? 0})`}>
            {draw(inner)}
          </g>
        ))}
      </svg>
    </div>
  );
}
