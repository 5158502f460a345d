import { LRUCache } from 'lru-cache';
import { scimBaseUrl } from '../../domain/scim-base-url.ts';
import { profileOf } from '../../sources/scim/profiles/profile-of.ts';
import type { Registry } from '../../sources/scim/protocol/attribute.ts';
import { readCustomSchema } from '../../sources/scim/protocol/custom-schema.ts';
import { buildRegistry } from '../../sources/scim/protocol/registry.ts';
import type { ScimCaller } from '../../sources/scim/scim-caller.ts';
import { readDirectorySchemas } from '../../store/directory-schemas.ts';
import type { PresentedToken } from '../../store/directory-tokens.ts';
import type { HttpDeps } from '../deps.ts';

/** Directories that are kept ready. */
const MOST_KEPT = 1_000;

export type CallerOf = (token: PresentedToken) => Promise<ScimCaller>;

/**
 * What is served in the directory of a token. Made once for each version of its extension schemas, because everything
 * about a resource is looked up in it.
 */
export function directoryCallers(deps: Pick<HttpDeps, 'database' | 'scim' | 'publicUrl'>): CallerOf {
  const { database, publicUrl } = deps;
  const { testResource } = deps.scim.settings;
  const withoutCustom = buildRegistry({ testResource, custom: [] });
  const kept = new LRUCache<string, ScimCaller>({ max: MOST_KEPT });

  async function registryOf({ tenantId, directoryId, schemasVersion }: PresentedToken): Promise<Registry> {
    // Most directories never have one, and share a registry.
    if (schemasVersion === 0) return withoutCustom;
    const stored = await readDirectorySchemas(database, tenantId, directoryId);
    if (stored.length === 0) return withoutCustom;
    return buildRegistry({ testResource, custom: stored.map(readCustomSchema) });
  }

  return async (token) => {
    const { tenantId, directoryId, schemasVersion } = token;
    const profile = token.profile ?? 'generic';
    const key = `${directoryId} ${schemasVersion} ${profile}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const caller: ScimCaller = {
      tenantId,
      directoryId,
      profile: profileOf(profile),
      registry: await registryOf(token),
      baseUrl: scimBaseUrl(publicUrl, directoryId),
    };
    kept.set(key, caller);
    return caller;
  };
}
