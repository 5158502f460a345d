import { Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, Outlet, useParams } from 'react-router';
import { ApiProblem } from '../api/api-problem.ts';
import { LoadingPage } from '../parts/loading-page.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { ProblemPage } from '../parts/problem-page.tsx';
import { WithTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { useTenantCalled } from './use-tenant-called.ts';

/** The pages of one tenant inside the console. */
export function ConsoleTenant(): ReactNode {
  const { tenant: slug = '' } = useParams();
  const tenant = useTenantCalled(slug);
  if (tenant.error instanceof ApiProblem && tenant.error.status === 404) return <NoSuchTenant />;
  if (tenant.error !== null && tenant.data === undefined) {
    return <ProblemPage error={tenant.error} retry={() => void tenant.refetch()} />;
  }
  if (tenant.data === undefined) return <LoadingPage />;
  return (
    // Another tenant is another page: nothing that was opened or typed stays.
    <WithTenant
      key={slug}
      tenant={{ slug, name: tenant.data.name, base: `/admin/tenants/${encodeURIComponent(slug)}` }}
    >
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
