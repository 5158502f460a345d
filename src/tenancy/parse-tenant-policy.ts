import type { Diagnostic } from '../domain/diagnostic.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { EffectivePolicy } from '../policy/effective-policy.ts';
import { parsePolicy } from '../policy/parse.ts';
import type { TenancyDeps } from './deps.ts';

/**
 * Reads a policy that somebody sends for a tenant; what it returns of diagnostics are warnings.
 *
 * @param then what does not happen because of an error, as the end of a sentence: "it is not put in force"
 * @throws RollcallError policy_invalid, with `diagnostics` in its details
 */
export function parseTenantPolicy(
  { policyContext }: Pick<TenancyDeps, 'policyContext'>,
  slug: string,
  { yaml, file }: { yaml: string; file: string },
  then: string,
): { effective: EffectivePolicy; diagnostics: Diagnostic[] } {
  const { document, effective, diagnostics } = parsePolicy(yaml, file, policyContext);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (!effective || !document || errors.length > 0) {
    throw new RollcallError(
      'policy_invalid',
      `The policy has ${errors.length} error${errors.length === 1 ? '' : 's'}, so ${then}.`,
      { details: { diagnostics } },
    );
  }
  if (document.tenant !== slug) {
    throw new RollcallError(
      'policy_invalid',
      `The policy says "tenant: ${document.tenant ?? ''}", but the tenant is ${slug}.`,
      { details: { diagnostics } },
    );
  }
  return { effective, diagnostics };
}
