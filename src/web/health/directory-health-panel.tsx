import { Button, Group, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Directory, DirectoryHealth, HealthProblem } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { addressOfDirectory, toneOfHealth } from '../directories/directory-words.ts';
import { directoryInWords } from '../overview/standing-words.ts';
import { BarChart } from '../parts/bar-chart.tsx';
import { Panel } from '../parts/panel.tsx';
import { plainText } from '../parts/plain-text.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { StatTile, StatTiles } from '../parts/stat-tile.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { StillLoading } from '../parts/still-loading.tsx';
import { When } from '../parts/when.tsx';
import { useTenant } from '../session/tenant.tsx';
import { useReaches } from '../session/use-reaches.ts';
import { strings } from '../strings/strings.ts';
import { barsOf, seriesOf } from './activity-bars.ts';
import { FailedEvents } from './failed-events.tsx';
import classes from './health.module.css';

/** How often it is looked at again, in milliseconds. */
const POLL_MS = 30_000;

/** How one directory does at this moment. */
export function DirectoryHealthPanel({ directory }: { directory: Directory }): ReactNode {
  const { slug } = useTenant();
  const path = ['tenants', slug, 'directories', directory.id, 'health'];
  const answer = useQuery({
    queryKey: path,
    queryFn: ({ signal }) => ask('DirectoryHealth', 'GET', path, { signal }),
    refetchInterval: POLL_MS,
  });
  const health = answer.data;
  return (
    <Panel
      title={plainText(directoryInWords(directory), 80)}
      actions={health === undefined ? null : <StateBadge directory={directory} health={health} />}
    >
      {answer.error !== null && <ProblemNote error={answer.error} retry={() => void answer.refetch()} />}
      {answer.isPending && (
        <>
          <Skeleton height={240} />
          <StillLoading />
        </>
      )}
      {health !== undefined && <Health directory={directory} health={health} />}
    </Panel>
  );
}

/** Of one that was never connected, or is no more, nothing can be well. */
function StateBadge({ directory, health }: { directory: Directory; health: DirectoryHealth }): ReactNode {
  const { states, notConnected, over } = strings.health;
  if (directory.state === 'disconnected') return <StatusBadge tone="off">{over}</StatusBadge>;
  if (directory.state === 'setting_up' && health.state === 'ok')
    return <StatusBadge tone="off">{notConnected}</StatusBadge>;
  return <StatusBadge tone={toneOfHealth[health.state]}>{states[health.state]}</StatusBadge>;
}

function Health({ directory, health }: { directory: Directory; health: DirectoryHealth }): ReactNode {
  const { health: words } = strings;
  const { base } = useTenant();
  const reachesSetup = useReaches('directory_sync');
  const isBegun = directory.state !== 'setting_up';
  const days = health.activity;
  const series = seriesOf(days);
  return (
    <>
      {health.problems.length > 0 ? (
        <Problems problems={health.problems} />
      ) : (
        <Text>{isBegun ? <SafeText most={400}>{health.says}</SafeText> : words.notConnectedText}</Text>
      )}
      {directory.state === 'setting_up' && reachesSetup && (
        <div>
          <Button component={Link} to={addressOfDirectory(base, directory.id, 'setup')} variant="default">
            {words.goOn}
          </Button>
        </div>
      )}
      <Figures health={health} source={directory.source} />
      {series.length > 0 ? (
        <div>
          <BarChart title={words.chart} series={series} bars={barsOf(days)} />
          <Text size="sm" c="dimmed">
            {words.utc}
          </Text>
        </div>
      ) : (
        <Text c="dimmed">{words.noEvents}</Text>
      )}
      {health.usual_silence !== null && (
        <Text size="sm" c="dimmed">
          {words.silence.usual(words.span(health.usual_silence.usual_seconds))} {words.silence.from}{' '}
          <When at={health.usual_silence.silent_at} />.
        </Text>
      )}
      {health.events.set_aside > 0 && <FailedEvents directoryId={directory.id} />}
    </>
  );
}

function Problems({ problems }: { problems: readonly HealthProblem[] }): ReactNode {
  const { health: words } = strings;
  return (
    <section aria-label={words.problems}>
      <ul className={classes.problems}>
        {problems.map((problem) => (
          <li key={problem.code} data-severity={problem.severity}>
            <Group gap="xs">
              <StatusBadge tone={toneOfHealth[problem.severity]}>
                {words.severities[problem.severity]}
              </StatusBadge>
              <Text size="sm" c="dimmed">
                {words.since} <When at={problem.since} />
              </Text>
            </Group>
            <Text fw={580} mt={6}>
              <SafeText most={600}>{problem.says}</SafeText>
            </Text>
            <Text mt={2}>
              {words.toDo}: <SafeText most={600}>{problem.next_step}</SafeText>
            </Text>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Figures({ health, source }: { health: DirectoryHealth; source: Directory['source'] }): ReactNode {
  const { tiles, delays, span } = strings.health;
  const { lag, events } = health;
  return (
    <StatTiles>
      <StatTile label={tiles.heard} value={<When at={health.last_event_at} />} />
      <StatTile label={tiles.applied} value={<When at={health.last_applied_at} />} />
      <StatTile label={tiles.synced} value={<When at={health.last_sync_at} />} />
      <StatTile
        label={tiles.lag}
        // What is applied as it comes has no delay that could be measured.
        value={lag.last_seconds === null ? '–' : span(lag.last_seconds)}
        note={
          lag.p50_seconds !== null && lag.p95_seconds !== null
            ? tiles.lagNote(span(lag.p50_seconds), span(lag.p95_seconds))
            : lag.last_seconds === null
              ? delays[source]
              : undefined
        }
      />
      <StatTile
        label={tiles.waiting}
        value={strings.common.count(events.waiting)}
        note={
          events.oldest_waiting_at === null ? undefined : (
            <>
              {tiles.oldest} <When at={events.oldest_waiting_at} />
            </>
          )
        }
      />
      <StatTile
        label={tiles.failed}
        value={strings.common.count(events.set_aside)}
        {...(events.set_aside > 0 ? { tone: 'problem' as const } : {})}
      />
    </StatTiles>
  );
}
