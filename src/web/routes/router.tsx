import { createBrowserRouter, Navigate, type RouteObject } from 'react-router';
import { LoadingPage } from '../parts/loading-page.tsx';
import { NotFoundPage } from '../shell/not-found-page.tsx';
import { OnlyInReach } from '../shell/only-in-reach.tsx';
import { RouteFault } from '../shell/route-fault.tsx';
import { consolePages } from './console-pages.ts';
import { consoleTenantPages } from './console-tenant-pages.ts';
import type { PageEntry, TenantPage } from './page-entry.ts';
import { tenantPages } from './tenant-pages.ts';

/** Every address of the web application. Each page, and each of the two shells, is fetched once it is needed. */
export function createRouter(): ReturnType<typeof createBrowserRouter> {
  return createBrowserRouter([
    {
      HydrateFallback: LoadingPage,
      ErrorBoundary: RouteFault,
      children: [
        {
          path: '/portal',
          lazy: async () => ({ Component: (await import('../shell/portal-shell.tsx')).PortalShell }),
          children: pagesOfTenant(tenantPages.flatMap(routesOfPortal)),
        },
        {
          path: '/admin/sign-in',
          lazy: async () => ({ Component: (await import('../sign-in/sign-in-page.tsx')).SignInPage }),
        },
        {
          path: '/admin',
          lazy: async () => ({ Component: (await import('../shell/console-shell.tsx')).ConsoleShell }),
          children: [
            ...consolePages.map(routeOf),
            {
              path: 'tenants/:tenant',
              lazy: async () => ({ Component: (await import('../shell/console-tenant.tsx')).ConsoleTenant }),
              children: pagesOfTenant([...consoleTenantPages, ...tenantPages].map(routeOf)),
            },
            { path: '*', Component: NotFoundPage },
          ],
        },
        { path: '*', element: <Navigate to="/admin" replace /> },
      ],
    },
  ]);
}

function pagesOfTenant(pages: readonly RouteObject[]): RouteObject[] {
  return [
    ...(pages.some(({ index }) => index === true)
      ? []
      : [
          {
            index: true,
            lazy: async () => ({ Component: (await import('../shell/first-page.tsx')).FirstPage }),
          },
        ]),
    ...pages,
    { path: '*', Component: NotFoundPage },
  ];
}

/** None for a page of the console alone; else one that shows the page to whoever has a link that opens it. */
function routesOfPortal(page: TenantPage): RouteObject[] {
  const { part, label } = page;
  return part === null
    ? []
    : [{ element: <OnlyInReach part={part} label={label} />, children: [routeOf(page)] }];
}

function routeOf({ path, load }: PageEntry): RouteObject {
  return {
    ...(path === '' ? { index: true } : { path }),
    // Inside the shell, so that what is around a broken page goes on.
    ErrorBoundary: RouteFault,
    lazy: async () => ({ Component: await load() }),
  };
}
