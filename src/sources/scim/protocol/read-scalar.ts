import type { Attribute, AttributeType } from './attribute.ts';
import { isDateTime } from './date-time.ts';
import { externalIdAttribute } from './schemas/common-attributes.ts';
import { coreGroupSchema } from './schemas/core-group.ts';
import { coreUserSchema } from './schemas/core-user.ts';
import { ScimError } from './scim-error.ts';

type ScalarType = Exclude<AttributeType, 'complex'>;

/** Characters; photographs and certificates are the longest values that there are. */
const longestText = 262_144;
/** Bytes in UTF-8 of what PostgreSQL keeps in a B-tree, whose entries end at 2,704; lower case can be longer. */
const longestKey = 1000;

/** Attributes by which resources are found, besides those that are unique. */
const keys: ReadonlySet<Attribute> = new Set([
  externalIdAttribute,
  ...coreGroupSchema.attributes.filter(({ name }) => name === 'displayName'),
  ...coreUserSchema.attributes
    .filter(({ name }) => name === 'emails')
    .flatMap(({ subAttributes }) => subAttributes.filter(({ name }) => name === 'value')),
]);

const expected: Record<ScalarType, string> = {
  string: 'a string',
  boolean: 'true or false, without quotes',
  decimal: 'a number, without quotes',
  integer: 'a whole number, without quotes',
  dateTime: 'a date and time as a string, such as 2026-05-13T04:42:34Z',
  binary: 'base64 in a string',
  reference: 'a URI as a string',
};

/** A value that is not complex, checked against the type of its attribute (RFC 7643 §2.3). Kept as it was written. */
export function readScalar(attribute: Attribute, value: unknown, where: string): string | number | boolean {
  const type = attribute.type as ScalarType;
  if (!isOf(type, value)) throw new ScimError('invalidValue', `${where} must be ${expected[type]}.`);
  if (typeof value === 'string') {
    requireStorable(value, where);
    if (attribute.uniqueness !== 'none' || keys.has(attribute)) requireShort(value, where);
  }
  // A negative zero is written as 0.
  return typeof value === 'number' ? value + 0 : value;
}

/** @throws ScimError invalidValue for text that PostgreSQL cannot store, or that is longer than anything is. */
function requireStorable(value: string, where: string): void {
  if (value.length > longestText) {
    throw new ScimError('invalidValue', `${where} is longer than ${longestText} characters.`);
  }
  if (value.includes('\u0000') || !value.isWellFormed()) {
    throw new ScimError('invalidValue', `${where} has a NUL character or half of a surrogate pair.`);
  }
}

/** @throws ScimError invalidValue for text that is too long to be found by. */
function requireShort(value: string, where: string): void {
  if (Buffer.byteLength(value) > longestKey) {
    throw new ScimError('invalidValue', `${where} is longer than ${longestKey} bytes.`);
  }
}

function isOf(type: ScalarType, value: unknown): value is string | number | boolean {
  switch (type) {
    case 'string':
    case 'reference':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'decimal':
      return typeof value === 'number' && Number.isFinite(value);
    case 'integer':
      return Number.isSafeInteger(value);
    case 'dateTime':
      return typeof value === 'string' && isDateTime(value);
    case 'binary':
      return typeof value === 'string' && isBase64(value);
  }
}

/** RFC 4648 §4 and §5, with padding or without. */
function isBase64(value: string): boolean {
  const digits = value.replace(/={1,2}$/, '');
  if (!/^(?:[A-Za-z0-9+/]*|[A-Za-z0-9_-]*)$/.test(digits) || digits.length % 4 === 1) return false;
  return digits.length === value.length || value.length % 4 === 0;
}
