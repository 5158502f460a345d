import type { ProfileName } from '../domain/profile-names.ts';

/** Where an administrator of the customer pastes what a directory gives out, in the words of the identity provider. */
interface Place {
  where: string;
  baseUrl: string;
  token: string;
}

const places: Readonly<Record<ProfileName, Place>> = {
  generic: { where: 'the identity provider', baseUrl: 'SCIM base URL', token: 'Bearer token' },
  okta: {
    where: 'Okta, at Provisioning > Integration, with the authentication mode HTTP Header',
    baseUrl: 'SCIM connector base URL',
    token: 'Authorization: Bearer',
  },
  entra: {
    where: 'Entra ID, at Provisioning > Admin Credentials',
    baseUrl: 'Tenant URL',
    token: 'Secret Token',
  },
  onelogin: {
    where: 'OneLogin, at Configuration > API Connection',
    baseUrl: 'SCIM Base URL',
    token: 'SCIM Bearer Token',
  },
  jumpcloud: {
    where: 'JumpCloud, at Identity Management > SCIM',
    baseUrl: 'Base URL',
    token: 'Token Key',
  },
  ping: {
    where: 'Ping, at the SCIM outbound connection, with an OAuth 2 bearer token',
    baseUrl: 'SCIM base URL',
    token: 'OAuth access token',
  },
  google: {
    where: 'Google Workspace, at Autoprovisioning',
    baseUrl: 'Endpoint URL',
    token: 'Access token',
  },
  rippling: { where: 'Rippling, at the SCIM settings of the app', baseUrl: 'SCIM base URL', token: 'Token' },
};

/** What to paste where. A token that is shown here is shown this once. */
export function pasteInstructions(
  profile: ProfileName,
  { baseUrl, token }: { baseUrl: string; token: string },
): string {
  const place = places[profile];
  const width = Math.max(place.baseUrl.length, place.token.length);
  return [
    `Paste these into ${place.where}:`,
    `  ${place.baseUrl.padEnd(width)}  ${baseUrl}`,
    `  ${place.token.padEnd(width)}  ${token}`,
    'The token is shown this once, and is kept nowhere: copy it now.',
  ].join('\n');
}
