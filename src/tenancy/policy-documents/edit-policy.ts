import { RollcallError } from '../../domain/rollcall-error.ts';
import type { PolicyEdits, PolicyEditsRequest } from '../../generated/api.ts';
import { editSettings } from '../../policy/editing/edit-settings.ts';
import { parsePolicy } from '../../policy/parse.ts';
import type { TenancyDeps } from '../deps.ts';

/**
 * Sets values in the text of a policy as a form does; comments and everything else stay as they are.
 *
 * @throws RollcallError policy_invalid, with `diagnostics` in its details, where the text that is sent has errors
 */
export function editPolicy(
  { policyContext }: Pick<TenancyDeps, 'policyContext'>,
  slug: string,
  { yaml, set }: PolicyEditsRequest,
): PolicyEdits {
  const file = `${slug}.policy.yaml`;
  const read = parsePolicy(yaml, file, policyContext);
  if (read.effective === null) {
    throw new RollcallError('policy_invalid', 'The policy has errors, so it is not edited.', {
      details: { diagnostics: read.diagnostics },
    });
  }
  if (set.length === 0) return { yaml, effective: { ...read.effective } };
  const edited = editSettings(yaml, { ...policyContext.defaultDocument }, set);
  const { effective } = parsePolicy(edited, file, policyContext);
  return { yaml: edited, effective: effective === null ? null : { ...effective } };
}
