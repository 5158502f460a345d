import type { Guide } from './guide.ts';

export const ping: Guide = {
  idp: 'ping',
  name: 'PingOne',
  sources: ['scim', 'workos'],
  profile: 'ping',
  about: 'PingOne sends the people whom a rule chooses, over a connection, within minutes of each change.',
  before: ['An administrator of the environment of PingOne.'],
  steps: [
    {
      title: 'Make a connection',
      checks: ['first_request'],
      picture: { place: 'Integrations > Provisioning > New connection > SCIM Outbound' },
      says: [
        'Open Integrations > Provisioning, click + and New connection, at Identity Store click Select, choose SCIM Outbound, give it a name, and on Configure authentication fill in:',
      ],
      fields: [
        { field: 'SCIM base URL', value: '{base_url}' },
        { field: 'Users resource', value: '/Users' },
        { field: 'SCIM version', value: '2.0', as: 'choice' },
        { field: 'Groups Resource', value: '/Groups' },
        { field: 'Authentication method', value: 'OAuth 2 Bearer Token', as: 'choice' },
        { field: 'OAuth Access Token', value: '{token}' },
        { field: 'Auth Type Header', value: 'Bearer', as: 'choice' },
      ],
    },
    {
      title: 'Test',
      checks: ['first_request'],
      says: [
        'Click Test connection, then continue. On the next page choose what is done at removal. Switch the connection on.',
      ],
      picture: {
        place: 'Integrations > Provisioning > the connection',
        rows: [
          { as: 'button', label: 'Test connection' },
          { as: 'choice', label: 'Remove Action', value: 'Disable' },
          { as: 'switch', label: 'The connection', value: 'On' },
        ],
      },
    },
    {
      title: 'Make a rule',
      checks: ['people', 'groups', 'memberships'],
      says: [
        'At Integrations > Provisioning, click + and New rule, with PingOne as the source and the connection as the target. At User Filter say who comes, at Attribute Mapping map the user id to externalId, at Group Provisioning choose the groups. Switch the rule on.',
      ],
      picture: {
        place: 'Integrations > Provisioning > New rule',
        rows: [
          { as: 'choice', label: 'Source and target', value: 'PingOne, the connection' },
          { as: 'text', label: 'User Filter', value: 'Who comes' },
          { as: 'choice', label: 'Attribute Mapping', value: 'User ID is externalId' },
          { as: 'choice', label: 'Group Provisioning', value: 'Engineering, Administrators' },
          { as: 'switch', label: 'The rule', value: 'On' },
        ],
      },
    },
  ],
  attributes: [
    { attribute: 'userName', from: 'Username' },
    { attribute: 'externalId', from: 'User ID' },
    { attribute: 'name.givenName', from: 'Given Name' },
    { attribute: 'name.familyName', from: 'Family Name' },
    { attribute: 'emails[type eq "work"].value', from: 'Email Address' },
    { attribute: 'title', from: 'Title' },
  ],
  groups: ['Groups come where Group Provisioning of the rule names them.'],
  deactivation: [
    'At the connection, Remove Action says what is sent for who leaves: Disable sends active false, Delete removes the person. Both end access here, and neither removes the account.',
  ],
  traps: [
    'PingOne sends whole records (PUT) and cannot clear an attribute: what is emptied there stays here.',
    'One address may come as work and as home, each called primary. The profile ping takes the first one.',
  ],
  advice: {
    connect:
      'In PingOne, open Integrations > Provisioning, the connection, fill in SCIM base URL and OAuth Access Token, and click Test connection.',
    token:
      'In PingOne, open Integrations > Provisioning, the connection, and paste the token into OAuth Access Token.',
    people:
      'In PingOne, make a rule at Integrations > Provisioning with a User Filter that fits, and switch on both the rule and the connection.',
    groups:
      'In PingOne, open the rule at Integrations > Provisioning and choose the groups at Group Provisioning.',
    members: 'In PingOne, look whether the User Filter of the rule fits the members of the groups.',
    deactivation: 'In PingOne, look at Remove Action of the connection, and try it: disable a test person.',
  },
};
