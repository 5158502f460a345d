import type { Icon } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { PortalPage, Scope } from '../../generated/api.ts';

/** One page: where it is, what the navigation calls it, and how its code is fetched once it is opened. */
export interface PageEntry {
  /** Below its shell, such as `people` or `people/:user`; empty for the first page of the console. */
  path: string;
  label: string;
  icon: Icon;
  /** Reached from other pages, and not from the navigation. */
  hidden?: true;
  /** Only in the navigation of who may do this; the page says so to others. */
  needs?: Exclude<Scope, '*'>;
  load: () => Promise<ComponentType>;
}

/** A page about one tenant: at /portal/PATH for its own people, at /admin/tenants/TENANT/PATH for those who run Rollcall. */
export interface TenantPage extends PageEntry {
  /** The part of the portal that a link has to open for it; null: it is in the console alone. */
  part: PortalPage | null;
}
