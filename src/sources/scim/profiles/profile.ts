import { profileNames, type ProfileName } from '../../../domain/profile-names.ts';

export { profileNames, type ProfileName };

/** A request in a form that does not depend on how it came: what a profile may rewrite before it is interpreted. */
export interface DialectRequest {
  method: string;
  /** Below the directory's base URL, such as /Users/123; decoded. */
  path: string;
  /** As it came, first value of each; names as written. */
  query: Record<string, string>;
  /** Parsed JSON, or undefined where there is none. */
  body: unknown;
  userAgent: string | null;
}

/** What a profile did with a request. */
export interface Rewritten {
  request: DialectRequest;
  /** Names of rewrites, once for each time that one was needed; see dialect-notes. */
  rewrites: readonly RewriteName[];
}

/** Stable names of rewrites; see rewritePhrases. */
export type RewriteName = string;

/** An identity provider's dialect. */
export interface Profile {
  name: ProfileName;
  rewrite(request: DialectRequest): Rewritten;
  /** How a PATCH is read where RFC 7644 would refuse it; see applyPatch. */
  patch: PatchLeniency;
  /** Whether no two groups may have the same displayName. */
  groupNamesAreUnique: boolean;
  /** Whether a PATCH of a small Group is answered with the Group. RFC 7644 §3.5.2 leaves it open; nobody may be needed. */
  showsPatchedGroups: boolean;
}

export interface PatchLeniency {
  /** `replace` with a value path that matches nothing creates the element (Entra ID), instead of noTarget. */
  replaceCreatesMissing: boolean;
}
