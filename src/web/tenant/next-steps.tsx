import { Button, Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Directory, HealthProblem, Tenant, TenantSummary } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { Panel } from '../parts/panel.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { When } from '../parts/when.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import type { Tone } from '../theme/tone.ts';
import { directoryCalled } from '../parts/directory-called.ts';
import { useEndpointsOf } from '../webhook-endpoints/use-endpoints-of.ts';
import { usePageOfTenant } from './page-of-tenant.ts';
import classes from './tenant-page.module.css';

/** Problems of more directories than this are found on the page of directories. */
const MOST_DIRECTORIES = 5;
const POLL_MS = 30_000;

interface NextStep {
  key: string;
  tone: Tone;
  badge: string;
  says: string;
  next: string;
  since: string | null;
  to: string;
}

interface NextStepsProps {
  tenant: Tenant;
  summary: TenantSummary;
  directories: readonly Directory[];
}

/** What needs somebody, the worst first, each with what to do. */
export function NextSteps(props: NextStepsProps): ReactNode {
  const { steps: words } = strings.tenant;
  const steps = useNextSteps(props);
  return (
    <Panel title={words.title}>
      {steps.length === 0 ? (
        <div>
          <StatusBadge tone="ok">{words.fine}</StatusBadge>
          <Text c="dimmed" mt={6}>
            {words.fineText}
          </Text>
        </div>
      ) : (
        <ol className={classes.list}>
          {steps.map((step) => (
            <li key={step.key} className={classes.item}>
              <div className={classes.words}>
                <div className={classes.badge}>
                  <StatusBadge tone={step.tone}>
                    <SafeText most={60} brief>
                      {step.badge}
                    </SafeText>
                  </StatusBadge>
                </div>
                <SafeText most={400}>{step.says}</SafeText>
                <div className={classes.soft}>
                  <Sentence
                    of={step.since === null ? '{next}' : words.since}
                    with={{
                      next: <SafeText most={400}>{step.next}</SafeText>,
                      when: <When at={step.since} />,
                    }}
                  />
                </div>
              </div>
              <Button
                component={Link}
                to={step.to}
                size="compact-sm"
                variant="default"
                aria-label={`${words.look}: ${step.badge}`}
              >
                {words.look}
              </Button>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

function useNextSteps({ tenant, summary, directories }: NextStepsProps): NextStep[] {
  const { steps: words, tiles, policy } = strings.tenant;
  const pageAt = usePageOfTenant();
  const problems = useProblems(directories);
  const endpoints = useEndpointsOf(tenant.slug);
  const { holds, events, deliveries } = summary;
  const steps: NextStep[] = problems.map(({ directory, problem }) => ({
    key: `${directory.id} ${problem.code}`,
    tone: problem.severity === 'failing' ? 'problem' : 'attention',
    badge: directoryCalled(directory),
    says: problem.says,
    next: problem.next_step,
    since: problem.since,
    to:
      problem.code === 'events_set_aside'
        ? pageAt('failed-events')
        : pageAt(`directories/${encodeURIComponent(directory.id)}`),
  }));
  if (tenant.policy_problem !== null) {
    const { at, diagnostics } = tenant.policy_problem;
    steps.push({
      ...{ key: 'policy', tone: 'attention', badge: policy.title, says: words.policyRefused },
      next: words.policyRefusedNext(diagnostics[0]?.message ?? ''),
      since: at,
      to: pageAt('policy'),
    });
  }
  if (holds.people > 0 || holds.open > 0) {
    steps.push({
      ...{
        key: 'holds',
        tone: 'info',
        badge: tiles.holds,
        says: words.held(Math.max(holds.people, holds.open)),
      },
      ...{ next: words.heldNext, since: null, to: pageAt('approvals') },
    });
  }
  if (events.set_aside > 0 && !problems.some(({ problem }) => problem.code === 'events_set_aside')) {
    steps.push({
      ...{ key: 'failed', tone: 'problem', badge: tiles.failed, says: words.failed(events.set_aside) },
      ...{ next: words.failedNext, since: null, to: pageAt('failed-events') },
    });
  }
  if (deliveries.dead > 0) {
    steps.push({
      ...{ key: 'dead', tone: 'attention', badge: tiles.dead, says: words.dead(deliveries.dead) },
      ...{ next: words.deadNext, since: null, to: pageAt('outbox', { show: 'dead' }) },
    });
  }
  const isOwed = deliveries.waiting + deliveries.dead > 0;
  for (const { id, url, tenant: only, state, failing_since: failing, disabled_at: disabled } of endpoints) {
    const isDisabled = state === 'disabled';
    if (!isDisabled && failing === null) continue;
    // One of every tenant is no matter of this one until something of it does not arrive.
    if (only === null && !isOwed) continue;
    const host = URL.canParse(url) ? new URL(url).host : url;
    steps.push({
      ...{ key: `endpoint ${id}`, tone: 'attention', badge: strings.webhookEndpoints.detail.title },
      says: isDisabled ? words.disabledEndpoint : words.deadEndpoint,
      next: isDisabled ? words.disabledEndpointNext(host) : words.deadEndpointNext(host, deliveries.waiting),
      since: isDisabled ? disabled : failing,
      to: `/admin/webhook-endpoints/${encodeURIComponent(id)}`,
    });
  }
  if (directories.length === 0) {
    steps.push({
      ...{ key: 'directory', tone: 'info', badge: strings.tenant.directories.title, says: words.noDirectory },
      ...{ next: words.noDirectoryNext, since: null, to: pageAt('portal-links') },
    });
  }
  return steps;
}

/** The problems of the directories that are not well, as they are now. */
function useProblems(directories: readonly Directory[]): { directory: Directory; problem: HealthProblem }[] {
  const { slug } = useTenant();
  const unwell = directories
    .filter(({ health }) => health !== null && health.state !== 'ok')
    .slice(0, MOST_DIRECTORIES);
  const answers = useQueries({
    queries: unwell.map(({ id }) => {
      const path = ['tenants', slug, 'directories', id, 'health'];
      return {
        queryKey: path,
        queryFn: ({ signal }: { signal: AbortSignal }) => ask('DirectoryHealth', 'GET', path, { signal }),
        refetchInterval: POLL_MS,
      };
    }),
  });
  const found = unwell.flatMap((directory, at) =>
    (answers[at]?.data?.problems ?? []).map((problem) => ({ directory, problem })),
  );
  return [
    ...found.filter(({ problem }) => problem.severity === 'failing'),
    ...found.filter(({ problem }) => problem.severity !== 'failing'),
  ];
}
