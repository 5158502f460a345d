import type { AttributeValue, PersonProfile, TraceStep } from '../domain/decision.ts';
import type { Catalog, CatalogAttribute } from '../generated/catalog.ts';
import type { DirectoryUserResource } from '../generated/directory-user.ts';
import type { EffectiveAttributeMapping } from './effective-policy.ts';
import { entryOfType, ownValue, pathOf, readPath } from './attribute-path.ts';
import { simpleValues, toType } from './attribute-values.ts';
import { quoted } from './finding.ts';
import { fold } from './fold.ts';

/** Longer texts are no attribute of a person. Characters. */
const LONGEST_TEXT = 1_000;
const LONGEST_EMAIL = 320;

/** The attributes that a policy maps, ready to be read. */
export interface AttributeReader {
  read(resource: DirectoryUserResource, account: AccountAttributes | null): ReadAttributes;
}

interface AccountAttributes {
  attributes: Readonly<Record<string, AttributeValue>>;
}

interface ReadAttributes {
  /** What the account is to have. */
  forAccount: Record<string, AttributeValue>;
  /**
   * What the directory says today, which is what conditions see. It differs for `apply: on_create` only: who gets in
   * must not depend on which of two values arrived first.
   */
  today: ReadonlyMap<string, AttributeValue>;
  /** A step for each value that is not simply the directory's. */
  trace: TraceStep[];
}

/** Compiles `attributes.map` with the types and values of the catalog. */
export function compileAttributes(
  map: Readonly<Record<string, EffectiveAttributeMapping>>,
  catalog: Catalog,
): AttributeReader {
  const attributes = Object.keys(map)
    .sort()
    .flatMap((name) => compileAttribute(name, map[name], catalog.attributes?.[name]));
  return {
    read(resource, account) {
      const forAccount: Record<string, AttributeValue> = {};
      const today = new Map<string, AttributeValue>();
      const trace: TraceStep[] = [];
      for (const attribute of attributes) {
        const { value, says, at } = attribute.read(resource);
        if (says !== null) trace.push({ step: 'attributes', says, at: `${attribute.at}${at}` });
        if (value !== undefined) today.set(attribute.name, value);
        const kept = attribute.onCreate ? keptValue(account, attribute.name) : undefined;
        if (kept !== undefined && JSON.stringify(kept) !== JSON.stringify(value)) {
          const because = `${attribute.name} is only set when the account is made, and the account has a value already.`;
          trace.push({ step: 'attributes', says: because, at: `${attribute.at}/apply` });
        }
        const wanted = kept ?? value;
        if (wanted !== undefined) forAccount[attribute.name] = wanted;
      }
      return { forAccount, today, trace };
    },
  };
}

/**
 * What the product shows of a person. The e-mail address is the primary one, else the one for work, else the first,
 * else the user name where it is an address. Names fall back from the display name to the parts.
 */
export function readProfile(resource: DirectoryUserResource): PersonProfile {
  const name = ownValue(resource, 'name');
  const givenName = shortText(ownValue(name, 'givenName'));
  const familyName = shortText(ownValue(name, 'familyName'));
  const parts = [givenName, familyName].filter((part) => part !== null).join(' ');
  const displayName = shortText(ownValue(resource, 'displayName')) ?? shortText(ownValue(name, 'formatted'));
  return {
    email: readEmail(resource),
    displayName: displayName ?? (parts === '' ? null : parts),
    givenName,
    familyName,
  };
}

function readEmail(resource: DirectoryUserResource): string | null {
  const written = ownValue(resource, 'emails');
  const emails: unknown[] = Array.isArray(written) ? written : [];
  const primary = emails.find((email) => ownValue(email, 'primary') === true);
  const inOrder = [primary, entryOfType(emails, 'work'), ...emails].map((entry) => ownValue(entry, 'value'));
  return [...inOrder, ownValue(resource, 'userName')].map(asEmail).find((email) => email !== null) ?? null;
}

function asEmail(value: unknown): string | null {
  const text = shortText(value);
  return text !== null && text.length <= LONGEST_EMAIL && /^[^\s@]+@[^\s@]+$/.test(text) ? text : null;
}

/** Trimmed text, or null where there is none or far too much. */
export function shortText(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > LONGEST_TEXT) return null;
  const text = value.trim();
  return text === '' ? null : text;
}

/** What was read of one attribute; `at` is relative to its mapping. */
interface Reading {
  value: AttributeValue | undefined;
  says: string | null;
  at: string;
}

interface CompiledAttribute {
  name: string;
  at: string;
  onCreate: boolean;
  read(resource: DirectoryUserResource): Reading;
}

function compileAttribute(
  name: string,
  mapping: EffectiveAttributeMapping | undefined,
  known: CatalogAttribute | undefined,
): CompiledAttribute[] {
  if (mapping === undefined) return [];
  const path = pathOf(mapping.from);
  const translations = new Map(
    Object.entries(mapping.values ?? {}).map(([from, to]) => [fold(from.trim()), to]),
  );
  const accepted = new Map((known?.values ?? []).map((value) => [fold(value), value]));
  const type = known?.type ?? 'text';
  const missing: Reading = { value: undefined, says: null, at: '' };

  const ifMissing = (): Reading => {
    if (mapping.if_missing === undefined) return missing;
    const value = toType(mapping.if_missing, type);
    return {
      value,
      says: `The directory has no ${mapping.from}, so ${name} is ${quoted(value)}.`,
      at: '/if_missing',
    };
  };
  /** A value that is there but cannot be used is missing, and never becomes what `if_missing` says. */
  const unusable = (problem: string, at: string): Reading => ({
    value: undefined,
    says: `${mapping.from} in the directory ${problem}, so ${name} counts as missing.`,
    at,
  });
  const translate = (value: string | number | boolean): AttributeValue | undefined => {
    const key = fold(String(value).trim());
    const translated = translations.get(key);
    if (translated !== undefined) return toType(translated, type);
    const own = accepted.get(key);
    if (own !== undefined) return toType(own, type);
    return translations.size > 0 || accepted.size > 0 ? undefined : toType(value, type);
  };

  const read = (resource: DirectoryUserResource): Reading => {
    const found = simpleValues(readPath(resource, path), type === 'list');
    if (found.length === 0) return ifMissing();
    if (found.some((value) => typeof value === 'string' && value.length > LONGEST_TEXT)) {
      return unusable(`is longer than 1,000 characters`, '/from');
    }
    const values = found.map((value) => translate(value));
    const usable = values.filter((value) => value !== undefined);
    const value = type === 'list' ? usable.flat().map(String) : usable[0];
    if (usable.length === found.length) return { value, says: null, at: '' };
    const isListed = translations.size > 0 || accepted.size > 0;
    const problem = isListed
      ? `none of the values that ${name} can have`
      : `not ${type === 'number' ? 'a number' : 'true or false'}`;
    const says = `says ${quoted(found[values.indexOf(undefined)])}, which is ${problem}`;
    const where = translations.size > 0 ? '/values' : '/from';
    if (usable.length === 0) return unusable(says, where);
    return { value, says: `${mapping.from} in the directory also ${says}.`, at: where };
  };
  const at = `/attributes/map/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return [{ name, at, onCreate: mapping.apply === 'on_create', read }];
}

function keptValue(account: AccountAttributes | null, name: string): AttributeValue | undefined {
  if (account === null || !Object.hasOwn(account.attributes, name)) return undefined;
  const value = account.attributes[name];
  return value === undefined || simpleValues(value, true).length === 0 ? undefined : value;
}
