import type { Guide } from './guide.ts';

export const okta: Guide = {
  idp: 'okta',
  name: 'Okta',
  sources: ['scim', 'workos'],
  profile: 'okta',
  about:
    'Okta sends people who are assigned to the app, and the groups that are pushed, within seconds of each change.',
  before: [
    'An administrator of Okta who may add applications and configure their provisioning.',
    'A SAML or SWA app integration: Okta has no SCIM provisioning for OpenID Connect apps.',
  ],
  steps: [
    {
      title: 'Switch SCIM on',
      says: [
        'In the Okta Admin Console, open Applications > Applications and the app. On the General tab, at App Settings, click Edit, set Provisioning to SCIM, and save. The tab Provisioning appears.',
      ],
      picture: {
        place: 'Applications > Applications > the app',
        rows: [
          { as: 'tabs', label: 'General, Sign On, Import, Assignments', value: 'General' },
          { as: 'choice', label: 'Provisioning', value: 'SCIM' },
          { as: 'button', label: 'Save' },
        ],
      },
    },
    {
      title: 'Connect',
      checks: ['first_request'],
      picture: { place: 'The app > Provisioning > Settings > Integration' },
      says: ['On the tab Provisioning, at Settings > Integration, click Edit and fill in:'],
      fields: [
        { field: 'SCIM connector base URL', value: '{base_url}' },
        { field: 'Unique identifier field for users', value: 'userName' },
        {
          field: 'Supported provisioning actions',
          value: 'Push New Users, Push Profile Updates, Push Groups',
          as: 'ticks',
        },
        { field: 'Authentication Mode', value: 'HTTP Header', as: 'choice' },
        { field: 'Authorization', value: '{token}' },
      ],
    },
    {
      title: 'Test',
      checks: ['first_request'],
      says: ['Click Test Connector Configuration. When it succeeds, save.'],
      picture: {
        place: 'The app > Provisioning > Settings > Integration',
        rows: [
          { as: 'button', label: 'Test Connector Configuration' },
          { as: 'button', label: 'Save' },
        ],
      },
    },
    {
      title: 'Let Okta provision',
      picture: {
        place: 'The app > Provisioning > Settings > To App',
        rows: [{ as: 'button', label: 'Save' }],
      },
      says: ['At Provisioning > Settings > To App, click Edit, enable these, and save:'],
      fields: [
        { field: 'Create Users', value: 'Enable', as: 'tick' },
        { field: 'Update User Attributes', value: 'Enable', as: 'tick' },
        { field: 'Deactivate Users', value: 'Enable', as: 'tick' },
      ],
    },
    {
      title: 'Assign people',
      checks: ['people'],
      says: [
        'On the tab Assignments, click Assign > Assign to People or Assign to Groups. People who were assigned before provisioning was enabled are not sent until they are provisioned again.',
      ],
      picture: {
        place: 'The app > Assignments',
        rows: [
          { as: 'button', label: 'Assign' },
          { as: 'person', label: 'Ada Lovelace', value: 'Individual' },
          { as: 'group', label: 'Everyone in Sales', value: 'Group' },
        ],
      },
    },
    {
      title: 'Push groups',
      checks: ['groups', 'memberships'],
      says: [
        'On the tab Push Groups, click Push Groups > Find groups by name or Find groups by rule, choose the groups, and save.',
      ],
      picture: {
        place: 'The app > Push Groups',
        rows: [
          { as: 'button', label: 'Push Groups' },
          { as: 'group', label: 'Engineering', value: 'Active' },
          { as: 'group', label: 'Administrators', value: 'Active' },
        ],
      },
    },
  ],
  attributes: [
    { attribute: 'userName', from: 'Username', note: 'Application username format, on the tab Sign On.' },
    { attribute: 'externalId', from: 'The id of the user in Okta (00u...)', note: 'Always sent.' },
    { attribute: 'name.givenName', from: 'firstName' },
    { attribute: 'name.familyName', from: 'lastName' },
    { attribute: 'emails[type eq "work"].value', from: 'email' },
    { attribute: 'displayName', from: 'displayName' },
    { attribute: 'title', from: 'title' },
    { attribute: 'userType', from: 'userType' },
    { attribute: 'locale', from: 'locale' },
    { attribute: 'addresses[type eq "work"].country', from: 'countryCode' },
    {
      attribute: 'enterprise department',
      from: 'department',
      note: 'External namespace `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User`',
    },
  ],
  groups: [
    'Groups come by Push Groups alone. To assign a group to the app sends its people, and says nothing of the group.',
    'Okta advises to assign people by other groups than those that are pushed: of a group that does both, memberships can be missing.',
    'A pushed group that is renamed keeps its id. One that is unlinked and pushed again may get another.',
  ],
  deactivation: [
    'Who is unassigned from the app, or deactivated or suspended in Okta, is sent with active false. Okta never deletes a person.',
    'Whoever comes back is sent with active true, as the same person.',
  ],
  traps: [
    'Custom apps send the whole person with each change (PUT), apps of the catalog a part (PATCH). Both are taken.',
    'Okta sends a password with each new person. It is dropped on arrival.',
    'After a 429 Okta waits for as long as it is told.',
    'Through WorkOS, removing somebody from a group that also assigns the app may be told of by nobody; a resync finds it.',
  ],
  advice: {
    connect:
      'In Okta, open the app, Provisioning > Settings > Integration, fill in SCIM connector base URL and Authorization, and click Test Connector Configuration.',
    token:
      'In Okta, open the app, Provisioning > Settings > Integration, click Edit, and paste the token into Authorization (Authentication Mode: HTTP Header).',
    people:
      'In Okta, open the app: at Provisioning > Settings > To App enable Create Users, then assign people on the tab Assignments.',
    groups:
      'In Okta, open the app, the tab Push Groups, click Push Groups > Find groups by name, choose the groups, and save.',
    members:
      'In Okta, look at the tab Push Groups whether each group is Active, and whether its people are assigned to the app; Push now sends the members again.',
    deactivation:
      'In Okta, enable Deactivate Users at Provisioning > Settings > To App, and try it: unassign a test person on the tab Assignments.',
  },
};
