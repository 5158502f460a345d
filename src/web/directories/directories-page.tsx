import { Anchor, Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Directory } from '../../generated/api.ts';
import { usePages } from '../api/use-pages.ts';
import { directoryCalled } from '../parts/directory-called.ts';
import { Empty } from '../parts/empty.tsx';
import { PagedTable, type Column } from '../parts/paged-table.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { When } from '../parts/when.tsx';
import { useMay } from '../session/session.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { IconPlugConnected } from '../theme/icons.ts';
import { addressOfDirectory, toneOfHealth, toneOfState } from './directory-words.ts';

/** How often the list is asked again, in milliseconds. */
const POLL_MS = 15_000;

const { columns: headers, health, states, sources } = strings.directories;

const columns: readonly Column<Directory>[] = [
  {
    key: 'directory',
    header: headers.directory,
    cell: (directory) => <DirectoryName directory={directory} />,
    lead: true,
    wide: true,
  },
  {
    key: 'state',
    header: headers.state,
    cell: ({ state }) => <StatusBadge tone={toneOfState[state]}>{states[state]}</StatusBadge>,
  },
  { key: 'health', header: headers.health, cell: (directory) => <HealthOf directory={directory} /> },
  { key: 'heard', header: headers.heard, cell: ({ last_event_at: at }) => <When at={at} /> },
];

/** The directories of a tenant, and the way to connect one. */
export function DirectoriesPage(): ReactNode {
  const { directories } = strings;
  const { slug, base } = useTenant();
  const mayWrite = useMay('write');
  const pages = usePages('DirectoryList', ['tenants', slug, 'directories'], {}, { pollMs: POLL_MS });
  const connect = (label: string, isFirst: boolean): ReactNode =>
    mayWrite && (
      <Button component={Link} to={`${base}/directories/new`} variant={isFirst ? 'filled' : 'default'}>
        {label}
      </Button>
    );
  const isEmpty = !pages.isLoading && pages.rows.length === 0;
  return (
    <PageFrame
      title={directories.title}
      lead={directories.lead}
      actions={!isEmpty && connect(directories.connectAnother, false)}
    >
      <PagedTable
        label={directories.table}
        pages={pages}
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          <Empty
            icon={<IconPlugConnected />}
            title={directories.empty.title}
            text={mayWrite ? directories.empty.text : directories.empty.readOnly}
          >
            {connect(directories.connect, true)}
          </Empty>
        }
      />
    </PageFrame>
  );
}

function DirectoryName({ directory }: { directory: Directory }): ReactNode {
  const { base } = useTenant();
  const below = directory.state === 'setting_up' ? 'setup' : '';
  return (
    <>
      <Anchor component={Link} to={addressOfDirectory(base, directory.id, below)} fw={600}>
        <SafeText most={60} brief>
          {directoryCalled(directory)}
        </SafeText>
      </Anchor>
      <Text size="sm" c="dimmed">
        {directory.state === 'setting_up' ? strings.directories.goOn : sources[directory.source]}
      </Text>
    </>
  );
}

function HealthOf({ directory: { state, health: found } }: { directory: Directory }): ReactNode {
  // Of one that is over there is nothing to mend, and of one that is being set up its setup tells.
  if (state === 'disconnected' || state === 'setting_up') return <Text c="dimmed">{health.none}</Text>;
  if (found === null) return <StatusBadge tone="off">{health.unknown}</StatusBadge>;
  return <StatusBadge tone={toneOfHealth[found.state]}>{health[found.state]}</StatusBadge>;
}
