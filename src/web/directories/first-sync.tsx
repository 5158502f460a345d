import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { DirectoryDetail, DirectorySetup } from '../../generated/api.ts';
import { providerOf } from '../parts/identity-provider.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { StatTile, StatTiles } from '../parts/stat-tile.tsx';
import { WorkProgress } from '../parts/work-progress.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { IconCheck } from '../theme/icons.ts';
import { addressOfDirectory } from './directory-words.ts';
import classes from './first-sync.module.css';
import { LiveCheck } from './live-check.tsx';

interface FirstSyncProps {
  directory: DirectoryDetail;
  setup: DirectorySetup;
}

/** How much has come, until it is complete; then what it came to, and what to do next. */
export function FirstSync({ directory, setup }: FirstSyncProps): ReactNode {
  const { directories, directorySetup } = strings;
  const { sync } = directorySetup;
  const { base } = useTenant();
  const { phase, progress } = setup;
  const isHere = phase === 'syncing' || phase === 'synced';
  const step = setup.steps.find(({ key }) => key === 'first_sync');
  return (
    <Stack gap="md">
      {phase === 'synced' && (
        <div className={classes.complete} role="status">
          <span className={classes.sign} aria-hidden>
            <IconCheck size={26} stroke={2.4} />
          </span>
          <SafeText most={300}>
            {sync.connected(
              providerOf(directory) ?? sync.generic,
              directories.counts.people(progress.people),
              directories.counts.groups(progress.groups),
            )}
          </SafeText>
        </div>
      )}
      {phase === 'syncing' && (
        <>
          <WorkProgress label={sync.running} done={progress.people} total={null} />
          <Text c="dimmed">{step?.says}</Text>
        </>
      )}
      {(phase === 'not_connected' || phase === 'connected') && (
        <>
          <Text>{sync.nobody}</Text>
          <LiveCheck
            setup={setup}
            directory={directory}
            checks={['first_request', 'connected', 'people']}
            isFailing={false}
          />
        </>
      )}
      {phase === 'ended' && <Text>{sync.ended}</Text>}
      {isHere && (
        <StatTiles>
          <StatTile label={directories.tiles.people} value={directories.counts.number(progress.people)} />
          <StatTile label={directories.tiles.groups} value={directories.counts.number(progress.groups)} />
          <StatTile label={sync.memberships} value={directories.counts.number(progress.memberships)} />
          {progress.events_waiting > 0 && (
            <StatTile label={sync.waiting} value={directories.counts.number(progress.events_waiting)} />
          )}
        </StatTiles>
      )}
      {progress.events_set_aside > 0 && (
        <Alert color="amber" variant="light">
          {sync.setAside(progress.events_set_aside)}
        </Alert>
      )}
      {isHere && (
        <>
          <Text>{setup.state === 'testing' && phase === 'syncing' ? sync.early : sync.now[setup.state]}</Text>
          <Group>
            {setup.state === 'testing' && (
              <Button component={Link} to={addressOfDirectory(base, directory.id, 'activate')}>
                {sync.report}
              </Button>
            )}
            <Button component={Link} to={addressOfDirectory(base, directory.id)} variant="default">
              {sync.toDirectory}
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}
