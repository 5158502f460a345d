import { createContext, use, type ReactNode } from 'react';

/** The tenant whose pages are shown, and where they are: the same pages are in the portal and in the console. */
export interface ShownTenant {
  slug: string;
  /** What people call it. */
  name: string;
  /** Such as /portal and /admin/tenants/acme. */
  base: string;
}

const TenantContext = createContext<ShownTenant | null>(null);

export function WithTenant({ tenant, children }: { tenant: ShownTenant; children: ReactNode }): ReactNode {
  return <TenantContext value={tenant}>{children}</TenantContext>;
}

/** The tenant of the page. Requests go below ['tenants', slug], links below `base`. */
export function useTenant(): ShownTenant {
  const tenant = use(TenantContext);
  if (tenant === null) throw new Error('There is no tenant around this component.');
  return tenant;
}

/** Null outside a tenant's pages. */
export function useTenantIfAny(): ShownTenant | null {
  return use(TenantContext);
}
