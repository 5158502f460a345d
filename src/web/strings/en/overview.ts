import { count, plural } from './counting.ts';

/** The console's first page. */
export const overview = {
  title: 'Tenants',
  lead: 'Every customer, how their directory is doing, and what waits for somebody. Those that need you come first.',
  table: 'Tenants',
  columns: {
    tenant: 'Tenant',
    state: 'State',
    directories: 'Directories',
    heard: 'Last heard',
    waiting: 'Waiting',
    policy: 'Policy',
  },
  lookedAt: 'Looked at {when}',
  search: 'Search',
  searchHint: 'Name of a tenant',
  filter: 'State',
  anyState: 'Every state',
  waitingFilter: 'Waiting',
  anyWaiting: 'Anything or nothing',
  waitings: { approval: 'Approvals, the most first', failed_events: 'Failed events, the most first' },
  clear: 'Show all tenants',
  health: {
    failing: 'Failing',
    attention: 'Needs a look',
    ok: 'Fine',
    none: 'No directory',
  },
  healths: { ok: 'Fine', attention: 'Needs a look', failing: 'Failing' },
  tiles: {
    tenants: 'Tenants',
    tenantsNote: ({
      failing,
      attention,
      ok,
      none,
    }: Record<'failing' | 'attention' | 'ok' | 'none', number>) => {
      if (failing + attention > 0) {
        return [
          ...(failing > 0 ? [`${count(failing)} failing`] : []),
          ...(attention > 0 ? [plural(attention, { one: '# needs a look', other: '# need a look' })] : []),
        ].join(', ');
      }
      if (none === 0) return ok === 0 ? 'none yet' : 'all of them fine';
      return ok === 0 ? 'none has a directory yet' : `${count(ok)} fine, ${count(none)} without a directory`;
    },
    directories: 'Failing directories',
    directoriesNote: (all: number) => `of ${count(all)}`,
    perMinute: 'Events per minute',
    perMinuteNote: (waiting: number) =>
      waiting === 0 ? 'none waiting' : plural(waiting, { one: '# waits', other: '# wait' }),
    lag: 'Lag',
    lagNote: '95 of 100 take effect sooner',
    noLag: 'none in five minutes',
    /** What comes otherwise than through WorkOS is applied while it is taken. */
    lagOfNone: 'applied as they come',
    lagUnmeasured: 'none measured in five minutes',
    holds: 'Waiting for approval',
    holdsNote: 'of all tenants',
    failed: 'Failed events',
    failedNote: 'of all tenants',
  },
  seconds: (value: number) =>
    value < 90
      ? `${value < 10 ? value.toFixed(1) : count(Math.round(value))} s`
      : value < 5_400
        ? `${count(Math.round(value / 60))} min`
        : `${count(Math.round(value / 3_600))} h`,
  rate: (value: number) => (value > 0 && value < 10 ? value.toFixed(1) : count(Math.round(value))),
  installation: 'The installation needs you',
  installationSince: 'Since {when}',
  noDirectory: 'None yet',
  more: (value: number) => plural(value, { one: 'and # more', other: 'and # more' }),
  states: {
    setting_up: 'Setting up',
    testing: 'In test mode',
    active: 'Active',
    paused: 'Paused',
    disconnected: 'Disconnected',
  },
  problems: {
    deleted_upstream: 'Deleted at its source',
    unlinked: 'Switched off at its source',
    invalid_credentials: 'Credentials refused',
    token_expired: 'Token expired',
    token_missing: 'No valid token',
    token_refused: 'Requests refused',
    events_set_aside: 'Events failed',
    events_delayed: 'Events delayed',
    policy_unusable: 'Policy cannot be loaded',
    resync_failed: 'Resync failed',
    silent: 'Silent',
    events_late: 'Events come late',
    resync_drift: 'Resync found what no news told',
    token_expiring: 'Token ends soon',
    token_unused: 'Token never used',
    policy_refused: 'Policy file refused',
    first_sync_missing: 'First sync missing',
    testing_long: 'Long in test mode',
    paused_long: 'Long paused',
  } as Readonly<Record<string, string>>,
  failed: (value: number) => plural(value, { one: '# failed event', other: '# failed events' }),
  held: (value: number) => plural(value, { one: '# approval', other: '# approvals' }),
  unapplied: (value: number) => plural(value, { one: '# event', other: '# events' }),
  nothingWaiting: 'Nothing',
  version: (version: number) => `Version\u00a0${count(version)}`,
  noPolicy: 'None in force',
  policyRefused: 'File refused',
  empty: {
    title: 'No tenants yet',
    text: 'A tenant is one of your customers. Make the first with the command below, or put its policy into the folder policies and start Rollcall again.',
    command: 'npx rollcall tenant create acme',
    commandName: 'the command',
  },
  noMatch: {
    title: 'No tenants match',
    text: 'There are tenants, but none of them is what you look for.',
  },
};
