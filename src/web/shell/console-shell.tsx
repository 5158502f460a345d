import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { consolePages } from '../routes/console-pages.ts';
import { consoleTenantPages } from '../routes/console-tenant-pages.ts';
import type { PageEntry } from '../routes/page-entry.ts';
import { useSession, WithSession } from '../session/session.tsx';
import { strings } from '../strings/strings.ts';
import { Frame } from './frame.tsx';
import { Navigation, type NavigationLink } from './navigation.tsx';
import { SideFoot } from './side-foot.tsx';
import { TenantSwitcher } from './tenant-switcher.tsx';
import { usePagesInReach } from './use-pages-in-reach.ts';

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
      <TenantSwitcher current={tenant ?? null} />
      <Navigation
        groups={[
          { label: strings.shell.console.allTenants, links: linksTo('/admin', consolePages) },
          ...(tenant === undefined
            ? []
            : [
                { label: tenant, links: linksTo(base, [...own, ...pages]) },
                { label: strings.shell.console.operating, links: linksTo(base, operating) },
              ]),
        ]}
      />
      <SideFoot />
    </>
  );
}
