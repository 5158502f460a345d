import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { Logger } from 'pino';
import type { Actor } from '../domain/change.ts';
import type { Diagnostic } from '../domain/diagnostic.ts';
import { parsePolicy } from '../policy/parse.ts';
import { withoutPullMarker } from '../policy/pull-marker.ts';
import type { Transaction } from '../store/database.ts';
import type { PolicyFile } from '../store/policies-directory.ts';
import { readPolicyVersion } from '../store/policy-versions.ts';
import {
  findTenantBySlug,
  listTenantsOnDefault,
  lockTenant,
  writePolicyFileDigest,
  writePolicyProblem,
  type TenantRow,
} from '../store/tenants.ts';
import { activatePolicy, policyDigest, type CheckedPolicy } from './activate-policy.ts';
import { createTenant, defaultPolicyOf } from './create-tenant.ts';
import type { TenancyDeps } from './deps.ts';
import { unseenInWords, unseenVersion } from './unseen-version.ts';

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
 * does not load, or that would undo what was put in force elsewhere, is refused: what is in force stays, and the problem
 * is noted where it can be seen. One tenant's bad file never touches another.
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
  const actor: Actor = { kind: 'policy', id: basename(file.file) };
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
    const founded = await createTenant(
      deps,
      { slug, policyYaml: file.text, policyFile: file.file, policyOrigin: 'file' },
      actor,
    );
    const { id } = founded.tenant;
    await deps.database.inTenant(id, (trx) => writePolicyFileDigest(trx, id, digestOfText(file.text)));
    return { ...result, outcome: 'activated', version: 1 };
  }
  // Customers read it in their log: nothing of where the file is.
  const policy = { yaml: file.text, effective, origin: 'file' as const, author: basename(file.file) };
  return deps.database.inTenant(tenant.id, async (trx): Promise<LoadedPolicy> => {
    const locked = (await lockTenant(trx, tenant.id)) ?? tenant;
    const kept = await whyKept(deps, trx, locked, file, policy);
    const textDigest = digestOfText(file.text);
    if (locked.policy_file_digest !== textDigest) await writePolicyFileDigest(trx, tenant.id, textDigest);
    if (kept === null) return { ...result, ...(await activatePolicy(deps, trx, locked, policy, actor)) };
    log.error(
      { tenant: slug, file: file.file, reason: kept.code, version: locked.active_policy_version },
      'a policy file is not put in force, because that would undo what is; it stays in force',
    );
    const problem = { at: deps.clock.now().toISOString(), file: file.file, diagnostics: [kept] };
    await writePolicyProblem(trx, tenant.id, problem);
    const found = [...diagnostics, kept];
    return { ...result, diagnostics: found, outcome: 'refused', version: locked.active_policy_version };
  });
}

/** Why a file must not replace what is in force: a restart never undoes what was done while the service ran. */
async function whyKept(
  deps: TenancyDeps,
  trx: Transaction,
  tenant: TenantRow,
  { file, text }: PolicyFile,
  policy: CheckedPolicy,
): Promise<Diagnostic | null> {
  const { id, slug, active_policy_version: active, policy_file_digest: lastRead } = tenant;
  if (active === null) return null;
  const inForce = await readPolicyVersion(trx, id, active);
  if (inForce.digest === policyDigest(policy, deps.policyContext.catalog)) return null;
  const refusal = { file, line: 1, column: 1, severity: 'error' as const };
  const unseen = await unseenVersion(trx, tenant, text);
  if (unseen !== null) {
    return {
      ...refusal,
      code: 'not_seen_by_git',
      message: `${unseenInWords(unseen)} The file is not put in force, because that would undo it.`,
      hint: `Run \`rollcall policy pull ${slug}\`, and commit what it writes.`,
    };
  }
  // The same file as at the last start, and yet something else is in force: that was pushed since, from a newer file.
  const textDigest = digestOfText(text);
  if (lastRead !== textDigest || digestOfText(inForce.yaml) === textDigest) return null;
  return {
    ...refusal,
    code: 'pushed_since',
    message: `Version ${active} of the policy was pushed by ${inForce.author} at ${inForce.created_at.toISOString()}, after this file was read for the first time. The file is not put in force, because that would undo it.`,
    hint: 'Bring the files of the policies folder up to date, and start again.',
  };
}

function digestOfText(yaml: string): string {
  return createHash('sha256').update(withoutPullMarker(yaml)).digest('hex');
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
