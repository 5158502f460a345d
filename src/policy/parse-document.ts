import type { Diagnostic } from '../domain/diagnostic.ts';
import { error, toDiagnostics, type Finding } from './finding.ts';
import { readYaml } from './read-yaml.ts';
import { checkSchema } from './schema-check.ts';
import type { DocumentKind } from './schema-validators.ts';
import type { SourceNode } from './source-node.ts';

export interface ParsedDocument {
  /** The document, or null if there is an error in it. */
  value: unknown;
  diagnostics: Diagnostic[];
}

/** Reads a YAML document of one kind and reports everything that is wrong with it at once. Never throws. */
export function parseDocument(
  text: string,
  file: string,
  kind: DocumentKind,
  lint: (root: SourceNode) => Finding[],
): ParsedDocument {
  const { root, findings, reliableUntil, positionOf } = readYaml(text);
  const lineOf = (offset: number): number => positionOf(offset).line;
  if (root?.entries) {
    const schema = checkSchema(kind, root);
    if (reliableUntil === Infinity) findings.push(...schema, ...lint(root));
    else
      findings.push(
        ...schema.filter((found) => lineOf(found.at) < lineOf(reliableUntil) && !MISSING.has(found.code)),
      );
  } else if (root && root.value !== null) {
    findings.push(
      error(
        root.at,
        'not_a_mapping',
        `This is no ${NAMES[kind]}: it has to consist of keys and values.`,
        'Start with version: rollcall/v1.',
      ),
    );
  } else if (findings.length === 0) {
    findings.push(error(0, 'empty_file', 'This file is empty.', 'Start with version: rollcall/v1.'));
  }
  const diagnostics = toDiagnostics(findings, file, positionOf);
  const failed = diagnostics.some(({ severity }) => severity === 'error');
  return { value: failed ? null : (root?.value ?? null), diagnostics };
}

const NAMES: Record<DocumentKind, string> = { policy: 'policy', catalog: 'catalog', tests: 'list of tests' };

/** What is missing may stand where a syntax error hides it. */
const MISSING: ReadonlySet<string> = new Set(['missing_key', 'missing_value', 'nothing_below']);
