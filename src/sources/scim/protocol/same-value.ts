import type { Attribute } from './attribute.ts';
import { foldCase } from './fold-case.ts';

/** Whether two values of an attribute are the same to SCIM: caseExact decides, and the order of several does not count. */
export function isSameValue(attribute: Attribute, one: unknown, other: unknown): boolean {
  return one === other || identityOf(attribute, one) === identityOf(attribute, other);
}

/** A text that two values have in common exactly when they are the same. JSON keeps 1, "1" and true apart. */
export function identityOf(attribute: Attribute, value: unknown): string {
  if (Array.isArray(value))
    return value
      .map((each) => identityOf(attribute, each))
      .sort()
      .join(',');
  if (typeof value === 'string' && !attribute.caseExact) return JSON.stringify(foldCase(value));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  return partsIdentity(attribute.subAttributes, value as Record<string, unknown>);
}

/** The same of some sub-attributes of one value. */
export function partsIdentity(subs: readonly Attribute[], value: Record<string, unknown>): string {
  return `[${subs.map((sub) => identityOf(sub, value[sub.name])).join(',')}]`;
}
