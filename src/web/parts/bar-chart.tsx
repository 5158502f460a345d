import { Button, Group, Table, Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useId, useState, type ReactNode } from 'react';
import { strings } from '../strings/strings.ts';
import classes from './bar-chart.module.css';
import { axisEnd } from './chart-scale.ts';

export interface Series {
  key: string;
  label: string;
  colour: 'accent' | 'ok' | 'attention' | 'problem' | 'info' | 'off';
}

export interface Bar {
  key: string;
  /** Such as a day. */
  label: string;
  /** By the key of the series. */
  values: Readonly<Record<string, number>>;
}

interface BarChartProps {
  /** What is counted, such as "Events by day". */
  title: string;
  series: readonly Series[];
  bars: readonly Bar[];
}

/** Before it is known how wide the place is, in CSS pixels. */
const USUAL_WIDTH = 640;
/** What a label takes, with some room. */
const LABEL_WIDTH = 64;
const HEIGHT = 180;
const BASE = 158;
const TOP = 10;

/** Few figures side by side, stacked by kind, drawn by ourselves; the same figures as a table for who wants to read them. */
export function BarChart({ title, series, bars }: BarChartProps): ReactNode {
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  const { common } = strings;
  const totals = bars.map(({ values }) => series.reduce((sum, { key }) => sum + (values[key] ?? 0), 0));
  return (
    <figure className={classes.figure} aria-labelledby={id}>
      <Group justify="space-between" mb="xs">
        <Text component="figcaption" fw={580} id={id}>
          {title}
        </Text>
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => {
            setAsTable(!asTable);
          }}
        >
          {asTable ? common.chart.asChart : common.chart.asTable}
        </Button>
      </Group>
      {asTable ? (
        <Figures title={title} series={series} bars={bars} totals={totals} />
      ) : (
        <Drawing title={title} series={series} bars={bars} totals={totals} />
      )}
      <ul className={classes.legend}>
        {series.map(({ key, label, colour }) => (
          <li key={key}>
            <span className={classes.swatch} data-colour={colour} aria-hidden />
            {label}
          </li>
        ))}
      </ul>
    </figure>
  );
}

type Drawn = BarChartProps & { totals: readonly number[] };

function Drawing({ title, series, bars, totals }: Drawn): ReactNode {
  // Drawn as wide as its place, so that its text has the size of all text.
  const { ref, width: place } = useElementSize<HTMLDivElement>();
  const whole = place === 0 ? USUAL_WIDTH : place;
  const end = axisEnd(Math.max(0, ...totals));
  const slot = whole / Math.max(1, bars.length);
  const width = Math.min(40, slot * 0.64);
  const heightOf = (value: number): number => (value / end) * (BASE - TOP);
  // As many labels as fit beside each other.
  const every = Math.ceil(bars.length / Math.max(1, Math.floor(whole / LABEL_WIDTH)));
  return (
    <div ref={ref}>
      <svg viewBox={`0 0 ${whole} ${HEIGHT}`} className={classes.drawing} role="img" aria-label={title}>
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <line
              x1="0"
              x2={whole}
              y1={BASE - share * (BASE - TOP)}
              y2={BASE - share * (BASE - TOP)}
              className={classes.grid}
            />
            {share > 0 && (
              <text x="0" y={BASE - share * (BASE - TOP) - 3} className={classes.tick}>
                {strings.common.count(end * share)}
              </text>
            )}
          </g>
        ))}
        {bars.map((bar, at) => {
          let y = BASE;
          return (
            <g key={bar.key}>
              <title>{`${bar.label}: ${strings.common.count(totals[at] ?? 0)}`}</title>
              {series.map(({ key, colour }) => {
                const height = heightOf(bar.values[key] ?? 0);
                y -= height;
                return (
                  <rect
                    key={key}
                    x={at * slot + (slot - width) / 2}
                    y={y}
                    width={width}
                    height={height}
                    className={classes.bar}
                    data-colour={colour}
                  />
                );
              })}
              {at % every === 0 && (
                <text x={at * slot + slot / 2} y={HEIGHT - 4} textAnchor="middle" className={classes.tick}>
                  {bar.label}
                </text>
              )}
            </g>
          );
        })}
      </svg>
    </div>
  );
}

function Figures({ title, series, bars, totals }: Drawn): ReactNode {
  return (
    <div className={classes.table} role="region" aria-label={title} tabIndex={0}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th />
            {series.map(({ key, label }) => (
              <Table.Th key={key}>{label}</Table.Th>
            ))}
            <Table.Th>{strings.common.chart.total}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {bars.map((bar, at) => (
            <Table.Tr key={bar.key}>
              <Table.Th scope="row">{bar.label}</Table.Th>
              {series.map(({ key }) => (
                <Table.Td key={key}>{strings.common.count(bar.values[key] ?? 0)}</Table.Td>
              ))}
              <Table.Td>{strings.common.count(totals[at] ?? 0)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
