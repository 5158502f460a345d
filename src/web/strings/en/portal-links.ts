import type { PortalLinkState, PortalPage } from '../../../generated/api.ts';

/** Links into the portal of a tenant. */
export const portalLinks = {
  title: 'Portal links',
  lead: 'A link opens the portal for an administrator of this customer: once, within minutes, for this tenant alone. Your product makes them over the API; here you make one by hand, such as for a call with the customer.',
  table: 'Portal links',
  columns: { who: 'For', state: 'State', opens: 'Opens', made: 'Made', until: 'Latest', action: 'Action' },
  stateFilter: 'State',
  anyState: 'Every state',
  states: { open: 'Open', used: 'Used', expired: 'Expired', revoked: 'Revoked' } satisfies Record<
    PortalLinkState,
    string
  >,
  pages: {
    directory_sync: 'Directory Sync',
    group_mapping: 'Group mapping',
    people: 'People',
    activity: 'Activity',
    health: 'Health',
    approvals: 'Approvals',
  } satisfies Record<PortalPage, string>,
  everything: 'Everything',
  access: { read: 'Only to look', write: 'To look and change' },
  nobody: 'Nobody in particular',
  madeBy: (who: string) => `by ${who}`,
  make: 'Make a link',
  form: {
    title: 'Make a portal link',
    label: 'For whom',
    labelHint: 'Such as their e-mail address. The audit log names them so.',
    expires: 'Opens within',
    expiries: [
      { value: '60', label: '1 minute' },
      { value: '600', label: '10 minutes' },
      { value: '1800', label: '30 minutes' },
      { value: '3600', label: '1 hour' },
    ],
    access: 'They may',
    accesses: { write: 'look and change', read: 'only look' },
    pages: 'Pages',
    pagesNeeded: 'Choose one page at least.',
    lost: 'The first answer never reached this page, so nobody has the link. Revoke it, and make another.',
    returnUrl: 'Leads back to',
    returnHint: 'An address of your product. May be left empty.',
  },
  made: {
    title: 'The link is made',
    of: 'the link',
    text: (who: string) =>
      `Send it to ${who} by a way that only they read: whoever opens it first is let in. Do not open it yourself, since it opens once.`,
    them: 'them',
    until: 'It stops working {when}.',
  },
  revoke: 'Revoke',
  revoking: {
    title: 'Revoke this link?',
    open: 'It cannot be opened any more.',
    used: 'Whoever opened it is signed out of the portal at their next click. What they have saved stays.',
    done: 'The link is revoked',
  },
  end: {
    used: 'Opened {when}',
    revoked: 'Revoked {when}',
    expired: 'Expired {when}',
    open: 'Stops working {when}',
  } satisfies Record<PortalLinkState, string>,
  empty: {
    title: 'No links yet',
    text: 'A link lets an administrator of this customer connect their identity provider, map groups and approve what is held, without an account in Rollcall.',
  },
  noMatch: { title: 'No link is in this state', text: 'There are links in other states.' },
};
