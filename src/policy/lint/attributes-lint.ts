import type { CatalogAttribute } from '../../generated/catalog.ts';
import { pathOf } from '../attribute-path.ts';
import { nearest, suggestion } from '../did-you-mean.ts';
import { append, error, listed, quoted, warning, type Finding } from '../finding.ts';
import { fold } from '../fold.ts';
import { bareName, compileSensitiveNames } from '../sensitive-names.ts';
import { child, itemsAt, textAt, type SourceNode } from '../source-node.ts';
import { ALWAYS_PRESENT_ATTRIBUTES } from '../vocabulary.ts';
import { needsQuotes } from '../wrong-type.ts';
import { pathProblem, TOP_LEVEL_NAMES } from './attribute-paths.ts';
import { catalogAttribute, type PolicyWords } from './policy-words.ts';

/** The document's own `attributes`. */
export function lintAttributes(root: SourceNode, words: PolicyWords): Finding[] {
  const attributes = child(root, 'attributes');
  const isDropped = droppedPaths(child(attributes, 'sensitive'));
  const findings: Finding[] = [];
  for (const [name, mapping] of child(attributes, 'map')?.entries ?? []) {
    const known = catalogAttribute(words.catalog, name);
    if (!known) findings.push(unknownAttribute(mapping, name, words));
    findings.push(...lintPath(mapping, name, isDropped));
    if (known) append(findings, lintValues(mapping, name, known));
  }
  for (const list of ['drop', 'mask_in_logs']) {
    append(findings, itemsAt(attributes, 'sensitive', list).flatMap(lintSensitiveName));
  }
  return findings;
}

function unknownAttribute(mapping: SourceNode, name: string, words: PolicyWords): Finding {
  if (ALWAYS_PRESENT_ATTRIBUTES.some((attribute) => attribute === name)) {
    return error(
      mapping.keyAt,
      'unknown_attribute',
      `${name} is always there, and comes from the directory as it is.`,
      'Remove this mapping.',
    );
  }
  const known = Object.keys(words.catalog.attributes ?? {});
  return error(
    mapping.keyAt,
    'unknown_attribute',
    `The product has no attribute ${quoted(name)}.`,
    suggestion(name, known, `The catalog has ${listed(known, 'and')}.`),
  );
}

function lintPath(mapping: SourceNode, name: string, isDropped: (path: string) => boolean): Finding[] {
  const from = textAt(mapping, 'from');
  const at = child(mapping, 'from')?.at ?? mapping.at;
  if (from === null || from === '') return [];
  const problem = pathProblem(from);
  if (problem) return [error(at, 'unknown_path', problem.message, problem.hint)];
  if (!isDropped(from)) return [];
  return [
    warning(
      at,
      'mapped_but_dropped',
      `sensitive.drop drops ${from} on arrival, so ${name} never has a value.`,
      'Remove one of the two.',
    ),
  ];
}

/** Whether what a path leads to is dropped on arrival. */
function droppedPaths(sensitive: SourceNode | null): (path: string) => boolean {
  const drop = itemsAt(sensitive, 'drop').map((item) => item.value);
  const { anywhere, paths } = compileSensitiveNames(
    drop.filter((name) => typeof name === 'string'),
    false,
  );
  return (written) => {
    const path = pathOf(written).map(bareName);
    return (
      path.some((step) => anywhere.has(step)) ||
      paths.some((dropped) => dropped.every((step, index) => step === path[index]))
    );
  };
}

function lintValues(mapping: SourceNode, name: string, known: CatalogAttribute): Finding[] {
  const targets = [...(child(mapping, 'values')?.entries?.values() ?? []), child(mapping, 'if_missing')];
  return targets.filter((target) => target !== null).flatMap((target) => lintValue(target, name, known));
}

/** A value that the mapping gives must be one that the product's attribute can have. */
function lintValue(node: SourceNode, name: string, { type, values }: CatalogAttribute): Finding[] {
  const { value } = node;
  if (value === null || node.items || node.entries) return [];
  if (type === 'number' || type === 'boolean') {
    if (typeof value === type) return [];
    const wanted = type === 'number' ? 'a number' : 'true or false';
    return [
      error(node.at, 'wrong_type', `${name} is ${wanted}, and ${quoted(value)} is not.`, `Write ${wanted}.`),
    ];
  }
  if (typeof value !== 'string') return [needsQuotes(node, quoted(name))];
  if (!values || values.some((allowed) => fold(allowed) === fold(value.trim()))) return [];
  const all = `The catalog has ${listed(values, 'and')}.`;
  return [
    error(
      node.at,
      'unknown_value',
      `The catalog has no value ${quoted(value)} of ${name}.`,
      suggestion(value, values, all),
    ),
  ];
}

/** A slip in a name that is to be dropped would let the value in, so a near miss is worth a word. */
function lintSensitiveName(item: SourceNode): Finding[] {
  if (typeof item.value !== 'string') return [];
  const [first = '', ...rest] = item.value.split('.');
  if (/^urn:/i.test(first) || TOP_LEVEL_NAMES.some((name) => bareName(name) === bareName(first))) return [];
  const near = nearest(first, TOP_LEVEL_NAMES);
  if (near === null) return [];
  return [
    warning(
      item.at,
      'unknown_path',
      `The directory user has no ${quoted(item.value)}.`,
      `Did you mean ${[near, ...rest].join('.')}?`,
    ),
  ];
}
