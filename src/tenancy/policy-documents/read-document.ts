import { RollcallError } from '../../domain/rollcall-error.ts';
import type { PolicyDocument } from '../../generated/policy.ts';
import type { EffectivePolicy } from '../../policy/effective-policy.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { readPolicyVersion } from '../../store/policy-versions.ts';
import { readTenant } from '../../store/tenants.ts';
import type { TenancyDeps } from '../deps.ts';

/** A policy as a text and what it says, read against the catalog and the default policy of today. */
export interface ReadDocument {
  file: string;
  text: string;
  document: PolicyDocument;
  effective: EffectivePolicy;
}

/**
 * Reads a policy that is sent or, without one, the policy in force.
 *
 * @param then what does not happen because of an error, as the end of a sentence: "its tests are not run"
 * @throws RollcallError not_found, policy_invalid with `diagnostics` in its details
 */
export async function readDocument(
  deps: TenancyDeps,
  { id, slug }: { id: string; slug: string },
  yaml: string | undefined,
  then: string,
): Promise<ReadDocument> {
  const file = `${slug}.policy.yaml`;
  const text = yaml ?? (await readInForce(deps, id));
  const { document, effective, diagnostics } = parsePolicy(text, file, deps.policyContext);
  if (document && effective) return { file, text, document, effective };
  throw new RollcallError('policy_invalid', `The policy has errors, so ${then}.`, {
    details: { diagnostics },
  });
}

async function readInForce({ database }: TenancyDeps, id: string): Promise<string> {
  return database.inTenant(id, async (trx) => {
    const version = (await readTenant(trx, id))?.active_policy_version ?? null;
    if (version === null) throw new RollcallError('not_found', 'The tenant has no policy in force.');
    return (await readPolicyVersion(trx, id, version)).yaml;
  });
}
