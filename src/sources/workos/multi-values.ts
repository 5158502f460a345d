import type { DirectoryUserResource, MultiValue } from '../../generated/directory-user.ts';
import { isJsonObject } from '../storable-json.ts';
import { present } from './present.ts';
import { readText } from './read-text.ts';

/** RFC 5321 §4.5.3.1: 64 characters, the @, and 255. */
const LONGEST_EMAIL = 320;

/** Undefined unless there is at least one address in it, so that an empty list falls back to the next place. */
export function readEmails(value: unknown): MultiValue[] | undefined {
  return readList(value, (item) => readMultiValue(item, readEmailAddress));
}

/** A list, or a single number as text. */
export function readPhoneNumbers(value: unknown): MultiValue[] | undefined {
  return readList(typeof value === 'string' ? [value] : value, (item) => readMultiValue(item, readText));
}

export function readAddresses(value: unknown): DirectoryUserResource['addresses'] {
  return readList(value, (item) => {
    if (!isJsonObject(item)) return undefined;
    const place = present({
      formatted: readText(item.raw_address),
      streetAddress: readText(item.street_address),
      locality: readText(item.locality),
      region: readText(item.region),
      postalCode: readText(item.postal_code),
      country: readText(item.country),
    });
    return Object.keys(place).length === 0 ? undefined : { ...place, ...readLabels(item) };
  });
}

/**
 * The list with exactly one primary address, the user's top-level `email` where there is one: that is the address
 * WorkOS itself shows. Without any it is the first that calls itself primary, or nobody's.
 */
export function withPrimaryEmail(emails: MultiValue[], topLevel: unknown): MultiValue[] {
  const email = readEmailAddress(topLevel);
  const isSame = ({ value }: MultiValue) => value?.toLowerCase() === email?.toLowerCase();
  const all =
    email === undefined || emails.some(isSame) ? emails : [{ value: email, type: 'work' }, ...emails];
  const primary = email === undefined ? all.findIndex((entry) => entry.primary) : all.findIndex(isSame);
  return all.map(({ primary: claimed, ...entry }, index) => ({
    ...entry,
    ...(index === primary ? { primary: true } : claimed === undefined ? {} : { primary: false }),
  }));
}

function readEmailAddress(value: unknown): string | undefined {
  const text = readText(value);
  return text !== undefined && text.length <= LONGEST_EMAIL ? text : undefined;
}

function readMultiValue(
  item: unknown,
  readValue: (value: unknown) => string | undefined,
): MultiValue | undefined {
  const value = readValue(isJsonObject(item) ? item.value : item);
  if (value === undefined) return undefined;
  return { value, ...(isJsonObject(item) ? readLabels(item) : {}) };
}

function readLabels(item: Record<string, unknown>): { type?: string; primary?: boolean } {
  return present({
    type: readText(item.type),
    primary: typeof item.primary === 'boolean' ? item.primary : undefined,
  });
}

function readList<T>(value: unknown, readItem: (item: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.map(readItem).filter((item) => item !== undefined);
  return items.length === 0 ? undefined : items;
}
