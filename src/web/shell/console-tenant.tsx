import { useQuery } from '@tanstack/react-query';
import { Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, Outlet, useParams } from 'react-router';
import { ApiProblem } from '../api/api-problem.ts';
import { ask } from '../api/ask.ts';
import { LoadingPage } from '../parts/loading-page.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { ProblemPage } from '../parts/problem-page.tsx';
import { WithTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';

/** The pages of one tenant inside the console. */
export function ConsoleTenant(): ReactNode {
  const { tenant: slug = '' } = useParams();
  const tenant = useQuery({
    queryKey: ['tenants', slug],
    queryFn: ({ signal }) => ask('Tenant', 'GET', ['tenants', slug], { signal }),
  });
  if (tenant.error instanceof ApiProblem && tenant.error.status === 404) return <NoSuchTenant />;
  if (tenant.error !== null && tenant.data === undefined) {
    return <ProblemPage error={tenant.error} retry={() => void tenant.refetch()} />;
  }
  if (tenant.data === undefined) return <LoadingPage />;
  return (
    // Another tenant is another page: nothing that was opened or typed stays.
    <WithTenant key={slug} tenant={{ slug, base: `/admin/tenants/${encodeURIComponent(slug)}` }}>
      <Outlet />
    </WithTenant>
  );
}

function NoSuchTenant(): ReactNode {
  const { noTenantYet } = strings.shell;
  return (
    <PageFrame title={noTenantYet.title}>
      <Text>{noTenantYet.text}</Text>
      <div>
        <Button component={Link} to="/admin" variant="default">
          {noTenantYet.list}
        </Button>
      </div>
    </PageFrame>
  );
}
