import type { Guide } from './guide.ts';

export const pingfederate: Guide = {
  idp: 'pingfederate',
  name: 'PingFederate',
  sources: ['scim', 'workos'],
  profile: 'ping',
  about:
    'PingFederate sends the people of a data store over an SP connection with outbound provisioning, as they change.',
  before: [
    'An administrator of PingFederate.',
    'The SCIM Provisioner (SCIM connector) installed in PingFederate, and outbound provisioning enabled.',
  ],
  steps: [
    {
      title: 'Make an SP connection',
      says: [
        'Open Applications > Integration > SP Connections and click Create Connection. Choose the template SCIM Provisioner, and Outbound Provisioning as the connection type; at General Info, give the connection a name.',
      ],
      picture: {
        place: 'SP Connections > Create Connection',
        rows: [
          { as: 'choice', label: 'Connection Template', value: 'SCIM Provisioner' },
          { as: 'tick', label: 'Outbound Provisioning' },
          { as: 'text', label: 'Connection Name', value: 'Our product' },
        ],
      },
    },
    {
      title: 'Connect',
      says: ['On the tab Outbound Provisioning, click Configure Provisioning, and at Target fill in:'],
      fields: [
        { field: 'SCIM URL', value: '{base_url}' },
        { field: 'SCIM Version', value: '2.0', as: 'choice' },
        { field: 'Authentication Method', value: 'OAuth 2 Bearer Token', as: 'choice' },
        { field: 'Access Token', value: '{token}' },
        { field: 'Unique User Identifier', value: 'userName', as: 'choice' },
        { field: 'Remove User Action', value: 'Disable', as: 'choice' },
      ],
      picture: { place: 'The SP connection > Outbound Provisioning > Target' },
    },
    {
      title: 'Make a channel',
      says: [
        'At Manage Channels, create a channel with the data store of your people as its source: say who comes, and which groups. At Attribute Mapping, map an id that is never given to anybody else to externalId.',
      ],
      picture: {
        place: 'Outbound Provisioning > Manage Channels',
        rows: [
          { as: 'text', label: 'Channel Name', value: 'People' },
          { as: 'choice', label: 'Source', value: 'The data store' },
          { as: 'choice', label: 'Attribute Mapping', value: 'entryUUID is externalId' },
        ],
      },
    },
    {
      title: 'Activate',
      checks: ['first_request', 'people', 'groups', 'memberships'],
      says: [
        'Set the channel to Active. At Activation and Summary switch the connection on, and save. There is no button to try it: PingFederate checks the address and the token now, and sends people at its next cycle.',
      ],
      picture: {
        place: 'The SP connection > Activation and Summary',
        rows: [
          { as: 'choice', label: 'Channel Status', value: 'Active' },
          { as: 'switch', label: 'The connection', value: 'On' },
          { as: 'button', label: 'Save' },
        ],
      },
    },
  ],
  attributes: [
    { attribute: 'userName', from: 'The attribute that people sign in with' },
    { attribute: 'externalId', from: 'An id of the data store, such as entryUUID or objectGUID' },
    { attribute: 'name.givenName', from: 'givenName' },
    { attribute: 'name.familyName', from: 'sn' },
    { attribute: 'emails[type eq "work"].value', from: 'mail' },
    { attribute: 'title', from: 'title' },
  ],
  groups: ['Groups come where the channel names them.'],
  deactivation: [
    'Remove User Action of the target says what is sent for who leaves: Disable sends active false, Delete removes the person. Both end access here, and neither removes the account.',
  ],
  traps: [
    'PingFederate sends whole records (PUT) of people, and looks for changes at intervals of its own.',
    'The Unique User Identifier cannot be changed later: the SP connection has to be made anew.',
    'One address may come as work and as home, each called primary. The profile ping takes the first one.',
  ],
  advice: {
    connect:
      'In PingFederate, open the SP connection, Outbound Provisioning > Target, fill in SCIM URL and Access Token, set the channel to Active, and switch the connection on.',
    token:
      'In PingFederate, open the SP connection, Outbound Provisioning > Target, and paste the token into Access Token.',
    people:
      'In PingFederate, look at the source of the channel: who it says comes; and whether the channel and the connection are active.',
    groups: 'In PingFederate, add the groups to the channel.',
    members: 'In PingFederate, look whether the source of the channel has the members of the groups too.',
    deactivation:
      'In PingFederate, look at Remove User Action of the target, and try it: disable a test person in the data store.',
  },
};
