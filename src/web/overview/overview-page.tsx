import { Anchor, Code, Group, Skeleton, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Tenant } from '../../generated/api.ts';
import { usePages } from '../api/use-pages.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Empty } from '../parts/empty.tsx';
import { PagedTable, type Column } from '../parts/paged-table.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { When } from '../parts/when.tsx';
import { strings } from '../strings/strings.ts';
import { IconBuilding } from '../theme/icons.ts';
import { directoryInWords, waitingInWords } from './standing-words.ts';
import { lastHeard, stateOfTenant, toneOfTenant, type TenantStanding } from './tenant-standing.ts';
import { useTenantStanding } from './use-tenant-standing.ts';

const { columns: headers } = strings.overview;

const columns: readonly Column<Tenant>[] = [
  { key: 'tenant', header: headers.tenant, cell: (tenant) => <TenantName tenant={tenant} />, lead: true },
  {
    key: 'state',
    header: headers.state,
    cell: (tenant) => (
      <OfTenant tenant={tenant}>
        {(standing) => {
          const state = stateOfTenant(tenant, standing);
          return <StatusBadge tone={toneOfTenant[state]}>{strings.overview.health[state]}</StatusBadge>;
        }}
      </OfTenant>
    ),
  },
  {
    key: 'directories',
    header: headers.directories,
    cell: (tenant) => <OfTenant tenant={tenant}>{directoriesOf}</OfTenant>,
  },
  {
    key: 'heard',
    header: headers.heard,
    cell: (tenant) => (
      <OfTenant tenant={tenant}>{({ directories }) => <When at={lastHeard(directories)} />}</OfTenant>
    ),
  },
  {
    key: 'waiting',
    header: headers.waiting,
    cell: (tenant) => <OfTenant tenant={tenant}>{waitingOf}</OfTenant>,
  },
  { key: 'policy', header: headers.policy, cell: (tenant) => <PolicyOf tenant={tenant} /> },
];

/** The console's first page: every tenant, and how it is doing. */
export function OverviewPage(): ReactNode {
  const { overview } = strings;
  const pages = usePages('TenantList', ['tenants']);
  return (
    <PageFrame title={overview.title} lead={overview.lead}>
      <PagedTable
        label={overview.table}
        pages={pages}
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          <Empty icon={<IconBuilding />} title={overview.empty.title} text={overview.empty.text}>
            <Group gap={4}>
              <Code>{overview.empty.command}</Code>
              <CopyButton value={overview.empty.command} of={overview.empty.commandName} />
            </Group>
          </Empty>
        }
      />
    </PageFrame>
  );
}

function TenantName({ tenant: { slug, name } }: { tenant: Tenant }): ReactNode {
  return (
    <>
      <Anchor component={Link} to={`/admin/tenants/${encodeURIComponent(slug)}`} fw={600}>
        <SafeText most={60} brief>
          {name}
        </SafeText>
      </Anchor>
      {name !== slug && (
        <Text size="sm" c="dimmed">
          {slug}
        </Text>
      )}
    </>
  );
}

/** A cell that needs more of the tenant than the list has. */
function OfTenant({
  tenant,
  children,
}: {
  tenant: Tenant;
  children: (standing: TenantStanding) => ReactNode;
}): ReactNode {
  const { standing, failed } = useTenantStanding(tenant.slug);
  if (standing !== null) return children(standing);
  return failed ? strings.overview.unavailable : <Skeleton height={14} width="70%" my={4} />;
}

function directoriesOf({ directories }: TenantStanding): ReactNode {
  const { overview } = strings;
  if (directories.length === 0) return <Text c="dimmed">{overview.noDirectory}</Text>;
  return (
    <>
      {directories.slice(0, 2).map((directory) => (
        <div key={directory.id}>
          <SafeText most={40}>{directoryInWords(directory)}</SafeText>
        </div>
      ))}
      {directories.length > 2 && (
        <Text size="sm" c="dimmed">
          {overview.more(directories.length - 2)}
        </Text>
      )}
    </>
  );
}

function waitingOf(standing: TenantStanding): ReactNode {
  const waiting = waitingInWords(standing);
  if (waiting.length === 0) return <Text c="dimmed">{strings.overview.nothingWaiting}</Text>;
  return waiting.map((words) => <div key={words}>{words}</div>);
}

function PolicyOf({
  tenant: { active_policy_version: version, policy_problem: problem },
}: {
  tenant: Tenant;
}): ReactNode {
  const { overview } = strings;
  if (problem !== null) return <StatusBadge tone="problem">{overview.policyBroken}</StatusBadge>;
  return version === null ? <Text c="dimmed">{overview.noPolicy}</Text> : overview.version(version);
}
