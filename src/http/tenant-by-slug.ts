import { LRUCache } from 'lru-cache';
import type { Database } from '../store/database.ts';
import { findTenantBySlug } from '../store/tenants.ts';
import type { TenantRef } from './route.ts';

export type FindTenant = (slug: string) => Promise<TenantRef | null>;

/** Finds tenants by slug, and remembers them: neither a tenant's slug nor its id ever changes. */
export function rememberingTenants(database: Database, most = 10_000): FindTenant {
  const known = new LRUCache<string, TenantRef>({ max: most });
  return async (slug) => {
    const remembered = known.get(slug);
    if (remembered !== undefined) return remembered;
    const found = await database.acrossTenants((trx) => findTenantBySlug(trx, slug));
    if (found === null) return null;
    const tenant = { id: found.id, slug: found.slug };
    known.set(slug, tenant);
    return tenant;
  };
}
