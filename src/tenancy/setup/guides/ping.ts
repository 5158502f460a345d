import type { Guide } from './guide.ts';

export const ping: Guide = {
  idp: 'ping',
  name: 'PingOne and PingFederate',
  sources: ['scim', 'workos'],
  profile: 'ping',
  about:
    'PingOne provisions by a connection and a rule; PingFederate by an SP connection with outbound provisioning.',
  before: ['An administrator of the environment of PingOne, or of PingFederate with the SCIM connector.'],
  steps: [
    {
      title: 'PingOne: make a connection',
      says: [
        'Open Integrations > Provisioning, click + and New connection, at Identity Store click Select, choose SCIM Outbound, give it a name, and on Configure authentication fill in:',
      ],
      fields: [
        { field: 'SCIM base URL', value: '{base_url}' },
        { field: 'Users resource', value: '/Users' },
        { field: 'SCIM version', value: '2.0' },
        { field: 'Groups Resource', value: '/Groups' },
        { field: 'Authentication method', value: 'OAuth 2 Bearer Token' },
        { field: 'OAuth Access Token', value: '{token}' },
        { field: 'Auth Type Header', value: 'Bearer' },
      ],
    },
    {
      title: 'PingOne: test',
      checks: ['first_request'],
      says: [
        'Click Test connection, then continue. On the next page choose what is done at removal. Switch the connection on.',
      ],
    },
    {
      title: 'PingOne: make a rule',
      checks: ['people', 'groups', 'memberships'],
      says: [
        'At Integrations > Provisioning, click + and New rule, with PingOne as the source and the connection as the target. At User Filter say who comes, at Attribute Mapping map the user id to externalId, at Group Provisioning choose the groups. Switch the rule on.',
      ],
    },
    {
      title: 'Or PingFederate',
      checks: ['first_request', 'people', 'groups', 'memberships'],
      says: [
        'In the SP connection, at Outbound Provisioning, set SCIM URL to {base_url}, SCIM Version to 2.0, Authentication Method to OAuth 2 Bearer Token with {token}, and add the attributes and the groups to the channel. Activate the channel.',
      ],
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
  groups: ['Groups come where the rule (PingOne) or the channel (PingFederate) names them.'],
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
