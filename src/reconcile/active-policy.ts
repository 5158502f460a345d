import { createHmac } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Catalog } from '../generated/catalog.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { compilePolicy, type CompiledPolicy } from '../policy/compile.ts';
import { completeStored, type EffectivePolicy } from '../policy/effective-policy.ts';
import { compileRedaction, type Redaction } from '../policy/redact.ts';
import type { Transaction } from '../store/database.ts';
import { readPolicyVersion } from '../store/policy-versions.ts';
import type { TenantRow } from '../store/tenants.ts';

/** A tenant's policy version, ready to decide. */
export interface ActivePolicy {
  version: number;
  effective: EffectivePolicy;
  catalog: Catalog;
  compiled: CompiledPolicy;
  redaction: Redaction;
  /** Roles that administer, strongest first. */
  administratorRoles: string[];
}

export interface ActivePolicies {
  /** The policy in force for a tenant. Versions are immutable, so a compiled one is kept. */
  load(trx: Transaction, tenant: TenantRow): Promise<ActivePolicy>;
  /** A policy that is not in force, under the number of the version that it would follow. */
  compile(policy: ProposedPolicy, version: number): ActivePolicy;
}

/** A policy that has been checked, with the catalog it was checked against. */
export interface ProposedPolicy {
  effective: EffectivePolicy;
  catalog: Catalog;
}

/**
 * Compiled policies by tenant and version, the least recently used ones dropped beyond `most`.
 *
 * @param redactionKey the installation's key, for digests that stand in for withheld identifiers
 */
export function createActivePolicies(redactionKey: Buffer, most = 500): ActivePolicies {
  const digest = identityDigest(redactionKey);
  const cache = new LRUCache<string, ActivePolicy>({ max: most });
  const compile: ActivePolicies['compile'] = ({ effective, catalog }, version) => ({
    version,
    effective,
    catalog,
    compiled: compilePolicy(effective, catalog, version),
    redaction: compileRedaction(effective.attributes.sensitive, digest),
    administratorRoles: catalog.roles.filter((role) => role.administers === true).map((role) => role.key),
  });
  return {
    compile,
    async load(trx, tenant) {
      if (tenant.active_policy_version === null) {
        throw new RollcallError('policy_invalid', `Tenant ${tenant.slug} has no policy in force.`);
      }
      const key = `${tenant.id}:${tenant.active_policy_version}`;
      const cached = cache.get(key);
      if (cached) return cached;
      const row = await readPolicyVersion<EffectivePolicy>(trx, tenant.id, tenant.active_policy_version);
      const proposed = { effective: completeStored(row.effective), catalog: row.catalog };
      const policy = compile(proposed, row.version);
      cache.set(key, policy);
      return policy;
    },
  };
}

/** Stands in for an identifier that must not be stored: stable within an installation, useless without its key. */
export function identityDigest(key: Buffer): (value: string) => string {
  return (value) => createHmac('sha256', key).update(value).digest('hex').slice(0, 32);
}
