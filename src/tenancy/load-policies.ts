import type { Logger } from 'pino';
import type { Actor } from '../domain/change.ts';
import type { Diagnostic } from '../domain/diagnostic.ts';
import { parsePolicy } from '../policy/parse.ts';
import type { PolicyFile } from '../store/policies-directory.ts';
import { findTenantBySlug, listTenantsOnDefault, lockTenant, writePolicyProblem } from '../store/tenants.ts';
import { activatePolicy } from './activate-policy.ts';
import { createTenant, defaultPolicyOf } from './create-tenant.ts';
import type { TenancyDeps } from './deps.ts';

/** What became of one policy file at start. */
export interface LoadedPolicy {
  tenant: string;
  file: string;
  outcome: 'activated' | 'unchanged' | 'refused';
  /** The version in force afterwards; null where there is none. */
  version: number | null;
  diagnostics: Diagnostic[];
}

/**
 * Puts the policies of a folder in force, one tenant per file; tenants that are not there yet are created. A file that
 * does not load is refused: the last good version of its tenant stays in force, and the problem is noted where it can be
 * seen. One tenant's bad file never touches another.
 */
export async function loadPolicies(
  deps: TenancyDeps,
  files: PolicyFile[],
  log: Logger,
): Promise<LoadedPolicy[]> {
  const loaded: LoadedPolicy[] = [];
  for (const file of files) loaded.push(await loadOne(deps, file, log));
  const own = new Set(files.map(({ name }) => name));
  await refreshDefaults(deps, own);
  deps.wakeLanes();
  return loaded;
}

async function loadOne(deps: TenancyDeps, file: PolicyFile, log: Logger): Promise<LoadedPolicy> {
  const actor: Actor = { kind: 'policy', id: file.file };
  const { document, effective, diagnostics } = parsePolicy(file.text, file.file, deps.policyContext);
  const slug = document?.tenant ?? file.name;
  const tenant = await deps.database.acrossTenants((trx) => findTenantBySlug(trx, slug));
  const result = { tenant: slug, file: file.file, diagnostics };

  if (!effective || diagnostics.some(({ severity }) => severity === 'error')) {
    log.error(
      { tenant: slug, file: file.file, errors: diagnostics.map(({ code, line }) => `${code}:${line}`) },
      tenant
        ? 'a policy does not load; the last good version stays in force'
        : 'a policy does not load, and its tenant has no earlier one: the tenant is not created',
    );
    if (tenant) {
      const problem = { at: deps.clock.now().toISOString(), file: file.file, diagnostics };
      await deps.database.inTenant(tenant.id, (trx) => writePolicyProblem(trx, tenant.id, problem));
    }
    return { ...result, outcome: 'refused', version: tenant?.active_policy_version ?? null };
  }
  if (!tenant) {
    await createTenant(
      deps,
      { slug, policyYaml: file.text, policyFile: file.file, policyOrigin: 'file' },
      actor,
    );
    return { ...result, outcome: 'activated', version: 1 };
  }
  const policy = { yaml: file.text, effective, origin: 'file' as const, author: file.file };
  const activation = await deps.database.inTenant(tenant.id, async (trx) => {
    const locked = await lockTenant(trx, tenant.id);
    return activatePolicy(deps, trx, locked ?? tenant, policy, actor);
  });
  return { ...result, ...activation };
}

/** Tenants without a policy of their own follow the default policy of today. */
async function refreshDefaults(deps: TenancyDeps, withFile: Set<string>): Promise<void> {
  const tenants = await deps.database.acrossTenants(listTenantsOnDefault);
  for (const { id, slug } of tenants) {
    if (withFile.has(slug)) continue;
    const policy = { ...defaultPolicyOf(deps, slug), author: 'the default policy' };
    await deps.database.inTenant(id, async (trx) => {
      const tenant = await lockTenant(trx, id);
      if (tenant)
        await activatePolicy(deps, trx, tenant, policy, { kind: 'policy', id: 'default.policy.yaml' });
    });
  }
}
