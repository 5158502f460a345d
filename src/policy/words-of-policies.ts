import type { Catalog } from '../generated/catalog.ts';
import { schemaOf, type DocumentKind } from './schema-validators.ts';
import { ALWAYS_PRESENT_ATTRIBUTES } from './vocabulary.ts';

/** Every word that a document of this kind may have to name: keys, allowed values, roles and attributes. */
export function wordsOfPolicies(kind: DocumentKind, catalog: Catalog | null): string[] {
  const words = new Set<string>(ALWAYS_PRESENT_ATTRIBUTES);
  collect(schemaOf(kind), words);
  for (const { key } of [...(catalog?.roles ?? []), ...(catalog?.workspace_roles ?? [])]) words.add(key);
  for (const name of Object.keys(catalog?.attributes ?? {})) words.add(name);
  return [...words];
}

function collect(schema: unknown, words: Set<string>): void {
  if (Array.isArray(schema)) {
    for (const each of schema) collect(each, words);
    return;
  }
  if (typeof schema !== 'object' || schema === null) return;
  for (const [key, value] of Object.entries(schema as Record<string, unknown>)) {
    if (key === 'enum' && Array.isArray(value)) {
      for (const each of value) if (typeof each === 'string') words.add(each);
    } else if (key === 'properties' && typeof value === 'object' && value !== null) {
      for (const name of Object.keys(value)) words.add(name);
    }
    if (key !== 'examples' && key !== 'default') collect(value, words);
  }
}
