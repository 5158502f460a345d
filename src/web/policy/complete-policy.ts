import type { PolicyVocabulary } from '../../generated/api.ts';
import { piecesOf } from '../parts/printable-text.ts';
import { placeInYaml, type PlaceInYaml } from './place-in-yaml.ts';
import { keysOfTenant, valuesOfTenant, type Compared } from './policy-words.ts';
import { keysOf, partsAt, shapeOf, type SchemaPart } from './schema-parts.ts';

/** Something that may be written at a place. */
export interface Offer {
  label: string;
  /** What is written; the label unless it says otherwise. */
  insert: string;
  detail: string | null;
  /** What it means, in a sentence or two. */
  says: string | null;
  kind: 'key' | 'value' | 'example';
}

export interface Offers {
  /** Where what is there begins that an offer takes the place of. */
  from: number;
  offers: readonly Offer[];
}

const NO_WORDS: PolicyVocabulary = {
  roles: [],
  workspace_roles: [],
  workspaces: [],
  attributes: [],
  groups: [],
};

/** What may be written at a place of a policy, by its schema and by what the tenant knows; null where nothing may. */
export function completePolicy(
  text: string,
  offset: number,
  schema: SchemaPart,
  words: PolicyVocabulary = NO_WORDS,
): Offers | null {
  const place = placeInYaml(text, offset);
  if (place === null) return null;
  const offers = [
    ...(place.kind === 'value' ? [] : keysAt(text, offset, place, schema, words)),
    ...(place.kind === 'key' ? [] : valuesAt(text, place, schema, words)),
  ];
  return offers.length === 0 ? null : { from: place.from, offers };
}

function keysAt(
  text: string,
  offset: number,
  { path, siblings, from }: PlaceInYaml,
  schema: SchemaPart,
  words: PolicyVocabulary,
): Offer[] {
  const written = new Set(siblings);
  // A key that has its colon already is only renamed.
  const hasColon = /^[\w-]*\s*:/.test(text.slice(offset, offset + 80));
  written.delete(hasColon ? (/^[\w-]*/.exec(text.slice(from))?.[0] ?? '') : '');
  const parts = partsAt(schema, path);
  const known = [...keysOf(schema, parts)].map(([key, part]): Offer => {
    const ending = shapeOf(schema, part) === 'value' ? ': ' : ':';
    return {
      label: key,
      insert: hasColon ? key : key + ending,
      detail: defaultOf(part),
      says: part.description ?? null,
      kind: 'key',
    };
  });
  const named = keysOfTenant(path, words).map((key): Offer => {
    return { label: key, insert: hasColon ? key : `${key}: `, detail: null, says: null, kind: 'key' };
  });
  return [...known, ...named].filter(({ label }) => !written.has(label));
}

function valuesAt(
  text: string,
  { path, from }: PlaceInYaml,
  schema: SchemaPart,
  words: PolicyVocabulary,
): Offer[] {
  const quote = /["']/.exec(text[from - 1] ?? '')?.[0] ?? null;
  const offers = new Map<string, Offer>();
  const offer = (
    value: string,
    { detail = null, says = null, isPlain = false, kind = 'value' }: Partial<Offer> & { isPlain?: boolean },
  ): void => {
    const insert = isPlain ? value : asScalar(value, quote);
    if (!offers.has(value)) offers.set(value, { label: value, insert, detail, says, kind });
  };
  const parts = partsAt(schema, path);
  for (const part of parts) {
    part.enum?.forEach((value, at) => {
      const says = part.enumDescriptions?.[at] ?? null;
      offer(String(value), { says, isPlain: typeof value !== 'string' });
    });
    if (part.type === 'boolean') for (const value of ['true', 'false']) offer(value, { isPlain: true });
  }
  const known = valuesOfTenant(path, words, comparedBefore(text, from));
  for (const { value, ...more } of known ?? []) offer(value, more);
  // Examples only where the tenant has no say: they are of another one.
  if (offers.size === 0 && known === null) {
    for (const part of parts) {
      for (const example of part.type === 'string' ? (part.examples ?? []) : []) {
        if (typeof example === 'string') offer(example, { says: part.description ?? null, kind: 'example' });
      }
    }
  }
  return [...offers.values()];
}

/** What is named nearest before a place: in `{ attribute: country, in: [` it is country. */
function comparedBefore(text: string, from: number): Compared | null {
  const before = text.slice(Math.max(0, from - 400), from);
  const named = [...before.matchAll(/\b(attribute|fact):\s*["']?([a-z][a-z0-9_]*)/g)].at(-1);
  return named === undefined
    ? null
    : { kind: named[1] === 'fact' ? 'fact' : 'attribute', name: named[2] ?? '' };
}

function defaultOf({ default: value }: SchemaPart): string | null {
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number'
    ? String(value)
    : null;
}

/** Quoted where YAML would read something else; what nobody sees is written so that it can be seen. */
function asScalar(value: string, quote: string | null): string {
  if (quote === "'") return value.replaceAll("'", "''");
  const pieces = piecesOf(value);
  const inQuotes = pieces
    .map((piece) => (piece.kind === 'text' ? JSON.stringify(piece.text).slice(1, -1) : escapeOf(piece.code)))
    .join('');
  if (quote === '"') return inQuotes;
  const isPlain = /^[A-Za-z_./][\w ./@()+-]*$/.test(value) && !/\s$/.test(value);
  const isAnother = /^(true|false|null|yes|no|on|off|y|n|~)$/i.test(value);
  return isPlain && !isAnother ? value : `"${inQuotes}"`;
}

/** @param code such as U+202E */
function escapeOf(code: string): string {
  const hex = code.slice('U+'.length);
  return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex}`;
}
