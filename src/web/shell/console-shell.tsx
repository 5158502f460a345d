import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { consolePages } from '../routes/console-pages.ts';
import { WithSession } from '../session/session.tsx';
import { strings } from '../strings/strings.ts';
import { Frame } from './frame.tsx';
import { Navigation } from './navigation.tsx';
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
  const across = consolePages
    .filter(({ hidden }) => hidden !== true)
    .map(({ path, label, icon }) => ({
      to: path === '' ? '/admin' : `/admin/${path}`,
      label,
      icon,
      end: path === '',
    }));
  const ofTenant = pages.map(({ path, label, icon }) => ({
    to: `/admin/tenants/${encodeURIComponent(tenant ?? '')}/${path}`,
    label,
    icon,
  }));
  return (
    <>
      <TenantSwitcher current={tenant ?? null} />
      <Navigation
        groups={[
          { label: strings.shell.console.allTenants, links: across },
          ...(tenant === undefined ? [] : [{ label: tenant, links: ofTenant }]),
        ]}
      />
      <SideFoot />
    </>
  );
}
