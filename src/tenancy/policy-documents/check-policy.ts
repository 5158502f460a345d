import type { PolicyCheck, PolicyCheckRequest } from '../../generated/api.ts';
import { parsePolicy } from '../../policy/parse.ts';
import type { TenancyDeps } from '../deps.ts';

/** What is wrong with a policy, as `rollcall policy check` finds it. Errors are the answer, no fault. */
export function checkPolicy(
  { policyContext }: Pick<TenancyDeps, 'policyContext'>,
  slug: string,
  { yaml, file = `${slug}.policy.yaml` }: PolicyCheckRequest,
): PolicyCheck {
  return { diagnostics: parsePolicy(yaml, file, policyContext).diagnostics };
}
