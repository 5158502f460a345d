import { Button, Group, Paper, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { usePages } from '../api/use-pages.ts';
import { ConnectDirectory } from '../people/connect-directory.tsx';
import { Empty } from '../parts/empty.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { StillLoading } from '../parts/still-loading.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { IconHeartbeat } from '../theme/icons.ts';
import { DirectoryHealthPanel } from './directory-health-panel.tsx';

/** Each asks for its own health, so that few are shown at once. */
const AT_ONCE = 5;

/** How the directories of a tenant do. */
export function HealthPage(): ReactNode {
  const { health } = strings;
  const { slug } = useTenant();
  const pages = usePages('DirectoryList', ['tenants', slug, 'directories'], {}, { limit: AT_ONCE });
  return (
    <PageFrame title={health.title} lead={health.lead}>
      {pages.error !== null && <ProblemNote error={pages.error} retry={pages.retry} />}
      {pages.isLoading && (
        <>
          <Skeleton height={320} radius="lg" />
          <StillLoading />
        </>
      )}
      {!pages.isLoading && pages.error === null && pages.rows.length === 0 && (
        <Paper withBorder radius="lg">
          <Empty icon={<IconHeartbeat />} title={health.empty.title} text={health.empty.text}>
            <ConnectDirectory />
          </Empty>
        </Paper>
      )}
      {pages.rows.map((directory) => (
        <DirectoryHealthPanel key={directory.id} directory={directory} />
      ))}
      {(pages.page > 1 || pages.hasNext) && (
        <Group justify="flex-end">
          <Button variant="default" disabled={pages.page === 1} onClick={pages.previous}>
            {health.fewer}
          </Button>
          <Button variant="default" disabled={!pages.hasNext} onClick={pages.next}>
            {health.more}
          </Button>
        </Group>
      )}
    </PageFrame>
  );
}
