import type { ProfileName } from './profile.ts';

/** Who speaks a dialect, in sentences. */
export const identityProviders: Readonly<Record<ProfileName, { short: string; full: string }>> = {
  generic: { short: 'The identity provider', full: 'the standard' },
  okta: { short: 'Okta', full: 'Okta' },
  entra: { short: 'Entra', full: 'Entra ID' },
  onelogin: { short: 'OneLogin', full: 'OneLogin' },
  jumpcloud: { short: 'JumpCloud', full: 'JumpCloud' },
  ping: { short: 'Ping', full: 'PingOne or PingFederate' },
  google: { short: 'Google', full: 'Google Workspace' },
  rippling: { short: 'Rippling', full: 'Rippling' },
};
