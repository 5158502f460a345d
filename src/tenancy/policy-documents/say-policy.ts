import type { PolicyDocs } from '../../generated/api.ts';
import { placesOfStatements, policyAsMarkdown } from '../../policy/plain-english/policy-as-markdown.ts';
import { policyInWords } from '../../policy/plain-english/policy-in-words.ts';
import type { TenancyDeps } from '../deps.ts';
import { readDocument } from './read-document.ts';

/**
 * A policy in plain English, as `rollcall policy docs` says it; without a text, the policy in force.
 *
 * @throws RollcallError not_found, policy_invalid with `diagnostics` in its details
 */
export async function sayPolicy(
  deps: TenancyDeps,
  tenant: { id: string; slug: string },
  yaml?: string,
): Promise<PolicyDocs> {
  const { defaultDocument, defaultText = '' } = deps.policyContext;
  const read = await readDocument(deps, tenant, yaml, 'it is not put into words');
  const { document, effective } = read;
  const placeOf = placesOfStatements(document, defaultDocument, {
    tenant: read,
    default: { file: 'default.policy.yaml', text: defaultText },
  });
  const chapters = policyInWords(effective);
  const { about } = effective;
  return {
    tenant: tenant.slug,
    about,
    chapters: chapters.map(({ title, statements }) => ({
      title,
      statements: statements.map(({ says, at }) => ({ says, at, place: placeOf(at) })),
    })),
    markdown: `${[...policyAsMarkdown(tenant.slug, about, chapters, placeOf)].join('\n')}\n`,
  };
}
