import type { Diagnostic } from '../domain/diagnostic.ts';
import { append, error, toDiagnostics, type Finding } from './finding.ts';
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
  const { root, findings, reliableUntil, unreadable, positionOf } = readYaml(text);
  if (root?.entries) {
    const isWhole = reliableUntil === Infinity;
    const lastLine = positionOf(reliableUntil).line;
    const isReliable = ({ at, code }: Finding): boolean =>
      (isWhole || (positionOf(at).line < lastLine && !NEEDS_THE_WHOLE.has(code))) &&
      !unreadable.some(({ from, to }) => at >= from && at <= to);
    const found = [...checkSchema(kind, root), ...lint(root)];
    append(findings, found.filter(isReliable));
  } else if (root && root.value !== null) {
    findings.push(
      error(
        root.at,
        'not_a_mapping',
        `This is no ${NAMES[kind]}: it has to consist of keys and values.`,
        'Start with version: rollcall/v1.',
      ),
    );
  } else if (!findings.some(({ severity }) => severity === 'error')) {
    findings.push(error(0, 'empty_file', 'This file is empty.', 'Start with version: rollcall/v1.'));
  }
  const diagnostics = toDiagnostics(findings, file, positionOf);
  const failed = diagnostics.some(({ severity }) => severity === 'error');
  return { value: failed ? null : (root?.value ?? null), diagnostics };
}

const NAMES: Record<DocumentKind, string> = { policy: 'policy', catalog: 'catalog', tests: 'list of tests' };

/** Findings that what a syntax error hides could prove wrong. */
const NEEDS_THE_WHOLE: ReadonlySet<string> = new Set([
  'missing_key',
  'missing_value',
  'nothing_below',
  'no_subject',
  'no_operator',
  'mapping_without_id',
  'mapping_without_name',
  'mapping_without_effect',
  'unknown_attribute',
  'unmapped_attribute',
  'unknown_workspace',
  'unknown_name',
  'filters_without_filter',
  'nobody_gets_access',
  'role_only_by_hand',
  'email_links_nobody',
]);
