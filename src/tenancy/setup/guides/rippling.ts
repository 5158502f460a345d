import type { Guide } from './guide.ts';

export const rippling: Guide = {
  idp: 'rippling',
  name: 'Rippling',
  sources: ['scim', 'workos'],
  profile: 'rippling',
  about: 'Rippling sends the people whom its access rules give the app, at the time that the rules say.',
  before: ['An administrator of Rippling who may make custom integrations.'],
  here: { traps: ['`rollcall directory show` says what of its requests was rewritten.'] },
  steps: [
    {
      title: 'Make a custom integration',
      says: [
        'Open IT > Third-Party Access > Add Integration > Create New Custom Integration. Give it a name, categories and a logo, choose User Management via SCIM, and continue.',
      ],
      picture: {
        place: 'IT > Third-Party Access > Create New Custom Integration',
        rows: [
          { as: 'text', label: 'Name', value: 'Our product' },
          { as: 'tick', label: 'User Management via SCIM' },
          { as: 'button', label: 'Continue' },
        ],
      },
    },
    {
      title: 'Connect',
      says: ['Fill in:'],
      picture: { place: 'The custom integration > User Management via SCIM' },
      fields: [
        { field: 'SCIM Version', value: '2.0', as: 'choice' },
        { field: 'SCIM base URL', value: '{base_url}' },
        { field: 'SCIM Authorization Method', value: 'Bearer Token', as: 'choice' },
        { field: 'Supports Groups', value: 'ticked', as: 'tick' },
        { field: 'Supports Pagination', value: 'ticked', as: 'tick' },
        { field: 'Create & Delete Groups', value: 'ticked', as: 'tick' },
        { field: 'Use PATCH to edit Groups', value: 'ticked', as: 'tick' },
        {
          field: 'Supported SCIM Attributes',
          value: 'externalId, emails.primary, name.givenName, name.familyName, employeeNumber',
          as: 'ticks',
        },
      ],
    },
    {
      title: 'Install',
      checks: ['first_request'],
      says: ['Click Install now, choose that you install it yourself, and paste the token:'],
      fields: [{ field: 'Bearer Token', value: '{token}' }],
      picture: { place: 'The integration > Install now', rows: [{ as: 'button', label: 'Continue' }] },
    },
    {
      title: 'Say who comes, and when',
      checks: ['people', 'groups', 'memberships'],
      says: [
        'Set App Access Rules and Provision Time. At Attribute Mappings set the cadence of all attributes to "On user creation and updates".',
      ],
      picture: {
        place: 'The integration > Settings',
        rows: [
          { as: 'choice', label: 'App Access Rules', value: 'Who gets the app' },
          { as: 'choice', label: 'Provision Time', value: 'When they get it' },
          { as: 'choice', label: 'Attribute Mappings', value: 'On user creation and updates' },
        ],
      },
    },
  ],
  attributes: [
    { attribute: 'userName', from: 'Work email' },
    { attribute: 'externalId', from: 'externalId' },
    { attribute: 'emails[type eq "work"].value', from: 'emails.primary' },
    { attribute: 'name.givenName', from: 'name.givenName' },
    { attribute: 'name.familyName', from: 'name.familyName' },
    {
      attribute: 'enterprise employeeNumber',
      from: 'employeeNumber',
      note: 'Policies may drop it on arrival.',
    },
  ],
  groups: ['Groups come where Supports Groups is ticked and a rule of the app gives people groups.'],
  deactivation: [
    'Who leaves, or loses the app, is sent with active false or removed, at the time that the offboarding in Rippling says.',
  ],
  traps: [
    'Provision Time may be the first day of work: until then nobody comes, although the app is assigned.',
    'What Rippling sends is known from descriptions and not from traffic: try it with one person first.',
  ],
  advice: {
    connect:
      'In Rippling, open IT > Third-Party Access, the integration, and fill in SCIM base URL and the Bearer Token.',
    token:
      'In Rippling, open IT > Third-Party Access, the integration, and paste the token into Bearer Token.',
    people:
      'In Rippling, look at App Access Rules and Provision Time of the integration: they say who comes, and when.',
    groups:
      'In Rippling, tick Supports Groups and Create & Delete Groups in the integration, and give people groups by its rules.',
    members: 'In Rippling, look which people the rules of the integration give its groups.',
    deactivation: 'In Rippling, try it: take the app from a test person.',
  },
};
