import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { DirectoryDetail } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { directoryCalled } from '../parts/directory-called.ts';
import { FactList } from '../parts/fact-list.tsx';
import { providerOf } from '../parts/identity-provider.ts';
import { PageFrame } from '../parts/page-frame.tsx';
import { Panel } from '../parts/panel.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { StatTile, StatTiles } from '../parts/stat-tile.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { When } from '../parts/when.tsx';
import { useMay } from '../session/session.tsx';
import { useReaches } from '../session/use-reaches.ts';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { IconAlertTriangle } from '../theme/icons.ts';
import { AdminPortalLinkButton } from './admin-portal-link-button.tsx';
import classes from './directory-page.module.css';
import { addressOfDirectory, toneOfState } from './directory-words.ts';
import { ResyncPanel } from './resync-panel.tsx';
import { StatePanel } from './state-panel.tsx';
import { TokensPanel } from './tokens-panel.tsx';
import { WithDirectory } from './with-directory.tsx';

/** How often problems are asked for, in milliseconds. */
const POLL_MS = 30_000;

/** One directory: what it does, how it does, and everything that can be done to it. */
export function DirectoryPage(): ReactNode {
  return <WithDirectory>{(directory) => <DirectoryOf directory={directory} />}</WithDirectory>;
}

function DirectoryOf({ directory }: { directory: DirectoryDetail }): ReactNode {
  const { directories } = strings;
  const { base } = useTenant();
  const mayWrite = useMay('write');
  const [reachesPeople, reachesGroups] = [useReaches('people'), useReaches('group_mapping')];
  const name = directoryCalled(directory);
  const isOver = directory.state === 'disconnected';
  return (
    <PageFrame
      title={name}
      lead={
        <StatusBadge tone={toneOfState[directory.state]}>{directories.states[directory.state]}</StatusBadge>
      }
      crumbs={[{ label: directories.title, to: `${base}/directories` }]}
    >
      {!isOver && <Problems id={directory.id} />}
      <StatePanel directory={directory} />
      <StatTiles>
        <StatTile
          label={directories.tiles.people}
          value={directories.counts.number(directory.people)}
          {...(reachesPeople ? { to: `${base}/people` } : {})}
        />
        <StatTile
          label={directories.tiles.groups}
          value={directories.counts.number(directory.groups)}
          {...(reachesGroups ? { to: `${base}/group-mapping` } : {})}
        />
        <StatTile label={directories.tiles.heard} value={<When at={directory.last_event_at} />} />
        {directory.events.waiting > 0 && (
          <StatTile
            label={directories.tiles.waiting}
            value={directories.counts.number(directory.events.waiting)}
          />
        )}
      </StatTiles>
      <ConnectionPanel directory={directory} />
      {directory.source === 'scim' && <TokensPanel directory={directory} />}
      {!isOver && <ResyncPanel directory={directory} />}
      {!isOver && mayWrite && (
        <Panel title={directories.ending.title}>
          <Text c="dimmed">{directories.ending.text}</Text>
          <Group>
            <Button
              component={Link}
              to={addressOfDirectory(base, directory.id, 'disconnect')}
              variant="default"
              className={classes.severe}
            >
              {directories.ending.open}
            </Button>
          </Group>
        </Panel>
      )}
    </PageFrame>
  );
}

function ConnectionPanel({ directory }: { directory: DirectoryDetail }): ReactNode {
  const { connection, sources } = strings.directories;
  const { base } = useTenant();
  const mayWrite = useMay('write');
  const { base_url: baseUrl, upstream_says: says, source, state } = directory;
  const provider = providerOf(directory);
  return (
    <Panel
      title={connection.title}
      actions={
        state !== 'disconnected' && (
          <Anchor component={Link} to={addressOfDirectory(base, directory.id, 'setup')} size="sm">
            {state === 'setting_up' ? strings.directories.goOn : connection.progress}
          </Anchor>
        )
      }
    >
      <FactList
        facts={[
          provider === null
            ? null
            : { label: connection.provider, value: <SafeText most={60}>{provider}</SafeText> },
          { label: connection.way, value: sources[source] },
          says === null
            ? null
            : { label: connection.upstream, value: <SafeText most={300}>{says}</SafeText> },
        ]}
      />
      {baseUrl !== null && (
        <div className={classes.address}>
          <Text size="xs" c="dimmed" fw={560}>
            {connection.address}
          </Text>
          <span>
            <code>{baseUrl}</code>
            <CopyButton value={baseUrl} of={connection.address} />
          </span>
        </div>
      )}
      {source === 'workos' && state !== 'disconnected' && mayWrite && (
        <AdminPortalLinkButton directory={directory} />
      )}
    </Panel>
  );
}

/** What is wrong, since when and what to do; nothing where nothing is. */
function Problems({ id }: { id: string }): ReactNode {
  const { directories } = strings;
  const { slug, base } = useTenant();
  const reachesHealth = useReaches('health');
  const health = useQuery({
    queryKey: ['tenants', slug, 'directories', id, 'health'],
    queryFn: ({ signal }) =>
      ask('DirectoryHealth', 'GET', ['tenants', slug, 'directories', id, 'health'], { signal }),
    refetchInterval: POLL_MS,
  });
  const problems = health.data?.problems ?? [];
  if (problems.length === 0) return null;
  return (
    <Panel
      title={directories.problems}
      actions={
        reachesHealth && (
          <Anchor component={Link} to={`${base}/health`} size="sm">
            {directories.toHealth}
          </Anchor>
        )
      }
    >
      {problems.map(({ code, severity, says, next_step: next, since }) => (
        <Alert
          key={code}
          color={severity === 'failing' ? 'clay' : 'amber'}
          variant="light"
          icon={<IconAlertTriangle />}
          classNames={{ message: classes.problem }}
        >
          <Stack gap={4}>
            <SafeText most={500}>{says}</SafeText>
            <Text size="sm">
              <SafeText most={500}>{next}</SafeText>
            </Text>
            <Text size="sm" c="dimmed">
              {directories.since} <When at={since} />
            </Text>
          </Stack>
        </Alert>
      ))}
    </Panel>
  );
}
