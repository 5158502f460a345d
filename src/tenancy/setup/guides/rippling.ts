import type { Guide } from './guide.ts';

export const rippling: Guide = {
  idp: 'rippling',
  name: 'Rippling',
  sources: ['scim', 'workos'],
  profile: 'rippling',
  about: 'Rippling sends the people whom its access rules give the app, at the time that the rules say.',
  before: ['An administrator of Rippling who may make custom integrations.'],
  steps: [
    {
      title: 'Make a custom integration',
      says: [
        'Open IT > Third-Party Access > Add Integration > Create New Custom Integration. Give it a name, categories and a logo, choose User Management via SCIM, and continue.',
      ],
    },
    {
      title: 'Connect',
      says: ['Fill in:'],
      fields: [
        { field: 'SCIM Version', value: '2.0' },
        { field: 'SCIM base URL', value: '{base_url}' },
        { field: 'SCIM Authorization Method', value: 'Bearer Token' },
        { field: 'Supports Groups', value: 'ticked' },
        { field: 'Supports Pagination', value: 'ticked' },
        { field: 'Create & Delete Groups', value: 'ticked' },
        { field: 'Use PATCH to edit Groups', value: 'ticked' },
        {
          field: 'Supported SCIM Attributes',
          value: 'externalId, emails.primary, name.givenName, name.familyName, employeeNumber',
        },
      ],
    },
    {
      title: 'Install',
      checks: ['first_request'],
      says: ['Click Install now, choose that you install it yourself, and paste the token:'],
      fields: [{ field: 'Bearer Token', value: '{token}' }],
    },
    {
      title: 'Say who comes, and when',
      checks: ['people', 'groups', 'memberships'],
      says: [
        'Set App Access Rules and Provision Time. At Attribute Mappings set the cadence of all attributes to "On user creation and updates".',
      ],
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
    'What Rippling sends is known from descriptions and not from traffic. Look at `rollcall directory show` what was rewritten.',
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
