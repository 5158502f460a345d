import { LRUCache } from 'lru-cache';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { CompiledPolicy } from '../policy/compile.ts';
import { completeStored, type EffectivePolicy } from '../policy/effective-policy.ts';
import { withProposedRules } from '../policy/proposed-rules.ts';
import type { Redaction } from '../policy/redact.ts';
import type { Transaction } from '../store/database.ts';
import { readPolicyVersion } from '../store/policy-versions.ts';
import type { ActivePolicies, ActivePolicy } from './active-policy.ts';

/** What is decided by as well, and not applied. */
export interface Shadow {
  /** The proposed version; that in force itself where it only proposes rules. */
  version: number;
  compiled: CompiledPolicy;
  /** What the proposal would keep of a directory user; null where that is what the policy in force keeps. */
  redaction: Redaction | null;
  notes: ShadowNotes;
}

/** Hears what deciding under proposals comes to. */
export interface ShadowNotes {
  /** Decisions that were taken under the proposal as well. */
  decided(counts: { same: number; differs: number }): void;
  /** What could not be compiled (nobody), decided or noted: nothing else depends on it. */
  failed(tenantId: string, people: number, fault: unknown): void;
}

/** For a command, whose result says nothing of proposals. */
export const silentNotes: ShadowNotes = { decided: () => undefined, failed: () => undefined };

/** The proposal of a tenant; null where it has none, for which nothing is asked of the database. */
export type ShadowPolicies = (
  trx: Transaction,
  tenant: { id: string; proposed_policy_version: number | null },
  policy: ActivePolicy,
) => Promise<Shadow | null>;

/**
 * What tenants propose: a proposed version as it would be in force, else the policy in force with the rules that it
 * proposes. Versions are immutable, so what is compiled is kept, and one that does not compile is noted once.
 */
export function createShadowPolicies(
  policies: Pick<ActivePolicies, 'compile'>,
  notes: ShadowNotes,
  most = 500,
): ShadowPolicies {
  const cache = new LRUCache<string, { shadow: Shadow | null }>({ max: most });
  return async (trx, tenant, policy) => {
    const proposed = tenant.proposed_policy_version;
    if (proposed === null && !policy.effective.rules.some(({ status }) => status === 'proposed')) return null;
    const key = `${tenant.id}:${policy.version}:${proposed ?? 'rules'}`;
    const cached = cache.get(key);
    if (cached) return cached.shadow;
    const row = proposed === null ? null : await readPolicyVersion<EffectivePolicy>(trx, tenant.id, proposed);
    let shadow: Shadow | null = null;
    try {
      const effective = row === null ? withProposedRules(policy.effective) : completeStored(row.effective);
      if (effective !== null) {
        const version = row?.version ?? policy.version;
        const { compiled, redaction } = policies.compile(
          { effective, catalog: row?.catalog ?? policy.catalog },
          version,
        );
        shadow = { version, compiled, redaction: dropsTheSame(effective, policy) ? null : redaction, notes };
      }
    } catch (fault) {
      notes.failed(tenant.id, 0, fault);
    }
    cache.set(key, { shadow });
    return shadow;
  };
}

function dropsTheSame({ attributes }: EffectivePolicy, { effective }: ActivePolicy): boolean {
  return canonicalJson(attributes.sensitive) === canonicalJson(effective.attributes.sensitive);
}
