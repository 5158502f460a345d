import { stringify } from 'yaml';
import { code } from './markdown-parts.ts';

/** What the reference needs of a JSON Schema. */
export interface Schema {
  $ref?: string;
  title?: string;
  type?: string | string[];
  description?: string;
  markdownDescription?: string;
  enum?: unknown[];
  enumDescriptions?: string[];
  default?: unknown;
  examples?: unknown[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  anyOf?: Schema[];
  definitions?: Record<string, Schema>;
}

/** What a key can be set to, in words. */
export function takes(schema: Schema, root: Schema): string {
  if (schema.enum) return schema.enum.map((value) => code(String(value))).join(', ');
  if (schema.title?.endsWith('ondition') === true) return 'a [condition](#conditions)';
  if (schema.title === 'Filter rule') return 'a filter, see [conditions](#conditions)';
  if (schema.title === 'Test event') return 'an [event](#events-of-a-test)';
  if (schema.anyOf) return schema.anyOf.map((each) => takes(resolved(each, root), root)).join(', or ');
  if (schema.pattern?.includes('s|m|h|d') === true || schema.pattern?.includes('[smhd]') === true) {
    const other = schema.pattern.includes('forever') ? ', `forever`' : '';
    return `a [duration](policies.md#durations)${other}`;
  }
  const types = [schema.type ?? 'object'].flat().map((type) => typeInWords(type, schema, root));
  return types.length > 2 ? `${types.slice(0, -1).join(', ')} or ${types.at(-1) ?? ''}` : types.join(' or ');
}

function typeInWords(type: string, schema: Schema, root: Schema): string {
  switch (type) {
    case 'string':
      return 'text';
    case 'boolean':
      return '`true`, `false`';
    case 'integer':
      return 'a whole number';
    case 'number':
      return 'a number';
    case 'array':
      return listInWords(schema.items === undefined ? {} : resolved(schema.items, root), root);
    default:
      return schema.properties ? 'keys, see below' : 'names of your choice, each with its value';
  }
}

function listInWords(item: Schema, root: Schema): string {
  if (item.properties) return 'a list, see below';
  const each = takes(item, root);
  if (each === 'text') return 'a list of texts';
  return `a list of ${each.replace(/^an? (\[?\w+)/, '$1s')}`;
}

/** The limits of a number, as a sentence to add. */
export function limitsOf({ minimum, maximum }: Schema): string {
  if (minimum === undefined && maximum === undefined) return '';
  if (maximum === undefined) return ` At least ${String(minimum)}.`;
  return minimum === undefined
    ? ` At most ${String(maximum)}.`
    : ` From ${String(minimum)} to ${String(maximum)}.`;
}

export function meaningOf(schema: Schema): string {
  return schema.markdownDescription ?? schema.description ?? '';
}

/** Longer examples are those of whole sections, which are shown once, above their table. */
export const LONGEST_EXAMPLE = 100;

export function exampleOf({ examples = [] }: Schema): string {
  const shortest = examples.map(inline).find((text) => text.length <= LONGEST_EXAMPLE);
  return shortest === undefined ? '' : code(shortest);
}

/** A value as one line of YAML. */
export function inline(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trim();
}

/** The schema itself, or what its `$ref` leads to. */
export function resolved(schema: Schema, root: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const found = schema.$ref
    .slice(2)
    .split('/')
    .reduce<unknown>((at, segment) => (at as Record<string, unknown>)[segment], root);
  return found as Schema;
}
