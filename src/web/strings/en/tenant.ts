import { count, plural } from './counting.ts';

/** A tenant's own page in the console: everything of it at a glance. */
export const tenant = {
  title: 'Overview',
  titleOf: (name: string) => `Overview of ${name}`,
  lead: 'How this customer is doing, and what to do next.',
  steps: {
    title: 'Next steps',
    fine: 'Nothing needs you.',
    fineText: 'Directories are well, nothing waits for a decision, and nothing has failed.',
    noDirectory: 'No directory is connected.',
    noDirectoryNext: 'Send a portal link to their administrator, or connect one for them.',
    policyRefused: 'The policy file of the last start is not in force.',
    policyRefusedNext: (says: string) => `${says} The version before counts until it is mended.`,
    held: (value: number) =>
      plural(value, {
        one: 'Changes of # person wait for a decision.',
        other: 'Changes of # people wait for a decision.',
      }),
    heldNext: 'Look at what waits, and approve or reject it.',
    failed: (value: number) =>
      plural(value, { one: '# event could not be applied.', other: '# events could not be applied.' }),
    failedNext: 'Look at the cause, remove it, and try them again.',
    dead: (value: number) =>
      plural(value, {
        one: '# webhook could not be delivered.',
        other: '# webhooks could not be delivered.',
      }),
    deadNext: 'See what the endpoint answers, mend it, and deliver them again.',
    look: 'Look at it',
    since: '{next} (first seen {when})',
    deadEndpoint: 'A webhook endpoint takes nothing.',
    deadEndpointNext: (host: string, waiting: number) =>
      `See what ${host} answers, and mend it. ${plural(waiting, { one: '# message waits', other: '# messages wait' })} for this tenant’s endpoints.`,
    disabledEndpoint: 'A webhook endpoint is disabled.',
    disabledEndpointNext: (host: string) => `What is for ${host} waits. Enable it once it is well.`,
  },
  tiles: {
    people: 'Active people',
    others: (readOnly: number, deactivated: number) =>
      [...(readOnly > 0 ? [`${count(readOnly)} read-only`] : []), `${count(deactivated)} deactivated`].join(
        ', ',
      ),
    holds: 'Waiting for approval',
    holdPeople: (value: number) =>
      value === 0 ? 'nobody waiting' : plural(value, { one: 'about # person', other: 'about # people' }),
    failed: 'Failed events',
    waitingEvents: (value: number) =>
      value === 0 ? 'none waiting' : plural(value, { one: '# waits', other: '# wait' }),
    dead: 'Undelivered webhooks',
    waitingDeliveries: (value: number) =>
      value === 0 ? 'none on its way' : plural(value, { one: '# on its way', other: '# on their way' }),
  },
  directories: {
    title: 'Directories',
    none: 'None is connected.',
    all: 'All directories',
    heard: '{state} · Last heard {when}',
    neverHeard: '{state} · Never heard from',
    settingUp: 'Not connected yet',
  },
  policy: {
    title: 'Policy',
    version: (version: number) => `Version ${count(version)}, in force since {when}, made by {author}`,
    more: (value: number) => plural(value, { one: 'Read # more sentence', other: 'Read # more sentences' }),
    edit: 'Open the policy',
    none: 'No policy is in force, so nobody gets anything.',
    label: 'What the policy says',
  },
  people: {
    title: 'People by role',
    none: 'Nobody has an active account yet.',
    noRole: 'No role',
    all: 'All people',
  },
  activity: { title: 'Recent activity', all: 'All activity', none: 'Nothing has happened yet.' },
  links: {
    title: 'Open portal links',
    none: 'None is open.',
    all: 'Portal links',
    expires: 'stops working {when}',
  },
  chart: 'Events by day (UTC), the last 30 days',
};
