import { basename } from 'node:path';
import { v7 as newId } from 'uuid';
import type { Actor } from '../domain/change.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { parsePolicy } from '../policy/parse.ts';
import { findTenantBySlug, insertTenant, lockTenant } from '../store/tenants.ts';
import { activatePolicy, type CheckedPolicy } from './activate-policy.ts';
import type { TenancyDeps } from './deps.ts';

export interface TenantRequest {
  /** Lower-case letters, digits and hyphens; addresses the tenant for ever. */
  slug: string;
  name?: string | null;
  /** The tenant's policy as YAML; without one the default policy is in force. */
  policyYaml?: string | null;
  /** Where that YAML comes from: for messages, and for the policy's history. */
  policyOrigin?: 'file' | 'api';
  policyFile?: string;
}

export interface FoundTenant {
  outcome: 'created' | 'exists';
  tenant: { id: string; slug: string; name: string };
}

const slugForm = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Creates a tenant with its policy in force. Where the slug is taken nothing is changed, and the existing tenant is
 * returned with the outcome `exists`.
 *
 * @throws RollcallError invalid_request (slug), policy_invalid (with `diagnostics` in its details)
 */
export async function createTenant(
  deps: TenancyDeps,
  request: TenantRequest,
  actor: Actor,
): Promise<FoundTenant> {
  const { slug } = request;
  if (!slugForm.test(slug)) {
    throw new RollcallError(
      'invalid_request',
      `${JSON.stringify(slug)} is no tenant slug: use 1 to 63 lower-case letters, digits and hyphens, such as "acme".`,
    );
  }
  const policy = checkPolicy(deps, request);
  const id = newId();
  const name = request.name ?? slug;
  // Row-level security lets a tenant's scope insert exactly its own row.
  const created = await deps.database.inTenant(id, async (trx) => {
    if (!(await insertTenant(trx, { id, slug, name, createdAt: deps.clock.now() }))) return false;
    const tenant = await lockTenant(trx, id);
    if (!tenant) throw new RollcallError('internal', 'A tenant that was just created is not there.');
    await activatePolicy(deps, trx, tenant, policy, actor);
    return true;
  });
  if (created) return { outcome: 'created', tenant: { id, slug, name } };
  const existing = await deps.database.acrossTenants((trx) => findTenantBySlug(trx, slug));
  if (!existing) throw new RollcallError('internal', 'A tenant whose slug is taken is not there.');
  return { outcome: 'exists', tenant: { id: existing.id, slug: existing.slug, name: existing.name } };
}

function checkPolicy(deps: TenancyDeps, request: TenantRequest): CheckedPolicy {
  if (request.policyYaml === undefined || request.policyYaml === null) {
    return { ...defaultPolicyOf(deps, request.slug), author: 'the default policy' };
  }
  const file = request.policyFile ?? `${request.slug}.policy.yaml`;
  const { effective, document, diagnostics } = parsePolicy(request.policyYaml, file, deps.policyContext);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (!effective || !document || errors.length > 0) {
    throw new RollcallError(
      'policy_invalid',
      `The policy has ${errors.length} error(s), so nothing was created.`,
      {
        details: { diagnostics },
      },
    );
  }
  if (document.tenant !== request.slug) {
    throw new RollcallError(
      'policy_invalid',
      `The policy says "tenant: ${document.tenant}", but the tenant is ${request.slug}.`,
      { details: { diagnostics } },
    );
  }
  const origin = request.policyOrigin ?? 'api';
  // The audit log is read by the customer as well, to whom a path of this machine says nothing.
  const author = origin === 'file' || request.policyFile !== undefined ? basename(file) : 'the API';
  return { yaml: request.policyYaml, effective, origin, author };
}

/** The policy of a tenant that has none of its own. */
export function defaultPolicyOf(
  deps: Pick<TenancyDeps, 'policyContext'>,
  slug: string,
): Omit<CheckedPolicy, 'author'> {
  const yaml = `version: rollcall/v1\ntenant: ${slug}\n`;
  const { effective } = parsePolicy(yaml, `${slug}.policy.yaml`, deps.policyContext);
  if (!effective) throw new RollcallError('policy_invalid', 'The default policy does not stand on its own.');
  return { yaml, effective, origin: 'default' };
}
