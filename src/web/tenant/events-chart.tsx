import { Paper } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ActivityDay } from '../../generated/api.ts';
import { BarChart, type Series } from '../parts/bar-chart.tsx';
import { strings } from '../strings/strings.ts';

const { kinds } = strings.tenant;

const series: readonly Series[] = [
  { key: 'people', label: kinds.people, colour: 'accent' },
  { key: 'groups', label: kinds.groups, colour: 'info' },
  { key: 'memberships', label: kinds.memberships, colour: 'ok' },
  { key: 'resync', label: kinds.resync, colour: 'attention' },
  { key: 'other', label: kinds.other, colour: 'off' },
];

/** The news of all directories by day and kind. */
export function EventsChart({ days }: { days: readonly ActivityDay[] }): ReactNode {
  const ofDay = new Intl.DateTimeFormat(strings.locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return (
    <Paper withBorder p="md" radius="lg">
      <BarChart
        title={strings.tenant.chart}
        series={series}
        bars={days.map(({ day, connection, other, ...values }) => ({
          key: day,
          label: ofDay.format(new Date(`${day}T00:00:00Z`)),
          values: { ...values, other: connection + other },
        }))}
      />
    </Paper>
  );
}
