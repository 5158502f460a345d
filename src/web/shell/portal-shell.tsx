import type { ReactNode } from 'react';
import { useLocation } from 'react-router';
import { WithTrail } from '../parts/page-trail.tsx';
import { useSession, WithSession } from '../session/session.tsx';
import { WithTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { Frame } from './frame.tsx';
import { Navigation } from './navigation.tsx';
import { SideFoot } from './side-foot.tsx';
import { usePagesInReach } from './use-pages-in-reach.ts';

/** The customer's half: one tenant, that of the session. */
export function PortalShell(): ReactNode {
  return (
    <WithSession half="portal">
      <PortalOfTenant />
    </WithSession>
  );
}

function PortalOfTenant(): ReactNode {
  const { tenant, tenant_name: name, return_url: back } = useSession();
  const { pathname } = useLocation();
  const [settings, security] = strings.shell.portal.settings;
  const pages = usePagesInReach();
  const links = pages.map(({ path, label, icon }) => ({ to: `/portal/${path}`, label, icon }));
  return (
    <WithTenant key={tenant} tenant={{ slug: tenant ?? '', name: name ?? tenant ?? '', base: '/portal' }}>
      <WithTrail
        steps={
          /^\/portal\/directories(\/|$)/.test(pathname)
            ? [
                { label: settings, href: null },
                { label: security, href: back },
              ]
            : []
        }
      >
        <Frame
          half="portal"
          sector={strings.shell.portal.sector}
          whose={name}
          navigation={
            <>
              <Navigation groups={[{ label: null, links }]} />
              <SideFoot />
            </>
          }
        />
      </WithTrail>
    </WithTenant>
  );
}
