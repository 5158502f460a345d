/** The dialects of identity providers that SCIM directories can be set to. */
export const profileNames = [
  'generic',
  'okta',
  'entra',
  'onelogin',
  'jumpcloud',
  'ping',
  'google',
  'rippling',
] as const;
export type ProfileName = (typeof profileNames)[number];
