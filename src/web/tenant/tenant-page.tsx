import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ask } from '../api/ask.ts';
import { LoadingPage } from '../parts/loading-page.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { EventsChart } from './events-chart.tsx';
import { NextSteps } from './next-steps.tsx';
import { OpenLinksPanel } from './open-links-panel.tsx';
import { PolicyPanel } from './policy-panel.tsx';
import { RecentActivityPanel } from './recent-activity-panel.tsx';
import { RolesPanel } from './roles-panel.tsx';
import { TenantDirectories } from './tenant-directories.tsx';
import classes from './tenant-page.module.css';
import { TenantTiles } from './tenant-tiles.tsx';

const POLL_MS = 15_000;
/** As many as the service gives at once: those that were disconnected are among them. */
const MOST_DIRECTORIES = 200;

/** A tenant at a glance: what to do next, then its directories, policy, people and what happened. */
export function TenantOverviewPage(): ReactNode {
  const { tenant: words } = strings;
  const { slug } = useTenant();
  const path = ['tenants', slug];
  const tenant = useQuery({
    queryKey: path,
    queryFn: ({ signal }) => ask('Tenant', 'GET', path, { signal }),
    refetchInterval: POLL_MS,
  });
  const summary = useQuery({
    queryKey: [...path, 'summary'],
    queryFn: ({ signal }) => ask('TenantSummary', 'GET', [...path, 'summary'], { signal }),
    refetchInterval: POLL_MS,
    placeholderData: keepPreviousData,
  });
  const directories = useQuery({
    queryKey: [...path, 'directories', { limit: MOST_DIRECTORIES }],
    queryFn: ({ signal }) =>
      ask('DirectoryList', 'GET', [...path, 'directories'], { query: { limit: MOST_DIRECTORIES }, signal }),
    refetchInterval: POLL_MS,
  });
  const fault = tenant.error ?? summary.error ?? directories.error;
  if (tenant.data === undefined || summary.data === undefined || directories.data === undefined) {
    if (fault === null) return <LoadingPage />;
    const retry = (): void => {
      for (const query of [tenant, summary, directories]) void query.refetch();
    };
    return (
      <PageFrame title={words.title}>
        <ProblemNote error={fault} retry={retry} />
      </PageFrame>
    );
  }
  const connected = directories.data.data.filter(({ state }) => state !== 'disconnected');
  return (
    <PageFrame title={words.titleOf(tenant.data.name)} lead={words.lead}>
      {fault !== null && <ProblemNote error={fault} />}
      <NextSteps tenant={tenant.data} summary={summary.data} directories={connected} />
      <TenantTiles summary={summary.data} />
      <div className={classes.columns}>
        <div className={classes.column}>
          <TenantDirectories directories={connected} />
          <PolicyPanel />
        </div>
        <div className={classes.column}>
          <RecentActivityPanel />
          <RolesPanel roles={summary.data.roles} />
          <OpenLinksPanel />
        </div>
      </div>
      <EventsChart days={summary.data.activity} />
    </PageFrame>
  );
}
