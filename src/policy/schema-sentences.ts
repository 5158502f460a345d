import type { ErrorObject, SchemaObject } from 'ajv';
import { nearest, suggestion } from './did-you-mean.ts';
import { error, listed, quoted, type Finding } from './finding.ts';
import { segmentsOf, type SourceNode } from './source-node.ts';
import { OPERATOR_SYNONYMS, OPERATORS } from './vocabulary.ts';
import { wrongType } from './wrong-type.ts';

/** Says one error of ajv in words, at the place of the mistake. `node` is the value that the error is about. */
export function schemaSentence(found: ErrorObject, node: SourceNode, schema: SchemaObject): Finding {
  const place = placeName(found.instancePath);
  const params = found.params as Record<string, unknown>;
  const explained = descriptionOf((found.parentSchema ?? {}) as SchemaObject, schema);
  switch (found.keyword) {
    case 'additionalProperties':
      return unknownKey(found, node, String(params['additionalProperty']), schema);
    case 'propertyNames':
      return badKey(node, String(params['propertyName']), place);
    case 'required':
      return missingKey(found, node, String(params['missingProperty']), place, schema);
    case 'type':
      return wrongType(node, place, [found.schema].flat().map(String));
    case 'enum':
      return notAllowed(found, node, place);
    case 'pattern':
      return error(node.at, 'bad_format', `${quoted(node.value)} does not fit ${place}.`, explained);
    case 'uniqueItems':
      return repeated(node, Math.max(Number(params['i']), Number(params['j'])), place);
    case 'minItems':
      return error(node.at, 'empty_list', `${upper(place)} is an empty list.`, explained);
    case 'minProperties':
      return error(node.keyAt, 'nothing_below', `${upper(place)} has nothing below it.`, explained);
    case 'minLength':
      return error(node.at, 'empty_text', `${upper(place)} is empty.`, explained);
    case 'maxLength':
      return error(
        node.at,
        'too_long',
        `${upper(place)} has more than ${String(params['limit'])} characters.`,
        null,
      );
    default:
      return error(
        node.at,
        'out_of_range',
        `${upper(place)} ${found.message ?? 'is not allowed'}.`,
        explained,
      );
  }
}

/** How a message names a place: the key, or the entry of a list. */
function placeName(pointer: string): string {
  const segments = segmentsOf(pointer);
  const last = segments.at(-1);
  if (last === undefined) return 'the file';
  if (!/^\d+$/.test(last)) return quoted(last);
  const list = segments.findLast((segment) => !/^\d+$/.test(segment));
  return list === undefined ? 'an entry' : `an entry of ${quoted(list)}`;
}

function unknownKey(found: ErrorObject, node: SourceNode, key: string, schema: SchemaObject): Finding {
  const parent = found.parentSchema as { title?: string; properties?: Record<string, unknown> };
  const known = Object.keys(parent.properties ?? {});
  const at = node.entries?.get(key)?.keyAt ?? node.at;
  if (/^[^:]+:\S/.test(key)) {
    return error(at, 'unknown_key', `${quoted(key)} is read as one key.`, 'Write a space after the colon.');
  }
  if (parent.title === 'Leaf condition' || parent.title === 'Leaf filter')
    return unknownInCondition(node, key, at, known);
  if (parent.title?.endsWith(' condition') || parent.title?.endsWith(' filter')) {
    return error(
      at,
      'mixed_condition',
      `${quoted(key)} cannot stand beside ${listed(known.filter((name) => node.entries?.has(name) && !LABELS.has(name)))}.`,
      'Put both into the list of one all or any.',
    );
  }
  const home = sectionWith(key, schema);
  const otherwise = home === null ? `Known here: ${listed(known, 'and')}.` : `It belongs under ${home}.`;
  return error(at, 'unknown_key', `There is no key ${quoted(key)} here.`, suggestion(key, known, otherwise));
}

const LABELS: ReadonlySet<string> = new Set(['name', 'because']);

function unknownInCondition(node: SourceNode, key: string, at: number, known: readonly string[]): Finding {
  if (key === 'when') {
    return error(
      at,
      'unknown_key',
      'A filter has no "when".',
      'Write its all, any or not right below its name.',
    );
  }
  const synonym = OPERATOR_SYNONYMS.get(key) ?? null;
  const near = synonym ?? nearest(key, [...known, 'all', 'any', 'not']);
  const meant = near === null ? null : `Did you mean ${near}?`;
  const hasSubject = node.entries?.has('attribute') === true || node.entries?.has('fact') === true;
  if (!hasSubject || (near !== null && !OPERATORS.some((operator) => operator === near))) {
    return error(
      at,
      'unknown_key',
      `There is no key ${quoted(key)} in a condition.`,
      meant ?? CONDITION_FORM,
    );
  }
  return error(
    at,
    'unknown_operator',
    `There is no operator ${quoted(key)}.`,
    meant ?? `There are ${listed(OPERATORS, 'and')}.`,
  );
}

const CONDITION_FORM =
  'Write { attribute: NAME, OPERATOR: VALUE } or { fact: NAME, OPERATOR: VALUE }, or all, any or not.';

/** The section of a policy that has this key, or null. */
function sectionWith(key: string, schema: SchemaObject): string | null {
  const sections = (schema['properties'] ?? {}) as Record<string, SchemaObject>;
  for (const [name, section] of Object.entries(sections)) {
    if (Object.hasOwn((resolved(section, schema)['properties'] ?? {}) as object, key)) return name;
  }
  return null;
}

function badKey(node: SourceNode, key: string, place: string): Finding {
  const at = node.entries?.get(key)?.keyAt ?? node.at;
  return error(
    at,
    'bad_name',
    `${quoted(key)} cannot be a name under ${place}.`,
    'Names have small letters, digits and _, and start with a letter.',
  );
}

function missingKey(
  found: ErrorObject,
  node: SourceNode,
  key: string,
  place: string,
  schema: SchemaObject,
): Finding {
  const properties = (found.parentSchema as { properties?: Record<string, SchemaObject> }).properties;
  const explained = descriptionOf(properties?.[key] ?? {}, schema);
  return error(node.keyAt, 'missing_key', `${upper(place)} needs ${quoted(key)}.`, explained);
}

function notAllowed(found: ErrorObject, node: SourceNode, place: string): Finding {
  const allowed = (found.schema as unknown[]).map(String);
  const [only] = allowed;
  const near = typeof node.value === 'string' ? nearest(node.value, allowed) : null;
  if ((found.parentSchema as { title?: string }).title === 'Test state event') {
    return error(
      node.at,
      'not_allowed_value',
      `${quoted(node.value)} is no event.`,
      near !== null
        ? `Did you mean ${near}?`
        : `Write ${listed(allowed)}, or { joined: GROUP }, { left: GROUP }, { changed: ... }, { role_set: ROLE } or { after: 14d }.`,
    );
  }
  if (allowed.length === 1 && only !== undefined) {
    return error(node.at, 'not_allowed_value', `${upper(place)} takes only ${only}.`, `Write ${only}.`);
  }
  if (node.value === null) return wrongType(node, place, ['string']);
  const takes = `It takes ${listed(allowed)}.`;
  if (place === '"fact"') return unknownFact(node, allowed, takes);
  return error(
    node.at,
    'not_allowed_value',
    `${quoted(node.value)} is no ${place.startsWith('an ') ? place.slice(3) : `value of ${place}`}.`,
    near === null ? takes : `Did you mean ${near}? ${takes}`,
  );
}

function unknownFact(node: SourceNode, allowed: readonly string[], takes: string): Finding {
  const otherwise = `${takes} What the directory says of a person is an attribute: { attribute: NAME, ... }.`;
  return error(
    node.at,
    'unknown_fact',
    `There is no fact ${quoted(node.value)}.`,
    suggestion(String(node.value), allowed, otherwise),
  );
}

function repeated(node: SourceNode, index: number, place: string): Finding {
  const item = node.items?.[index] ?? node;
  return error(item.at, 'repeated_value', `${quoted(item.value)} is in ${place} twice.`, 'Keep one of them.');
}

function descriptionOf(schema: SchemaObject, root: SchemaObject): string | null {
  const found = resolved(schema, root) as { description?: string; examples?: unknown[]; enum?: unknown[] };
  const { description, examples } = found;
  if (description === undefined) return null;
  const example = examples?.[0];
  // The description of a choice names what there is to choose from.
  return typeof example === 'string' && found.enum === undefined
    ? `${description} Such as ${example}.`
    : description;
}

/** The schema that a `$ref` leads to. */
function resolved(schema: SchemaObject, root: SchemaObject): SchemaObject {
  const ref: unknown = schema['$ref'];
  if (typeof ref !== 'string') return schema;
  let found: unknown = root;
  for (const segment of segmentsOf(ref)) found = (found as Record<string, unknown>)[segment];
  return found as SchemaObject;
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
