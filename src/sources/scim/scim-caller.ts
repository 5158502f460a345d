import type { Registry } from './protocol/attribute.ts';
import type { Profile } from './profiles/profile.ts';

/** Whose request it is: the directory that a token opens, with what is served there. */
export interface ScimCaller {
  tenantId: string;
  directoryId: string;
  profile: Profile;
  registry: Registry;
  /** Where the directory is served, without a slash at the end: https://host/scim/v2/<directory>. */
  baseUrl: string;
}
