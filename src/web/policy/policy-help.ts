import { placeInYaml } from './place-in-yaml.ts';
import { keysOf, partsAt, type SchemaPart } from './schema-parts.ts';

/** What the schema says of the word at a place. */
export interface PolicyHelp {
  /** Such as `deactivation.mode`. */
  name: string;
  /** The word that it is about. */
  from: number;
  to: number;
  says: string;
  /** What may be written, each with what it means; empty where it is free. */
  values: readonly { value: string; says: string | null }[];
  /** What counts where it is not written; null where nothing does. */
  unwritten: string | null;
  example: string | null;
}

const WORD = /[\w-]/;

/** Help for the key or the value at a place of a policy; null where the schema says nothing. */
export function helpAt(text: string, offset: number, schema: SchemaPart): PolicyHelp | null {
  let from = offset;
  let to = offset;
  while (from > 0 && WORD.test(text[from - 1] ?? '')) from -= 1;
  while (to < text.length && WORD.test(text[to] ?? '')) to += 1;
  const word = text.slice(from, to);
  const place = placeInYaml(text, to);
  if (place === null) return null;
  const isKey = word !== '' && place.kind !== 'value' && /^["']?\s*:(\s|$)/.test(text.slice(to, to + 20));
  if (isKey) {
    const part = keysOf(schema, partsAt(schema, place.path)).get(word) ?? namedPart(schema, place.path, word);
    return part === null ? null : helpOf([...place.path, word], part, from, to, schema);
  }
  const [part] = partsAt(schema, place.path);
  if (part === undefined || place.path.length === 0) return null;
  const help = helpOf(place.path, part, from, to, schema);
  const chosen = help?.values.find(({ value }) => value === word);
  return help === null || chosen?.says == null ? help : { ...help, says: `${word}: ${chosen.says}` };
}

function namedPart(schema: SchemaPart, path: readonly (string | number)[], key: string): SchemaPart | null {
  return partsAt(schema, [...path, key])[0] ?? null;
}

function helpOf(
  path: readonly (string | number)[],
  part: SchemaPart,
  from: number,
  to: number,
  schema: SchemaPart,
): PolicyHelp | null {
  const full = partsAt(schema, path)[0] ?? part;
  const says = part.description ?? full.description;
  if (says === undefined) return null;
  const listed =
    full.enum === undefined && full.items !== undefined ? partsAt(schema, [...path, 0])[0] : full;
  const example = full.examples?.[0];
  return {
    name: path.filter((step) => typeof step === 'string').join('.'),
    from,
    to,
    says,
    values: (listed?.enum ?? []).map((value, at) => ({
      value: String(value),
      says: listed?.enumDescriptions?.[at] ?? null,
    })),
    unwritten: full.default === undefined ? null : written(full.default),
    example: example === undefined || full.enum !== undefined ? null : written(example),
  };
}

/** As it would stand in the text, on one line. */
function written(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, part]) => `${key}: ${written(part)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  if (typeof value !== 'string') return JSON.stringify(value);
  const isPlain =
    /^[A-Za-z_./][^#:,[\]{}"'&*!|>%@`]*$/.test(value) && !/^(true|false|null|yes|no|on|off)$/i.test(value);
  return isPlain || /^\d+[smhd]$/.test(value) ? value : JSON.stringify(value);
}
