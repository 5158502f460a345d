import type { Guide } from './guide.ts';

export const onelogin: Guide = {
  idp: 'onelogin',
  name: 'OneLogin',
  sources: ['scim', 'workos'],
  profile: 'onelogin',
  about: 'OneLogin sends the people of the app as a JSON template says, when their record changes.',
  before: ['An administrator of OneLogin who may add applications.'],
  steps: [
    {
      title: 'Add the application',
      says: [
        'Open Applications > Add App, search for "SCIM Provisioner with SAML (SCIM v2 Enterprise)", give it a name, and save.',
      ],
      picture: {
        place: 'Applications > Add App',
        rows: [
          {
            as: 'text',
            label: 'Find Applications',
            value: 'SCIM Provisioner with SAML (SCIM v2 Enterprise)',
          },
          { as: 'text', label: 'Display Name', value: 'Our product' },
          { as: 'button', label: 'Save' },
        ],
      },
    },
    {
      title: 'Connect',
      checks: ['first_request'],
      picture: { place: 'The app > Configuration > API Connection' },
      says: ['On the tab Configuration, at API Connection, fill in:'],
      fields: [
        { field: 'SCIM Base URL', value: '{base_url}' },
        {
          field: 'SCIM JSON Template',
          value:
            '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"userName":"{$parameters.scimusername}","externalId":"{$user.id}","active":true,"name":{"givenName":"{$user.firstname}","familyName":"{$user.lastname}"},"emails":[{"value":"{$user.email}","type":"work","primary":true}],"title":"{$parameters.title}","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"{$parameters.department}"}}',
        },
        { field: 'SCIM Bearer Token', value: '{token}' },
      ],
    },
    {
      title: 'Enable',
      checks: ['first_request'],
      says: ['At API Status click Enable. OneLogin asks for somebody who does not exist. Save.'],
      picture: {
        place: 'The app > Configuration > API Connection',
        rows: [
          { as: 'button', label: 'Enable', value: 'API Status' },
          { as: 'button', label: 'Save' },
        ],
      },
    },
    {
      title: 'Let OneLogin provision',
      says: [
        'On the tab Provisioning, tick Enable provisioning. Where "Require admin approval before this action is performed" is ticked, each person waits at Users > Provisioning until somebody approves.',
      ],
      picture: {
        place: 'The app > Provisioning',
        rows: [
          { as: 'tick', label: 'Enable provisioning' },
          { as: 'button', label: 'Save' },
        ],
      },
    },
    {
      title: 'Choose what is sent',
      says: [
        'On the tab Parameters, set scimusername to Email. Open Groups and tick "Include in User Provisioning".',
      ],
      picture: {
        place: 'The app > Parameters',
        rows: [
          { as: 'choice', label: 'scimusername', value: 'Email' },
          { as: 'tick', label: 'Groups: Include in User Provisioning' },
          { as: 'button', label: 'Save' },
        ],
      },
    },
    {
      title: 'Assign people and groups',
      checks: ['people', 'groups', 'memberships'],
      says: [
        'On the tab Access choose the roles whose people come. On the tab Rules, add a rule with the action "Set Groups in ..." that says which groups people are sent with.',
      ],
      picture: {
        place: 'The app > Access and Rules',
        rows: [
          { as: 'tick', label: 'Access > Roles: Employees' },
          { as: 'choice', label: 'Rules > Actions', value: 'Set Groups in ...' },
          { as: 'button', label: 'Save' },
        ],
      },
    },
  ],
  attributes: [
    { attribute: 'userName', from: 'scimusername', note: 'Set it to Email on the tab Parameters.' },
    { attribute: 'externalId', from: '{$user.id}' },
    { attribute: 'name.givenName', from: '{$user.firstname}' },
    { attribute: 'name.familyName', from: '{$user.lastname}' },
    { attribute: 'emails[type eq "work"].value', from: '{$user.email}' },
    { attribute: 'title', from: '{$parameters.title}' },
    { attribute: 'enterprise department', from: '{$parameters.department}' },
  ],
  groups: [
    'Groups come from the rules of the app, not from the groups of OneLogin themselves.',
    'Through WorkOS, OneLogin tells nobody of a removal from a group; a resync finds it.',
  ],
  deactivation: [
    'On the tab Provisioning, choose what happens when people are deleted in OneLogin, or lose the app: Suspend sends active false, Delete removes the person. Both end access here, and neither removes the account.',
  ],
  traps: [
    'A template with mistakes sends nothing, and OneLogin shows the failure at Users > Provisioning alone.',
    'Templates with the URN of SCIM 1, emails that are an object, or managerId are read by the profile onelogin.',
  ],
  advice: {
    connect:
      'In OneLogin, open the app, the tab Configuration, fill in SCIM Base URL and SCIM Bearer Token, and click Enable at API Status.',
    token: 'In OneLogin, open the app, the tab Configuration, and paste the token into SCIM Bearer Token.',
    people:
      'In OneLogin, tick Enable provisioning on the tab Provisioning, give people the app on the tab Access, and approve what waits at Users > Provisioning.',
    groups:
      'In OneLogin, open the app: tick "Include in User Provisioning" for Groups on the tab Parameters, and add a rule "Set Groups in ..." on the tab Rules.',
    members:
      'In OneLogin, look at the tab Rules whether the rule fits the people, then click More Actions > Reapply entitlement mappings.',
    deactivation:
      'In OneLogin, choose Suspend or Delete on the tab Provisioning, and try it: take the app from a test person.',
  },
};
