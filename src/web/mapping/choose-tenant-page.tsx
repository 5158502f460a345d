import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, Navigate } from 'react-router';
import { ask } from '../api/ask.ts';
import { usePages } from '../api/use-pages.ts';
import { Empty } from '../parts/empty.tsx';
import { LoadingPage } from '../parts/loading-page.tsx';
import { PagedTable } from '../parts/paged-table.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { useSession } from '../session/session.tsx';
import { strings } from '../strings/strings.ts';
import { IconBuilding } from '../theme/icons.ts';

/** The address of group mapping without a tenant: it leads to the only tenant's page, and asks which where there are more. */
export function ChooseTenantPage(): ReactNode {
  const { tenant } = useSession();
  const first = useQuery({
    queryKey: ['tenants', { limit: 2 }],
    queryFn: ({ signal }) => ask('TenantList', 'GET', ['tenants'], { query: { limit: 2 }, signal }),
    enabled: tenant === null,
  });
  if (tenant !== null) return <Navigate to={addressOf(tenant)} replace />;
  if (first.isPending) return <LoadingPage />;
  const [only, another] = first.data?.data ?? [];
  if (only !== undefined && another === undefined) return <Navigate to={addressOf(only.slug)} replace />;
  return <TenantChoice />;
}

function TenantChoice(): ReactNode {
  const { mapping, overview } = strings;
  const pages = usePages('TenantList', ['tenants']);
  return (
    <PageFrame title={mapping.title} lead={mapping.ofWhom}>
      <PagedTable
        label={overview.table}
        pages={pages}
        columns={[
          {
            key: 'tenant',
            header: overview.columns.tenant,
            lead: true,
            cell: ({ slug, name }) => (
              <Anchor component={Link} to={addressOf(slug)} fw={600}>
                <SafeText most={60} brief>
                  {name}
                </SafeText>
              </Anchor>
            ),
          },
        ]}
        rowKey={({ id }) => id}
        empty={<Empty icon={<IconBuilding />} title={overview.empty.title} text={overview.empty.text} />}
      />
    </PageFrame>
  );
}

function addressOf(slug: string): string {
  return `/admin/tenants/${encodeURIComponent(slug)}/group-mapping`;
}
