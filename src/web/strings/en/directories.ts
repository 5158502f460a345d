import { count, plural } from './counting.ts';

const people = (value: number): string => plural(value, { one: '# person', other: '# people' });
const groups = (value: number): string => plural(value, { one: '# group', other: '# groups' });

/** The pages Directory Sync: the list, one directory, and what is done to it. */
export const directories = {
  title: 'Directory Sync',
  lead: 'Connect the identity provider in which you look after your people. Whoever joins or leaves there gets or loses access here.',
  connect: 'Connect a directory',
  connectAnother: 'Connect another',
  table: 'Directories',
  columns: { directory: 'Directory', state: 'State', health: 'Health', heard: 'Last heard' },
  empty: {
    title: 'No directory is connected yet',
    text: 'Choose your identity provider, such as Okta or Entra ID. We show each field that has to be filled in there, and tell you as soon as it has worked. Nobody is touched before you have seen what would happen.',
    readOnly: 'Ask somebody whose link allows changes to connect one.',
  },
  goOn: 'Go on with the setup',
  unnamed: { scim: 'SCIM directory', workos: 'WorkOS directory', import: 'Imported files' },
  idps: {
    okta: 'Okta',
    entra: 'Entra ID',
    google: 'Google Workspace',
    onelogin: 'OneLogin',
    jumpcloud: 'JumpCloud',
    ping: 'PingOne',
    pingfederate: 'PingFederate',
    rippling: 'Rippling',
    generic: 'Another SCIM 2.0 provider',
  } as Readonly<Record<string, string>>,
  sources: { scim: 'By SCIM', workos: 'Through WorkOS', import: 'By files' },
  states: {
    setting_up: 'Setting up',
    testing: 'Test mode',
    active: 'Active',
    paused: 'Paused',
    disconnected: 'Disconnected',
  },
  health: {
    ok: 'Fine',
    attention: 'Needs a look',
    failing: 'Failing',
    unknown: 'Not looked at yet',
    none: 'Not watched',
  },
  tiles: { people: 'People', groups: 'Groups', heard: 'Last heard', waiting: 'Waiting to be applied' },
  problems: 'What needs you',
  toHealth: 'See how it does',
  since: 'Since',
  state: {
    title: 'What it does',
    setting_up: 'Nothing has come yet. Finish the setup at your identity provider.',
    testing:
      'In test mode: everything that your identity provider says is shown, and no account is touched. Look at what would happen, then activate.',
    active: 'What your identity provider says is applied.',
    paused:
      'Paused: what your identity provider says is kept and not applied. Who leaves loses access all the same, unless your policy says that this waits too.',
    disconnected: 'Disconnected for good. Connect another directory to sync again.',
    report: 'See what would happen',
    pause: 'Pause',
    resumed: 'Review resuming',
  },
  pause: {
    title: (name: string) => `Pause ${name}?`,
    happens: (value: number) => [
      `What it says about its ${people(value)} is kept, and applied once you resume.`,
      'Until then nobody joins, and no role and no workspace changes.',
      'Who leaves at the identity provider loses access at once, unless your policy says that leaving waits too.',
    ],
    done: 'Paused',
    doneText: 'Nothing but leaving is applied until you resume.',
  },
  connection: {
    title: 'Connection',
    provider: 'Identity provider',
    way: 'Connected',
    address: 'Base URL',
    upstream: 'As WorkOS describes it',
    progress: 'See each step of the setup',
  },
  adminPortal: {
    get: 'Get the link to the Admin Portal',
    again: 'Get a new link',
    open: 'Open the Admin Portal',
    hint: 'It opens in a new tab, for five minutes. Whoever has the link can connect an identity provider, so do not pass it on.',
    late: 'This link has ended. Get a new one.',
  },
  tokens: {
    title: 'Tokens',
    lead: 'Your identity provider shows a token with each request. Two can be valid at once, so that you can change to a new one without a gap.',
    table: 'Tokens of the directory',
    made: 'Created',
    used: 'Last used',
    ends: 'Ends',
    noEnd: 'No end',
    neverUsed: 'Never',
    latest: 'Used last',
    over: 'Refused: disconnected',
    states: { valid: 'Valid', expiring: 'Ends soon', expired: 'Ended', revoked: 'Revoked' },
    make: 'Make another token',
    revoke: 'Revoke',
    revokeOf: (at: string) => `Revoke the token made ${at}`,
    older: (value: number) =>
      plural(value, { one: 'Show # token that is over', other: 'Show # tokens that are over' }),
    fewer: 'Hide those that are over',
    makeAsk: {
      title: 'Make another token?',
      room: [
        'A second token is made. It is shown once.',
        'The first goes on working, so nothing stops while you paste the second into your identity provider.',
        'Once the second was used, revoke the first.',
      ],
      first: ['A token is made. It is shown once: paste it into your identity provider at once.'],
      replace: (made: string, used: string | null) => [
        'A new token is made, and shown once.',
        `Two are valid already, so the one made ${made} is revoked: it was ${used === null ? 'never used' : `last used ${used}`}. The other one stays.`,
      ],
    },
    shown: {
      title: 'Your new token',
      of: 'token',
      text: (provider: string) =>
        `Paste it into ${provider} now, in place of the old one. This page shows when it was first used; then revoke the old one.`,
    },
    revokeAsk: {
      title: 'Revoke this token?',
      happens: 'Requests with it are refused from now on. That cannot be undone; you can make another.',
      last: 'It is the only valid one: your identity provider is not let in until it has another.',
      inUse: 'It is the one that your identity provider used last.',
    },
    revoked: 'The token was revoked',
  },
  resync: {
    title: 'Resync',
    lead: 'Changes come by themselves. Where something was lost on the way, a resync finds it: everything is read again.',
    start: 'Resync',
    ask: {
      title: 'Resync now?',
      happens: (value: number) => [
        `Everyone, every group and every membership is read again from the source; it knows ${people(value)} now.`,
        'What differs is applied by your policy, as all news is. If too many people are missing, they wait for somebody to decide.',
        'It can be cancelled as long as it reads.',
      ],
    },
    counts: (read: number, readGroups: number) => `${people(read)} and ${groups(readGroups)} read`,
    left: (seconds: number) =>
      seconds < 60
        ? 'less than a minute left'
        : `about ${plural(Math.round(seconds / 60), { one: '# minute', other: '# minutes' })} left`,
    last: 'Last time',
    never: 'There was none yet. One is also done by itself every night.',
    phases: {
      users: 'Reading people',
      groups: 'Reading groups',
      members: 'Reading who is in which group',
      compare: 'Comparing',
      applying: 'Applying what differs',
      done: 'Done',
      failed: 'Failed',
      cancelled: 'Cancelled',
    },
    /** Of SCIM, only the identity provider can send everything again. */
    scim: {
      okta: 'In Okta, open the app. On the tab Push Groups choose Push now for each group. At Provisioning > Settings > To App, Force Sync compares each person, and sends who differs from what Okta sent last. To send somebody whole, unassign and assign them again.',
      entra: 'In the Entra admin center, open the application, Provisioning, and click Restart provisioning.',
      onelogin:
        'In OneLogin, open the app and its tab Users, and provision those again who differ; a change of their record does it too.',
      jumpcloud:
        'In JumpCloud, change the group: it sends a group and its people with each change of them. Adding somebody and taking them away again is enough.',
      ping: 'In PingOne, open Integrations > Provisioning, the rule, and click Resync.',
      pingfederate: 'In PingFederate, save the channel again, so that it sends everybody.',
      google: 'In the Google Admin console, open the app, Autoprovisioning, and switch it off and on.',
      rippling:
        'In Rippling, open the app, and look at each person who differs; a change of their record sends it again.',
      generic: 'At your identity provider, start a full sync of the app, or assign people and groups again.',
    } as Readonly<Record<string, string>>,
    scimLead: 'By SCIM only the identity provider can send everything again. Nothing has to be done here.',
    import: 'Whoever runs Rollcall imports a whole file again.',
  },
  ending: {
    title: 'Disconnect',
    text: 'The directory is let go for good. You choose whether its people keep their accounts, and see what would happen before.',
    open: 'Review disconnecting',
  },
  counts: { people, groups, number: count },
};
