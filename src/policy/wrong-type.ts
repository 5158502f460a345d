import { error, listed, quoted, type Finding } from './finding.ts';
import type { SourceNode } from './source-node.ts';

/** What to say of a value that is of none of the expected JSON Schema types. `place` is as a sentence names it. */
export function wrongType(node: SourceNode, place: string, expected: readonly string[]): Finding {
  if (node.value === null && node.written !== 'null') return missingValue(node, place, expected);
  if (expected.length === 1 && expected[0] === 'string' && node.written !== null)
    return needsQuotes(node, place);
  const takes = `${upper(place)} takes ${listed(expected.map(nameOfType))}, not ${nameOfValue(node)}.`;
  return error(node.at, 'wrong_type', takes, hintFor(node, expected));
}

/** YAML read an unquoted value as something else than text, where only text makes sense: an id such as 0123. */
export function needsQuotes(node: SourceNode, place: string): Finding {
  const written = node.written ?? String(node.value);
  return error(
    node.at,
    'needs_quotes',
    `${upper(place)} has to be text, and YAML reads ${written} without quotes as ${nameOfValue(node)}.`,
    `Write it in quotes: "${written}".`,
  );
}

function missingValue(node: SourceNode, place: string, expected: readonly string[]): Finding {
  const example = expected.includes('array') ? 'Write [] for an empty list, or remove the key.' : null;
  return error(
    node.keyAt,
    'missing_value',
    `${upper(place)} has no value.`,
    example ??
      (expected.includes('object')
        ? 'Write what belongs below it, or remove the key.'
        : 'Write a value, or remove the key.'),
  );
}

function hintFor(node: SourceNode, expected: readonly string[]): string | null {
  const { value } = node;
  const isScalar = node.entries === null && node.items === null;
  if (expected.includes('array'))
    return isScalar ? `Write it as a list: [${written(node)}].` : 'Start each entry with a -.';
  if (expected.includes('boolean') && typeof value === 'string') {
    if (/^(yes|on|true|y)$/i.test(value)) return 'Write true, without quotes.';
    if (/^(no|off|false|n)$/i.test(value)) return 'Write false, without quotes.';
  }
  if (expected.includes('number') || expected.includes('integer')) {
    if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()))
      return `Write it without quotes: ${value.trim()}.`;
  }
  if (expected.includes('object') && typeof value === 'string' && /^[A-Za-z_][\w-]*:[^\s:/]/.test(value))
    return 'Write each key on a line of its own, indented, with a space after the colon.';
  if (expected.includes('object'))
    return isScalar ? 'Write its keys below it, indented.' : 'Remove the -, and write key: value.';
  if (node.items?.length === 1) return 'Remove the - or the [ ].';
  return null;
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function written(node: SourceNode): string {
  return node.written ?? String(node.value);
}

function nameOfType(type: string): string {
  return TYPE_NAMES.get(type) ?? type;
}

const TYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ['string', 'a text'],
  ['number', 'a number'],
  ['integer', 'a whole number'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['object', 'keys and values'],
]);

function nameOfValue(node: SourceNode): string {
  if (node.items !== null) return 'a list';
  if (node.entries !== null) return 'keys and values';
  if (node.value === null) return 'nothing (null)';
  if (typeof node.value === 'number') return `the number ${node.value}`;
  if (typeof node.value === 'boolean') return `the yes-or-no value ${String(node.value)}`;
  return `the text ${quoted(node.value)}`;
}
