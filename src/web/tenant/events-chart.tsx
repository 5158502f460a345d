import { Paper } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ActivityDay } from '../../generated/api.ts';
import { barsOf, seriesOf } from '../health/activity-bars.ts';
import { BarChart } from '../parts/bar-chart.tsx';
import { strings } from '../strings/strings.ts';

/** The news of all directories by day and kind. */
export function EventsChart({ days }: { days: readonly ActivityDay[] }): ReactNode {
  return (
    <Paper withBorder p="md" radius="lg">
      <BarChart title={strings.tenant.chart} series={seriesOf(days)} bars={barsOf(days)} />
    </Paper>
  );
}
