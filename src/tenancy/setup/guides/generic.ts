import type { Guide } from './guide.ts';

export const generic: Guide = {
  idp: 'generic',
  name: 'Any other identity provider',
  sources: ['scim', 'workos', 'import'],
  profile: 'generic',
  about:
    'Whatever speaks SCIM 2.0 (RFC 7643 and RFC 7644) connects with an address and a token. What does not comes through WorkOS or by files.',
  before: ['An administrator of the identity provider.'],
  here: {
    before: ['Rollcall reachable for it over https.'],
    traps: [
      'Where requests are refused that an identity provider means otherwise, see `rollcall directory show`: it says which profile fits better.',
    ],
  },
  steps: [
    {
      title: 'Connect',
      checks: ['first_request'],
      picture: { place: 'The app > Provisioning' },
      says: ['In the provisioning settings of the app, choose SCIM 2.0 and fill in:'],
      fields: [
        { field: 'Base URL', value: '{base_url}' },
        { field: 'Authentication', value: 'OAuth bearer token, in the header Authorization', as: 'choice' },
        { field: 'Token', value: '{token}' },
        { field: 'Unique identifier of people', value: 'userName' },
      ],
    },
    {
      title: 'Test',
      checks: ['first_request'],
      says: ['Test the connection, if there is a way to. A test user may appear and go again.'],
      picture: {
        place: 'The app > Provisioning',
        rows: [{ as: 'button', label: 'Test the connection', value: 'where there is one' }],
      },
    },
    {
      title: 'Let it create, update and deactivate people',
      says: [
        'Enable all three, and the provisioning of groups with their members. Use PATCH for groups where there is a choice.',
      ],
      picture: {
        place: 'The app > Provisioning',
        rows: [
          { as: 'tick', label: 'Create people' },
          { as: 'tick', label: 'Update people' },
          { as: 'tick', label: 'Deactivate people' },
          { as: 'tick', label: 'Groups with their members' },
        ],
      },
    },
    {
      title: 'Assign people and groups',
      checks: ['people', 'groups', 'memberships'],
      says: ['Assign those who are to come.'],
      picture: {
        place: 'The app > Assignments',
        rows: [
          { as: 'person', label: 'Ada Lovelace' },
          { as: 'group', label: 'Engineering' },
          { as: 'group', label: 'Administrators' },
        ],
      },
    },
  ],
  attributes: [
    { attribute: 'userName', from: 'The name that people sign in with, mostly the address' },
    { attribute: 'externalId', from: 'An id that is never given to anybody else' },
    { attribute: 'active', from: 'Whether the person may sign in' },
    { attribute: 'name.givenName', from: 'First name' },
    { attribute: 'name.familyName', from: 'Last name' },
    { attribute: 'emails[type eq "work"].value', from: 'E-mail address' },
    { attribute: 'title', from: 'Title' },
    { attribute: 'enterprise department', from: 'Department' },
  ],
  groups: [
    'Groups come as /Groups with members. What is in the attribute groups of a person is not read: SCIM has it read only.',
  ],
  deactivation: ['active false and DELETE both end access, and neither removes the account.'],
  traps: [
    'The profile generic takes SCIM by the letter. Where another dialect fits better, the setup says so.',
    'Without externalId a person who is deleted and made again is another person.',
  ],
  advice: {
    connect:
      'In the identity provider, fill in the base URL and the token in the provisioning settings of the app, and test the connection.',
    token:
      'In the identity provider, paste the token into the provisioning settings of the app, as a bearer token.',
    people: 'In the identity provider, enable the creating of users, and assign people to the app.',
    groups: 'In the identity provider, enable the provisioning of groups, and assign groups to the app.',
    members: 'In the identity provider, look whether the groups have members who are assigned to the app.',
    deactivation:
      'In the identity provider, enable the deactivating of users, and try it with a test person.',
  },
};
