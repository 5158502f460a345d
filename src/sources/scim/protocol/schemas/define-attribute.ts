import type { Attribute } from '../attribute.ts';

/** What of an attribute has to be said: its name, what it is, and what differs from the defaults. */
export type AttributeDefinition = Pick<Attribute, 'name' | 'description'> & Partial<Attribute>;

/** An attribute with the default characteristics of RFC 7643 §2.2, where nothing else is said. */
export function defineAttribute(definition: AttributeDefinition): Attribute {
  return {
    type: 'string',
    multiValued: false,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    canonicalValues: [],
    referenceTypes: [],
    subAttributes: [],
    ...definition,
  };
}

/** A reference; RFC 7643 §2.3.7 makes every one of them case exact. */
export function defineReference(definition: AttributeDefinition): Attribute {
  return defineAttribute({ type: 'reference', caseExact: true, referenceTypes: ['external'], ...definition });
}

/** A multi-valued complex attribute with the sub-attributes value, display, type and primary of RFC 7643 §2.4. */
export function definePlural(plural: {
  name: string;
  description: string;
  /** Such as "e-mail address": used in the descriptions of its sub-attributes. */
  one: string;
  types: readonly string[];
  /** What differs of `value`. */
  value?: Partial<Attribute>;
}): Attribute {
  return defineAttribute({
    name: plural.name,
    description: plural.description,
    type: 'complex',
    multiValued: true,
    subAttributes: [
      defineAttribute({ name: 'value', description: `The ${plural.one}.`, ...plural.value }),
      defineAttribute({ name: 'display', description: `A human-readable name of the ${plural.one}.` }),
      ...kindAndPrimary(plural.one, plural.types),
    ],
  });
}

/** The sub-attributes type and primary of a multi-valued attribute. */
export function kindAndPrimary(one: string, types: readonly string[]): Attribute[] {
  return [
    defineAttribute({
      name: 'type',
      description: `What the ${one} is for.`,
      canonicalValues: types,
    }),
    defineAttribute({
      name: 'primary',
      type: 'boolean',
      description: `Whether this is the preferred ${one}. True for at most one.`,
    }),
  ];
}
