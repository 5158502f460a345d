import type { Scope } from '../../../generated/api.ts';

/** API tokens. */
export const apiTokens = {
  title: 'API tokens',
  lead: 'What your product and your scripts ask Rollcall with, and people who sign in here with a token. Give each its own, with as little as it needs: the audit log tells them apart.',
  notAllowed:
    'Whoever can make tokens can do everything. Ask an operator, or sign in with a token that has the scope tokens:write.',
  table: 'API tokens',
  columns: {
    name: 'Name',
    state: 'State',
    scopes: 'May',
    tenant: 'Tenant',
    used: 'Last used',
    expires: 'Expires',
    action: 'Action',
  },
  states: { valid: 'Valid', expired: 'Expired', revoked: 'Revoked' },
  everyTenant: 'Every tenant',
  scopes: {
    read: 'Read everything but tokens',
    write: 'Change what is inside a tenant',
    'access:check': 'Ask whether somebody has access',
    'tenants:write': 'Make tenants',
    'tokens:write': 'Make and revoke tokens',
    'webhooks:write': 'Make and change webhook endpoints',
    '*': 'Everything',
  } satisfies Record<Scope, string>,
  make: 'Make a token',
  form: {
    title: 'Make an API token',
    name: 'Name',
    nameHint: 'What it is for, such as “Product backend”.',
    scopes: 'It may',
    scopesNeeded: 'Choose one at least.',
    tenant: 'Reaches',
    tenantHint: 'Only one tenant, or all of them.',
    lost: 'The first answer never reached this page, so nobody has the token, and it is valid. Revoke it, and make another.',
    expires: 'Expires',
    expiries: [
      { value: '30', label: 'in 30 days' },
      { value: '90', label: 'in 90 days' },
      { value: '365', label: 'in a year' },
      { value: 'never', label: 'never' },
    ],
  },
  made: {
    title: 'The token is made',
    of: 'the token',
    text: (name: string) =>
      `This is the token “${name}”. Send it as “Authorization: Bearer”, and keep it where secrets are kept.`,
  },
  you: 'You',
  setByService: 'Set by the service',
  revoke: 'Revoke',
  revoking: {
    title: (name: string) => `Revoke “${name}”?`,
    own: 'It is the token that you are signed in with: you are signed out as well.',
    happens: (name: string) => [
      `Every request with “${name}” is refused from now on. This cannot be undone.`,
      'Whoever is signed in to the console with it is signed out.',
    ],
    done: 'The token is revoked',
  },
  empty: {
    title: 'No tokens yet',
    text: 'A token lets a program ask Rollcall: your product whether somebody has access, a script for the list of people.',
  },
};
