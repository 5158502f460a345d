/** The identity providers that there is a guide for, and whatever else speaks SCIM. */
export const guideNames = [
  'okta',
  'entra',
  'google',
  'onelogin',
  'jumpcloud',
  'ping',
  'pingfederate',
  'rippling',
  'generic',
] as const;
export type GuideName = (typeof guideNames)[number];

/** As sentences call it; of ping and generic, what nobody minds being called. */
export const guideTitles: Readonly<Record<GuideName, string>> = {
  okta: 'Okta',
  entra: 'Entra ID',
  google: 'Google Workspace',
  onelogin: 'OneLogin',
  jumpcloud: 'JumpCloud',
  ping: 'Ping',
  pingfederate: 'PingFederate',
  rippling: 'Rippling',
  generic: 'the identity provider',
};

/** What people and WorkOS write for one. The more telling word first. */
const words: readonly [RegExp, GuideName][] = [
  [/okta/, 'okta'],
  [/azure|entra|microsoft/, 'entra'],
  [/google|gsuite/, 'google'],
  [/one ?login/, 'onelogin'],
  [/jump ?cloud/, 'jumpcloud'],
  [/ping ?federate/, 'pingfederate'],
  [/ping/, 'ping'],
  [/rippling/, 'rippling'],
];

/**
 * Which guide is about an identity provider, by its label (okta, "azure scim v2.0") and by the profile of its directory;
 * generic where neither says.
 */
export function guideFor(idp: string | null, profile: string | null): GuideName {
  const label = (idp ?? '').toLowerCase().slice(0, 200);
  const labelled = words.find(([pattern]) => pattern.test(label))?.[1];
  return labelled ?? guideNames.find((name) => name === profile) ?? 'generic';
}

/** As sentences call the identity provider of a directory: one without a guide by its label. */
export function identityProviderName(idp: string | null, profile: string | null): string {
  const guide = guideFor(idp, profile);
  if (guide !== 'generic') return guideTitles[guide];
  const label = idp?.trim() ?? '';
  return label === '' || /^generic/i.test(label) ? guideTitles.generic : label;
}
