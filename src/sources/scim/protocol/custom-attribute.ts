import type { Attribute, AttributeType } from './attribute.ts';
import { isObject } from './member-of.ts';

const mostAttributes = 100;

const types: readonly AttributeType[] = [
  'string',
  'boolean',
  'decimal',
  'integer',
  'dateTime',
  'binary',
  'reference',
  'complex',
];
const mutabilities = ['readOnly', 'readWrite', 'immutable', 'writeOnly'] as const;
const returns = ['always', 'never', 'default', 'request'] as const;
const uniquenesses = ['none', 'server', 'global'] as const;

const characteristics: ReadonlySet<string> = new Set([
  'name',
  'type',
  'multiValued',
  'description',
  'required',
  'caseExact',
  'mutability',
  'returned',
  'uniqueness',
  'canonicalValues',
  'referenceTypes',
  'subAttributes',
]);

/** The attribute that sub-attributes belong to. */
interface Parent {
  multiValued: boolean;
}

/**
 * The attributes of an operator's schema, each characteristic that is not said as in RFC 7643 §2.2. Adds to `problems` what
 * is wrong; what is returned is of use only where nothing is.
 */
export function readAttributeDefinitions(
  written: unknown,
  where: string,
  problems: string[],
  parent: Parent | null = null,
): Attribute[] {
  if (!Array.isArray(written) || written.length === 0 || written.length > mostAttributes) {
    problems.push(`${where} must be a list of 1 to ${mostAttributes} attributes.`);
    return [];
  }
  const attributes = written.map((each: unknown, index) =>
    readDefinition(isObject(each) ? each : {}, `${where}[${index}]`, problems, parent),
  );
  const names = attributes.map(({ name }) => name.toLowerCase());
  for (const name of new Set(names.filter((each, index) => each !== '' && names.indexOf(each) < index))) {
    problems.push(`${where} has more than one attribute with the name ${name}; names compare without case.`);
  }
  return attributes;
}

function readDefinition(
  written: Record<string, unknown>,
  where: string,
  problems: string[],
  parent: Parent | null,
): Attribute {
  const reader = readerOf(written, where, problems);
  const type = reader.oneOf('type', types, 'string');
  const mutability = reader.oneOf('mutability', mutabilities, 'readWrite');
  const multiValued = reader.boolean('multiValued', false);
  const attribute: Attribute = {
    name: readName(written['name'], where, problems),
    type,
    multiValued,
    description: reader.text('description'),
    required: reader.boolean('required', false),
    caseExact: reader.boolean('caseExact', type === 'binary' || type === 'reference'),
    mutability,
    returned: reader.oneOf('returned', returns, mutability === 'writeOnly' ? 'never' : 'default'),
    uniqueness: reader.oneOf('uniqueness', uniquenesses, 'none'),
    canonicalValues: reader.texts('canonicalValues'),
    referenceTypes: reader.texts('referenceTypes'),
    subAttributes:
      type === 'complex' && parent === null
        ? readAttributeDefinitions(written['subAttributes'], `${where}.subAttributes`, problems, {
            multiValued,
          })
        : [],
  };
  for (const name of Object.keys(written)) {
    if (!characteristics.has(name)) {
      problems.push(
        `${where} has a member that no attribute has; known are ${[...characteristics].join(', ')}.`,
      );
    }
  }
  problems.push(...contradictions(attribute, written, parent).map((problem) => `${where}${problem}`));
  return type === 'reference' && attribute.referenceTypes.length === 0
    ? { ...attribute, referenceTypes: ['uri'] }
    : attribute;
}

/** What would be announced to clients and not be so. */
function contradictions(
  attribute: Attribute,
  written: Record<string, unknown>,
  parent: Parent | null,
): string[] {
  const { type, mutability, returned } = attribute;
  const hasSubs = Array.isArray(written['subAttributes']) && written['subAttributes'].length > 0;
  const found: [boolean, string][] = [
    [parent !== null && type === 'complex', '.type must not be complex: no sub-attribute has parts.'],
    [parent !== null && attribute.multiValued, '.multiValued must be false for a sub-attribute.'],
    [type !== 'complex' && hasSubs, '.subAttributes are for the type complex.'],
    [
      type !== 'reference' && attribute.referenceTypes.length > 0,
      '.referenceTypes are for the type reference.',
    ],
    [attribute.uniqueness !== 'none', '.uniqueness must be none: that of other attributes is not watched.'],
    [
      mutability === 'writeOnly' && returned !== 'never',
      '.returned must be never for what is only written: such a value is not kept.',
    ],
    [
      attribute.required && (mutability === 'readOnly' || returned === 'never'),
      '.required must be false where clients cannot set the value, or where it is not kept.',
    ],
    [
      parent?.multiValued === true && mutability === 'immutable',
      '.mutability must not be immutable within a multi-valued attribute, whose values are replaced whole.',
    ],
  ];
  return found.filter(([isWrong]) => isWrong).map(([, problem]) => problem);
}

/** RFC 7643 §2.1, `$ref` besides; not what every object has, so that no look-up by name can meet that instead. */
function readName(value: unknown, where: string, problems: string[]): string {
  if (
    typeof value === 'string' &&
    (value === '$ref' || /^[a-z][a-z0-9_-]{0,63}$/i.test(value)) &&
    !ofEveryObject.has(value.toLowerCase())
  ) {
    return value;
  }
  problems.push(
    `${where}.name must be a letter and at most 63 letters, digits, hyphens and underscores, and not what every object has, such as constructor.`,
  );
  return '';
}

const ofEveryObject: ReadonlySet<string> = new Set(
  Object.getOwnPropertyNames(Object.prototype).map((name) => name.toLowerCase()),
);

/** Reads members that may be missing; what is there has to be right. */
function readerOf(written: Record<string, unknown>, where: string, problems: string[]) {
  const read = <T>(
    name: string,
    otherwise: T,
    isRight: (value: unknown) => value is T,
    should: string,
  ): T => {
    const value = Object.hasOwn(written, name) ? written[name] : undefined;
    if (value === undefined || value === null) return otherwise;
    if (isRight(value)) return value;
    problems.push(`${where}.${name} must be ${should}.`);
    return otherwise;
  };
  return {
    boolean: (name: string, otherwise: boolean): boolean =>
      read(name, otherwise, (value): value is boolean => typeof value === 'boolean', 'true or false'),
    text: (name: string): string => read(name, '', isText, 'a text of at most 1,000 characters'),
    texts: (name: string): readonly string[] =>
      read<readonly string[]>(name, [], isTexts, 'a list of at most 100 texts'),
    oneOf: <T extends string>(name: string, allowed: readonly T[], otherwise: T): T =>
      read(
        name,
        otherwise,
        (value): value is T => (allowed as readonly unknown[]).includes(value),
        `one of ${allowed.join(', ')}`,
      ),
  };
}

function isText(value: unknown): value is string {
  return (
    typeof value === 'string' && value.length <= 1000 && value.isWellFormed() && !value.includes('\u0000')
  );
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= 100 && value.every(isText);
}
