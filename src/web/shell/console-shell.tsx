import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { plainText } from '../parts/plain-text.ts';
import { consolePages } from '../routes/console-pages.ts';
import { consoleTenantPages } from '../routes/console-tenant-pages.ts';
import type { PageEntry } from '../routes/page-entry.ts';
import { useSession, WithSession } from '../session/session.tsx';
import { strings } from '../strings/strings.ts';
import { IconBuilding } from '../theme/icons.ts';
import { Frame } from './frame.tsx';
import { Navigation, type NavigationLink } from './navigation.tsx';
import { SideFoot } from './side-foot.tsx';
import { TenantSwitcher } from './tenant-switcher.tsx';
import { usePagesInReach } from './use-pages-in-reach.ts';
import { useTenantCalled } from './use-tenant-called.ts';

const allTenants: NavigationLink = {
  to: '/admin',
  label: strings.shell.console.allTenants,
  icon: IconBuilding,
  end: true,
};

/** The half of those who run Rollcall: all tenants, and each of them as it sees itself. */
export function ConsoleShell(): ReactNode {
  return (
    <WithSession half="console">
      <Frame half="console" sector={strings.shell.console.sector} navigation={<ConsoleNavigation />} />
    </WithSession>
  );
}

function ConsoleNavigation(): ReactNode {
  const { tenant } = useParams();
  const name = useTenantCalled(tenant).data?.name ?? tenant ?? '';
  const pages = usePagesInReach();
  const { scopes } = useSession();
  const linksTo = (base: string, entries: readonly PageEntry[]): NavigationLink[] =>
    entries
      .filter(({ hidden }) => hidden !== true)
      .filter(({ needs }) => needs === undefined || scopes.includes('*') || scopes.includes(needs))
      .map(({ path, label, icon }) => ({
        to: path === '' ? base : `${base}/${path}`,
        label,
        icon,
        end: path === '',
      }));
  const base = `/admin/tenants/${encodeURIComponent(tenant ?? '')}`;
  // The tenant's own page is the first of all, and what only those who run Rollcall do, the last.
  const own = consoleTenantPages.filter(({ path }) => path === '');
  const operating = consoleTenantPages.filter(({ path }) => path !== '');
  return (
    <>
      <TenantSwitcher current={tenant === undefined ? null : { slug: tenant, name }} />
      <Navigation
        groups={
          tenant === undefined
            ? [{ label: strings.shell.console.allTenants, links: linksTo('/admin', consolePages) }]
            : [
                // One line, so that all pages of the tenant are seen at once.
                { label: null, links: [allTenants] },
                { label: plainText(name), links: linksTo(base, [...own, ...pages]) },
                { label: strings.shell.console.operating, links: linksTo(base, operating) },
              ]
        }
      />
      <SideFoot />
    </>
  );
}
