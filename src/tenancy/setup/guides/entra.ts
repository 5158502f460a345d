import type { Guide } from './guide.ts';

export const entra: Guide = {
  idp: 'entra',
  name: 'Microsoft Entra ID',
  sources: ['scim', 'workos'],
  profile: 'entra',
  about:
    'Entra ID sends the people and groups that are assigned to the enterprise application, in cycles of about 40 minutes.',
  before: [
    'A license for Entra ID P1 or P2, which provisioning needs.',
    'The role Application Administrator or Cloud Application Administrator.',
  ],
  here: { before: ['Rollcall reachable from the internet over https.'] },
  steps: [
    {
      title: 'Add the application',
      says: [
        'In the Microsoft Entra admin center, open Entra ID > Enterprise apps > New application > Create your own application, choose "Integrate any other application you don\'t find in the gallery (Non-gallery)", and create it. An application that is there already will do.',
      ],
      picture: {
        place: 'Entra ID > Enterprise apps > New application',
        rows: [
          { as: 'text', label: "What's the name of your app?", value: 'Our product' },
          {
            as: 'choice',
            label: 'What are you looking to do with your application?',
            value: "Integrate any other application you don't find in the gallery (Non-gallery)",
          },
          { as: 'button', label: 'Create' },
        ],
      },
    },
    {
      title: 'Connect',
      says: [
        'In the application, open Provisioning, set Provisioning Mode to Automatic, and at Admin Credentials fill in:',
      ],
      checks: ['first_request'],
      picture: { place: 'The application > Provisioning' },
      fields: [
        { field: 'Provisioning Mode', value: 'Automatic', as: 'choice' },
        { field: 'Tenant URL', value: '{base_url}' },
        { field: 'Secret Token', value: '{token}' },
      ],
    },
    {
      title: 'Test',
      checks: ['first_request'],
      says: ['Click Test Connection. When it succeeds, save.'],
      picture: {
        place: 'The application > Provisioning > Admin Credentials',
        rows: [
          { as: 'button', label: 'Test Connection' },
          { as: 'button', label: 'Save' },
        ],
      },
    },
    {
      title: 'Look through the mappings',
      says: [
        'At Mappings, open Provision Microsoft Entra ID Users. Map externalId to objectId rather than to mailNickname: a mail nickname can be given to somebody else, and who a person is goes by this value. Leave Provision Microsoft Entra ID Groups enabled.',
      ],
      picture: { place: 'Provisioning > Mappings > Provision Microsoft Entra ID Users' },
      fields: [
        { field: 'externalId', value: 'objectId' },
        { field: 'active', value: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")' },
      ],
    },
    {
      title: 'Assign people and groups',
      says: [
        'At Users and groups, add those who are to come. At Provisioning > Settings, set Scope to "Sync only assigned users and groups".',
      ],
      picture: {
        place: 'The application > Users and groups',
        rows: [
          { as: 'button', label: 'Add user/group' },
          { as: 'person', label: 'Ada Lovelace' },
          { as: 'group', label: 'Engineering' },
          {
            as: 'choice',
            label: 'Provisioning > Settings > Scope',
            value: 'Sync only assigned users and groups',
          },
        ],
      },
    },
    {
      title: 'Try one person, then start',
      checks: ['people', 'groups', 'memberships'],
      says: [
        'Provision on demand sends one person at once and shows each step. Then set Provisioning Status to On, or click Start provisioning.',
      ],
      picture: {
        place: 'The application > Provisioning',
        rows: [
          { as: 'button', label: 'Provision on demand' },
          { as: 'switch', label: 'Provisioning Status', value: 'On' },
        ],
      },
    },
  ],
  attributes: [
    { attribute: 'userName', from: 'userPrincipalName' },
    { attribute: 'externalId', from: 'objectId', note: 'mailNickname unless it is changed.' },
    { attribute: 'active', from: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")' },
    { attribute: 'displayName', from: 'displayName' },
    { attribute: 'name.givenName', from: 'givenName' },
    { attribute: 'name.familyName', from: 'surname' },
    { attribute: 'emails[type eq "work"].value', from: 'mail' },
    { attribute: 'title', from: 'jobTitle' },
    { attribute: 'addresses[type eq "work"].country', from: 'country' },
    { attribute: 'enterprise department', from: 'department' },
    { attribute: 'enterprise manager', from: 'manager' },
  ],
  groups: [
    'A group comes where it is assigned to the application and Provision Microsoft Entra ID Groups is enabled. Groups inside a group are not followed: only direct members come.',
    'Entra ID reads groups without their members, and tells of members one change after the other.',
  ],
  deactivation: [
    'Who is unassigned, disabled or deleted in Entra ID is sent with active false in the next cycle. A deletion for good follows 30 days later.',
    'To have somebody out at once, use Provision on demand, or deactivate the account by hand.',
    'Who comes back may come without their groups until the next cycle.',
  ],
  traps: [
    'Up to 40 minutes pass until a change arrives. The first cycle takes longer.',
    'Entra ID writes True and False as text and operations with capitals. The profile entra reads both.',
    'A flag such as ?aadOptscim062020 behind the Tenant URL is understood, and not needed.',
    'After many failures Entra ID puts the application in quarantine and sends ever less often: look at Provisioning > Provisioning logs, and click Restart provisioning.',
  ],
  advice: {
    connect:
      'In Entra ID, open the enterprise application, Provisioning, fill in Tenant URL and Secret Token at Admin Credentials, and click Test Connection.',
    token:
      'In Entra ID, open the enterprise application, Provisioning > Admin Credentials, paste the token into Secret Token, click Test Connection, and save.',
    people:
      'In Entra ID, assign people at Users and groups and set Provisioning Status to On; the first cycle begins within minutes, and Provision on demand sends one person at once.',
    groups:
      'In Entra ID, assign the groups at Users and groups, and enable Provision Microsoft Entra ID Groups at Provisioning > Mappings.',
    members:
      'In Entra ID, look at Provisioning > Provisioning logs: members follow in the cycle after their group, about 40 minutes later.',
    deactivation:
      'In Entra ID, try it: remove a test person at Users and groups, and send the change with Provision on demand.',
  },
};
