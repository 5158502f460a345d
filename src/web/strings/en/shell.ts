import { plural } from './counting.ts';

/** The frames around pages, and the pages that are shown instead of one. */
export const shell = {
  product: 'Rollcall',
  skip: 'Skip to the content',
  menu: 'Menu',
  closeMenu: 'Close the menu',
  navigation: 'Pages',
  breadcrumbs: 'Where you are',
  title: (page: string, tenant: string | null) =>
    tenant === null ? `${page} · Rollcall` : `${page} · ${tenant} · Rollcall`,
  /** Where products have Directory Sync in their own menus. */
  portal: { sector: 'Directory Sync', settings: ['Settings', 'Security'] as const },
  console: {
    sector: 'Console',
    allTenants: 'All tenants',
    operating: 'Operation',
    tenants: 'Tenants',
    switchTenant: 'Go to a tenant',
    noTenant: 'No tenant has that name.',
    foundTenants: (found: number) => plural(found, { one: '# tenant', other: '# tenants' }),
    moreTenants: (shown: number) =>
      plural(shown, {
        one: 'The first is shown. Type more of the name.',
        other: 'The first # are shown. Type more of the name.',
      }),
  },
  colours: {
    label: 'Colours',
    light: 'Light',
    dark: 'Dark',
    auto: 'As the system',
  },
  unreached: {
    text: (time: string) =>
      `Rollcall cannot be reached. What you see is as it was at ${time}. It is asked again by itself.`,
  },
  signOut: 'Sign out',
  signOutUnsaved: {
    title: 'Sign out with something unsaved?',
    happens: 'What is not saved on this page is discarded.',
  },
  signedInAs: (who: string) => `Signed in as ${who}`,
  back: 'Back to the product',
  signedOut: {
    over: {
      portal: {
        title: 'Your session has ended',
        text: 'For your safety a visit lasts a limited time. Nothing you saved is lost, and what you had changed of a group mapping and not saved is kept in this tab. To go on, open Directory Sync again from the product that sent you here, or ask your contact there for a new link.',
      },
      console: {
        title: 'Your session has ended',
        text: 'For your safety a visit lasts a limited time. Nothing you saved is lost, and what you had changed of a policy or a group mapping and not saved is kept in this tab. Sign in again to go on.',
      },
    },
    left: {
      portal: {
        title: 'You signed out',
        text: 'You signed out in another tab. Nothing you saved is lost; what was not saved is forgotten in this tab as well. To go on, open Directory Sync again from the product that sent you here, or ask your contact there for a new link.',
      },
      console: {
        title: 'You signed out',
        text: 'You signed out in another tab. Nothing you saved is lost; what was not saved is forgotten in this tab as well.',
      },
    },
    another: {
      portal: {
        title: 'Another link was opened',
        text: 'Another link was opened in this browser, which ended the visit of this page. Nothing you saved is lost. Go on with that link, or ask for one of your own.',
      },
      console: {
        title: 'Somebody signed in again',
        text: 'Somebody signed in to the console again in this browser, which ended the session of this page. Nothing you saved is lost.',
      },
    },
    needed: {
      portal: {
        title: 'This page opens with a link',
        text: 'Open Directory Sync from the product that you are setting up, or ask your contact there for a link. A link works once, and only for some minutes.',
      },
      console: {
        title: 'Sign in to go on',
        text: 'The console shows every tenant, so it needs you to sign in.',
      },
    },
    signIn: 'Sign in',
    goOn: 'Go on with the new session',
  },
  notFound: {
    title: 'There is no such page',
    text: 'The address may be old, or mistyped.',
    home: 'Go to the first page',
  },
  notOpened: {
    title: 'Your link does not open this page',
    text: 'It was made for the other pages of the menu. Ask whoever sent it to you for one that opens this page as well.',
  },
  crashed: {
    title: 'This page has stopped',
    text: 'Something in it went wrong that we had not foreseen. Nothing was changed by that. Reload the page; if it happens again, tell your contact what you did.',
    details: 'What to quote',
  },
  updated: {
    title: 'Rollcall has been updated',
    text: 'This part of the page belongs to a newer version. Reload to get it; nothing you saved is lost.',
  },
  noTenantYet: {
    title: 'There is no such tenant',
    text: 'It may have been renamed, or you may not be let into it.',
    list: 'See the tenants',
  },
};
