import type { Guide } from './guide.ts';

export const jumpcloud: Guide = {
  idp: 'jumpcloud',
  name: 'JumpCloud',
  sources: ['scim', 'workos'],
  profile: 'jumpcloud',
  about: 'JumpCloud sends the people of the user groups that have the app, and those groups, as they change.',
  before: ['An administrator of JumpCloud.', 'An e-mail address for the test user that JumpCloud makes.'],
  steps: [
    {
      title: 'Add the application',
      says: [
        'Open SSO Applications > Add New Application > Custom Application, choose "Export users to this app (Identity Management)", name it, save, and click Configure Application.',
      ],
      picture: {
        place: 'SSO Applications > Add New Application > Custom Application',
        rows: [
          { as: 'tick', label: 'Export users to this app (Identity Management)' },
          { as: 'text', label: 'Display Label', value: 'Our product' },
          { as: 'button', label: 'Configure Application' },
        ],
      },
    },
    {
      title: 'Connect',
      checks: ['first_request'],
      picture: { place: 'The app > Identity Management' },
      says: ['On the tab Identity Management, fill in:'],
      fields: [
        { field: 'SCIM Version', value: 'SCIM 2.0', as: 'choice' },
        { field: 'Base URL', value: '{base_url}' },
        { field: 'Token Key', value: '{token}' },
        { field: 'Test User Email', value: 'an address that nobody has in the product' },
        {
          field: 'Enable management of User Groups and Group Membership in this application',
          value: 'ticked',
          as: 'tick',
        },
      ],
    },
    {
      title: 'Test and activate',
      checks: ['first_request'],
      says: [
        'Click Test Connection, then Activate, then Save. JumpCloud makes a test user and a test group, changes them, and removes them: that is no mistake.',
      ],
      picture: {
        place: 'The app > Identity Management',
        rows: [
          { as: 'button', label: 'Test Connection' },
          { as: 'button', label: 'Activate' },
          { as: 'button', label: 'Save' },
        ],
      },
    },
    {
      title: 'Assign groups',
      checks: ['people', 'groups', 'memberships'],
      says: ['On the tab User Groups, tick the groups that are to come, and save.'],
      picture: {
        place: 'The app > User Groups',
        rows: [
          { as: 'tick', label: 'Administrators' },
          { as: 'tick', label: 'Engineering' },
          { as: 'tick', label: 'Sales' },
          { as: 'button', label: 'Save' },
        ],
      },
    },
  ],
  attributes: [
    { attribute: 'userName', from: 'Company Email' },
    { attribute: 'externalId', from: 'The id of the user in JumpCloud' },
    { attribute: 'name.givenName', from: 'First Name' },
    { attribute: 'name.familyName', from: 'Last Name' },
    { attribute: 'emails[type eq "work"].value', from: 'Company Email' },
    { attribute: 'title', from: 'Job Title' },
    { attribute: 'enterprise department', from: 'Department' },
  ],
  groups: [
    'Groups come where their management is ticked on the tab Identity Management. All people come by groups.',
  ],
  deactivation: [
    'Who leaves every group of the app, or is suspended or deleted in JumpCloud, is sent with active false or removed.',
  ],
  traps: [
    'The test user of the activation is deactivated again at once. In test mode nobody gets an account by it.',
    'JumpCloud removes members in a form of its own, which the profile jumpcloud reads.',
  ],
  advice: {
    connect:
      'In JumpCloud, open the app, the tab Identity Management, fill in Base URL and Token Key, and click Test Connection and Activate.',
    token: 'In JumpCloud, open the app, the tab Identity Management, and paste the token into Token Key.',
    people:
      'In JumpCloud, open the app, the tab User Groups, tick the groups whose people are to come, and save.',
    groups:
      'In JumpCloud, open the app, the tab Identity Management, and tick "Enable management of User Groups and Group Membership in this application".',
    members: 'In JumpCloud, look at User Groups whether the groups of the app have users.',
    deactivation: 'In JumpCloud, try it: take a test person out of the group that has the app.',
  },
};
