import { Alert, Skeleton, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { OverviewFigures } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { StatTile, StatTiles } from '../parts/stat-tile.tsx';
import { When } from '../parts/when.tsx';
import { strings } from '../strings/strings.ts';
import { IconAlertTriangle } from '../theme/icons.ts';
import { addressOf } from './overview-filter.ts';

const POLL_MS = 10_000;

/** All tenants in figures, and what is wrong with the installation itself. */
export function OverviewTiles(): ReactNode {
  const figures = useQuery({
    queryKey: ['overview', 'figures'],
    queryFn: ({ signal }) => ask('OverviewFigures', 'GET', ['overview', 'figures'], { signal }),
    refetchInterval: POLL_MS,
    placeholderData: keepPreviousData,
  });
  if (figures.data === undefined) {
    if (figures.error === null) return <Skeleton height={96} radius="lg" />;
    return <ProblemNote error={figures.error} retry={() => void figures.refetch()} />;
  }
  return (
    <>
      {figures.data.installation.map(({ code, severity, says, next_step: next, since }) => (
        <Alert
          key={code}
          color={severity === 'failing' ? 'clay' : 'amber'}
          icon={<IconAlertTriangle />}
          title={strings.overview.installation}
        >
          <SafeText most={400}>{says}</SafeText>
          <Text size="md">
            <SafeText most={400}>{next}</SafeText>
          </Text>
          <Text size="sm" component="div">
            <Sentence of={strings.overview.installationSince} with={{ when: <When at={since} /> }} />
          </Text>
        </Alert>
      ))}
      <Tiles figures={figures.data} />
    </>
  );
}

function Tiles({
  figures: { tenants, directories, open_holds: holds, events, lag },
}: {
  figures: OverviewFigures;
}): ReactNode {
  const { tiles: words, seconds, rate } = strings.overview;
  const { count } = strings.common;
  const all = tenants.failing + tenants.attention + tenants.ok + tenants.none;
  return (
    <StatTiles>
      <StatTile label={words.tenants} value={count(all)} note={words.tenantsNote(tenants)} />
      <StatTile
        label={words.directories}
        value={count(directories.failing)}
        note={words.directoriesNote(directories.failing + directories.attention + directories.ok)}
        to={addressOf({ health: 'failing' })}
        {...(directories.failing > 0 ? { tone: 'problem' } : {})}
      />
      <StatTile
        label={words.perMinute}
        value={rate(events.per_minute)}
        note={words.perMinuteNote(events.waiting)}
      />
      <StatTile
        label={words.lag}
        value={lag.p95_seconds === null ? '–' : seconds(lag.p95_seconds)}
        note={lag.p95_seconds === null ? words[whyNoLag(events)] : words.lagNote}
      />
      <StatTile
        label={words.holds}
        value={count(holds)}
        note={words.holdsNote}
        to={addressOf({ waiting: 'approval' })}
        {...(holds > 0 ? { tone: 'attention' } : {})}
      />
      <StatTile
        label={words.failed}
        value={count(events.set_aside)}
        note={words.failedNote}
        to={addressOf({ waiting: 'failed_events' })}
        {...(events.set_aside > 0 ? { tone: 'problem' } : {})}
      />
    </StatTiles>
  );
}

/** Of WorkOS' events alone a lag can be measured, once they are applied. */
function whyNoLag({ per_minute: perMinute, waiting, set_aside: setAside }: OverviewFigures['events']) {
  if (perMinute === 0) return 'noLag';
  return waiting + setAside === 0 ? 'lagOfNone' : 'lagUnmeasured';
}
