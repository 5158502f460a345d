import type { AttributeValue } from '../domain/decision.ts';
import type { CatalogAttribute } from '../generated/catalog.ts';
import { mainEntry, ownValue } from './attribute-path.ts';

/** Entries of a list that are read. */
const LONGEST_LIST = 100;

/** The simple values at the end of a path, trimmed, without the empty ones. Only a list has more than one. */
export function simpleValues(value: unknown, several: boolean): (string | number | boolean)[] {
  if (Array.isArray(value)) {
    const entries: unknown[] = several ? value.slice(0, LONGEST_LIST) : [mainEntry(value)];
    return entries.flatMap((entry) => simpleValues(Array.isArray(entry) ? undefined : entry, false));
  }
  if (typeof value === 'object' && value !== null)
    return simpleValues(asSimple(ownValue(value, 'value')), false);
  if (typeof value === 'string') return value.trim() === '' ? [] : [value.trim()];
  if (typeof value === 'number') return Number.isFinite(value) ? [value] : [];
  return typeof value === 'boolean' ? [value] : [];
}

function asSimple(value: unknown): unknown {
  return typeof value === 'object' ? undefined : value;
}

/** The value as the catalog's type, or undefined where it cannot be one. */
export function toType(
  value: string | number | boolean,
  type: CatalogAttribute['type'],
): AttributeValue | undefined {
  switch (type) {
    case 'text':
      return String(value);
    case 'list':
      return [String(value)];
    case 'number': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
    }
    case 'boolean': {
      if (typeof value === 'boolean') return value;
      const text = String(value).toLowerCase();
      return text === 'true' ? true : text === 'false' ? false : undefined;
    }
  }
}
