/** Who is signed in with a browser. */
export const browserSessions = {
  title: 'Sessions',
  lead: 'Every browser that is signed in, to this console or to the portal of a customer. Ending a session counts from the next click on.',
  notAllowed:
    'Ask an operator, or sign in with a token that has the scope tokens:write. A portal link can be revoked on the page of its tenant, which ends its session as well.',
  table: 'Open sessions',
  columns: {
    who: 'Who',
    where: 'Where',
    began: 'Signed in',
    used: 'Last used',
    ends: 'Ends at the latest',
    action: 'Action',
  },
  console: 'Console',
  portal: (tenant: string) => `Portal of ${tenant}`,
  consoleOf: (tenant: string) => `Console, only ${tenant}`,
  roles: { operator: 'Operator', support: 'Support', viewer: 'Viewer' },
  byToken: 'By API token',
  byLink: 'By portal link',
  tenant: 'Tenant',
  everyTenant: 'Everyone',
  end: 'End',
  ending: {
    title: (who: string) => `End the session of ${who}?`,
    happens: 'They are signed out at their next click. What they have saved stays.',
    done: 'The session is ended',
  },
  empty: {
    title: 'Nobody is signed in here',
    text: 'Whoever opens a portal link, or signs in to this console, is listed here until they leave.',
  },
};
