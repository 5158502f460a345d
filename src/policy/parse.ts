import type { Diagnostic } from '../domain/diagnostic.ts';
import type { PolicyDocument } from '../generated/policy.ts';
import { mergeWithDefault, type EffectivePolicy } from './effective-policy.ts';
import { lintPolicy, type LintContext } from './lint/policy-lint.ts';
import { parseDocument } from './parse-document.ts';

export type PolicyContext = LintContext;

export interface ParsedPolicy {
  /** The document as written, or null if any diagnostic is an error. */
  document: PolicyDocument | null;
  /** What it means together with the default policy; null with an error, and for the default policy itself. */
  effective: EffectivePolicy | null;
  /** In the order of the file. */
  diagnostics: Diagnostic[];
}

/**
 * Reads a policy and reports everything that is wrong with it at once, each finding at its line and column.
 * Never throws, whatever the text. `file` is named in the diagnostics; if it ends in `.policy.yaml`, the tenant must
 * be the one that it names.
 */
export function parsePolicy(text: string, file: string, context: PolicyContext): ParsedPolicy {
  const { value, diagnostics } = parseDocument(text, file, 'policy', (root) =>
    lintPolicy(root, file, context),
  );
  // Without an error the document has passed the schema that the type is generated from.
  const document = value as PolicyDocument | null;
  const effective =
    document && context.defaultDocument ? mergeWithDefault(document, context.defaultDocument) : null;
  return { document, effective, diagnostics };
}
