import { plural } from './counting.ts';

/** The console's first page. */
export const overview = {
  title: 'Tenants',
  lead: 'Every customer, how their directory is doing, and what waits for somebody. Open one to see what its own administrators see.',
  table: 'Tenants',
  columns: {
    tenant: 'Tenant',
    state: 'State',
    directories: 'Directories',
    heard: 'Last heard',
    waiting: 'Waiting',
    policy: 'Policy',
  },
  health: {
    fine: 'Fine',
    problem: 'Needs a look',
    attention: 'Setting up',
    none: 'No directory',
  },
  noDirectory: 'None yet',
  more: (value: number) => plural(value, { one: 'and # more', other: 'and # more' }),
  states: {
    setting_up: 'Setting up',
    testing: 'In test mode',
    active: 'Active',
    paused: 'Paused',
    disconnected: 'Disconnected',
  },
  failed: (value: number) => plural(value, { one: '# failed event', other: '# failed events' }),
  held: (value: number) => plural(value, { one: '# approval', other: '# approvals' }),
  heldAtLeast: (value: number) => `${String(value)} or more approvals`,
  nothingWaiting: 'Nothing',
  version: (version: number) => `Version ${version}`,
  noPolicy: 'None in force',
  policyBroken: 'Cannot be loaded',
  unavailable: 'Not known',
  empty: {
    title: 'No tenants yet',
    text: 'A tenant is one of your customers. Make the first with the command below, or put its policy into the folder policies and start Rollcall again.',
    command: 'npx rollcall tenant create acme',
    commandName: 'the command',
  },
  open: (tenant: string) => `Open ${tenant}`,
};
