import { RollcallError } from '../../domain/rollcall-error.ts';
import type { PolicyDraft, PolicyDraftRequest, PolicyTemplates } from '../../generated/api.ts';
import { quoted } from '../../policy/finding.ts';
import { fillTemplate, isDomain, readPolicyTemplates } from '../../store/policy-templates.ts';

/** The policies to begin with. */
export function listPolicyTemplates(): PolicyTemplates {
  return { templates: readPolicyTemplates().map(({ name, about }) => ({ name, about })) };
}

/**
 * A policy to begin with and its tests, as `rollcall policy new` writes them.
 *
 * @throws RollcallError invalid_request
 */
export function draftPolicy(
  slug: string,
  { template: wanted, domain = `${slug}.example` }: PolicyDraftRequest,
): PolicyDraft {
  const templates = readPolicyTemplates();
  const template = templates.find(({ name }) => name === wanted);
  if (!template) {
    const names = templates.map(({ name }) => name).join(', ');
    throw new RollcallError('invalid_request', `There is no template ${quoted(wanted)}. There are ${names}.`);
  }
  if (!isDomain(domain)) {
    throw new RollcallError('invalid_request', `${quoted(domain)} is no domain. Write it as in acme.com.`);
  }
  const { policy, tests } = fillTemplate(template, slug, domain);
  return { yaml: policy, tests };
}
