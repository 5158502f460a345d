import type { Guide } from './guide.ts';

export const google: Guide = {
  idp: 'google',
  name: 'Google Workspace',
  sources: ['workos', 'import'],
  profile: null,
  about:
    "Google Workspace has no SCIM for apps of one's own: its autoprovisioning serves the apps of its catalog alone. So it is connected through WorkOS, which reads the directory about every 30 minutes.",
  before: ['An administrator of Google Workspace who may grant access to the directory.'],
  here: {
    before: [
      'Through WorkOS: `WORKOS_API_KEY` set.',
      'By files: somebody who may download the list of users in the Google Admin console.',
    ],
  },
  steps: [
    {
      title: 'Through WorkOS',
      checks: ['connected', 'people', 'groups'],
      says: [
        'Run `rollcall directory connect --tenant acme --idp google`, or have the product call the API. It gives a link to the Admin Portal of WorkOS.',
        'The administrator opens the link, chooses Google Workspace, and gives consent. Which groups come is chosen there too.',
      ],
    },
    {
      title: 'Or by files',
      checks: ['first_file', 'people'],
      says: [
        'In the Google Admin console, open Directory > Users and click Download users. Create a directory with `rollcall directory create --tenant acme --source import --idp google`, and run `rollcall import acme users.csv` for each new file.',
      ],
    },
  ],
  attributes: [
    { attribute: 'userName', from: 'Primary email' },
    { attribute: 'externalId', from: 'The id of the user in Google' },
    { attribute: 'name.givenName', from: 'First name' },
    { attribute: 'name.familyName', from: 'Last name' },
    { attribute: 'emails[type eq "work"].value', from: 'Primary email' },
    { attribute: 'enterprise department', from: 'Department', note: 'Where the directory has it.' },
    { attribute: 'title', from: 'Job title', note: 'Where the directory has it.' },
  ],
  groups: [
    'Through WorkOS the groups come that were chosen in the Admin Portal. Files of users have none, unless a column names them.',
  ],
  deactivation: [
    'Who is suspended or deleted in Google Workspace is gone with the next reading of WorkOS, about 30 minutes later.',
    'By files, who is missing from a whole file (`--full`) is gone.',
  ],
  traps: [
    'The profile google for SCIM exists for apps of the catalog that point to Rollcall. It was written from descriptions and not from traffic: try it with a test person first.',
  ],
  advice: {
    connect:
      'Open the link to the Admin Portal, choose Google Workspace, and give consent as an administrator.',
    token:
      'In the Google Admin console, open Apps > Web and mobile apps, the app, Autoprovisioning, and paste the token into Access token.',
    people:
      'WorkOS reads Google Workspace about every 30 minutes. If nobody comes, look in the Admin Portal whether consent was given.',
    groups: 'In the Admin Portal of WorkOS, choose the groups of Google Workspace that are to come.',
    members:
      'In the Google Admin console, look at Directory > Groups whether the groups have members; they come with the next reading, about 30 minutes later.',
    deactivation:
      'In the Google Admin console, try it: suspend a test user at Directory > Users. It arrives within about 30 minutes.',
  },
};
