import fc from 'fast-check';
import type {
  Attribute,
  AttributePath,
  Attributes,
  ResourceType,
} from '../../../../src/sources/scim/protocol/attribute.ts';
import type {
  ComparisonOperator,
  ComparisonValue,
  WrittenFilter,
} from '../../../../src/sources/scim/protocol/filter-tree.ts';
import { commonAttributes } from '../../../../src/sources/scim/protocol/schemas/common-attributes.ts';

/** Few enough that they meet, odd enough that databases and languages differ over them. */
const texts = [
  ...[
    'a',
    'A',
    'ab',
    'aB',
    'b',
    'a@x.com',
    'A@X.COM',
    'b@x.com',
    ' ',
    'a b',
    'a%',
    'a_',
    '%',
    '_',
    '\\',
    '"',
    "'",
    '?',
  ],
  ...['ä', 'Ä', 'ß', 'ẞ', 'İ', 'i', 'ı', 'I', 'Σ', 'σ', 'ς', 'ΑΣ', 'ας', '😀', '\ue000', 'é', 'K', 'K', 'k'],
  ...['true', '1', 'null', '$1', '__proto__', 'User', 'Group', 'direct', 'work', 'Work'],
];
const text = fc.oneof(fc.constantFrom('a', 'A', 'ab', 'a@x.com', 'Work'), fc.constantFrom(...texts));
const instants = [
  '2026-01-10T08:00:00Z',
  '2026-01-10T08:00:00.000Z',
  '2026-01-10T09:00:00+01:00',
  '2026-01-10T08:00:00.0009Z',
  '2026-01-10T08:00:00.001999Z',
  '2026-01-10T08:00:00',
  '2026-01-09T24:00:00Z',
  '2026-01-10T00:00:00Z',
  '1969-12-31T23:59:59.9995Z',
  '0001-01-01T00:00:00+14:00',
  '9999-12-31T23:59:59.999-14:00',
  '2024-02-29T12:00:00-03:30',
];
const numbers = [0, 1, -1, 2, 10, 9, 2 ** 53 - 1, -(2 ** 53 - 1)];
const decimals = [...numbers, 0.1, 0.2, 0.30000000000000004, 1e21, 1e-7, 1.5e300, 5e-324];

/** A stored value of an attribute. */
function stored(attribute: Attribute): fc.Arbitrary<unknown> {
  const single = attribute.type === 'complex' ? complex(attribute) : scalar(attribute);
  return attribute.multiValued ? fc.array(single, { minLength: 1, maxLength: 3 }) : single;
}

function scalar({ type }: Attribute): fc.Arbitrary<string | number | boolean> {
  switch (type) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.constantFrom(...numbers);
    case 'decimal':
      return fc.constantFrom(...decimals);
    case 'dateTime':
      return fc.constantFrom(...instants);
    default:
      return text;
  }
}

function complex({ subAttributes }: Attribute): fc.Arbitrary<unknown> {
  return attributesOf(subAttributes, 3).filter((value) => Object.keys(value).length > 0);
}

/** Some of these attributes, each with the odds of 1 to `oneIn`. */
function attributesOf(attributes: readonly Attribute[], oneIn: number): fc.Arbitrary<Attributes> {
  const kept = attributes.filter(
    ({ returned, name }) => returned !== 'never' && name !== 'groups' && name !== 'members',
  );
  return fc
    .tuple(...kept.map((each) => fc.option(stored(each), { freq: oneIn - 1 === 0 ? 1 : 2 })))
    .map((values) => {
      const own: Attributes = {};
      for (const [index, { name }] of kept.entries()) {
        const value = values[index];
        if (value !== null && value !== undefined) own[name] = value;
      }
      return own;
    });
}

/** The attributes of a resource of a type. */
export function randomResource(type: ResourceType): fc.Arbitrary<Attributes> {
  const externalId = commonAttributes.filter(({ name }) => name === 'externalId');
  return fc
    .tuple(
      attributesOf([...type.schema.attributes, ...externalId], 3),
      ...type.extensions.map(({ schema }) => attributesOf(schema.attributes, 3)),
    )
    .map(([core, ...extensions]) => {
      const own = { ...core };
      for (const [index, { schema }] of type.extensions.entries()) {
        const values = extensions[index] ?? {};
        if (Object.keys(values).length > 0) own[schema.id] = values;
      }
      return own;
    });
}

/** A filter that the type understands. Ids that are there are among what it compares with. */
export function randomFilter(type: ResourceType, ids: readonly string[]): fc.Arbitrary<WrittenFilter> {
  const paths = pathsOf(type).filter(
    ({ path }) => path.attribute.returned !== 'never' && path.sub?.returned !== 'never',
  );
  const leaf = fc.constantFrom(...paths).chain(({ name, path }) => condition(name, path, ids));
  const bracketed = paths.filter(({ path }) => path.sub === null && path.attribute.type === 'complex');
  const bracket = fc.constantFrom(...bracketed).chain(({ name, path }) => {
    const subs = path.attribute.subAttributes.filter(
      ({ name: sub }) => !(path.attribute.name === 'meta' && sub === 'version'),
    );
    const inner = fc
      .constantFrom(...subs)
      .chain((sub) => condition(fc.constant(sub.name), { ...path, sub }, ids));
    return fc
      .tuple(name, compound(inner))
      .map(([written, filter]): WrittenFilter => ({ kind: 'values', path: written, filter }));
  });
  return compound(fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 1, arbitrary: bracket }));
}

function pathsOf(type: ResourceType): { name: fc.Arbitrary<string>; path: AttributePath }[] {
  const owners = [
    { extension: null, urn: type.schema.id, attributes: [...commonAttributes, ...type.schema.attributes] },
    ...type.extensions.map(({ schema }) => ({
      extension: schema.id,
      urn: schema.id,
      attributes: schema.attributes,
    })),
  ];
  return owners.flatMap(({ extension, urn, attributes }) =>
    attributes.flatMap((attribute) =>
      [null, ...attribute.subAttributes].map((sub) => {
        const short = sub === null ? attribute.name : `${attribute.name}.${sub.name}`;
        const full = `${urn}:${short}`;
        const plain = extension === null ? [short, short.toUpperCase()] : [];
        return {
          name: fc.constantFrom(...plain, full, full.toLowerCase()),
          path: { extension, attribute, sub },
        };
      }),
    ),
  );
}

function condition(
  name: fc.Arbitrary<string>,
  path: AttributePath,
  ids: readonly string[],
): fc.Arbitrary<WrittenFilter> {
  const present = name.map((written): WrittenFilter => ({ kind: 'present', path: written }));
  const isNothing = fc
    .tuple(name, fc.constantFrom<ComparisonOperator>('eq', 'ne'))
    .map(([written, operator]): WrittenFilter => ({ kind: 'compare', path: written, operator, value: null }));
  const given = path.sub ?? path.attribute;
  const leaf =
    given.type === 'complex' ? given.subAttributes.find(({ name: sub }) => sub === 'value') : given;
  if (leaf === undefined) return fc.oneof(present, isNothing);
  const compare = fc
    .tuple(name, fc.constantFrom(...operatorsOf(leaf)), wanted(leaf, ids))
    .map(([written, operator, value]): WrittenFilter => ({
      kind: 'compare',
      path: written,
      operator,
      value,
    }));
  return fc.oneof(present, isNothing, { weight: 6, arbitrary: compare });
}

function operatorsOf(leaf: Attribute): ComparisonOperator[] {
  if (leaf.name === 'version') return ['eq', 'ne'];
  switch (leaf.type) {
    case 'boolean':
      return ['eq', 'ne'];
    case 'binary':
      return ['eq', 'ne', 'co', 'sw', 'ew'];
    case 'integer':
    case 'decimal':
    case 'dateTime':
      return ['eq', 'ne', 'gt', 'ge', 'lt', 'le'];
    default:
      return ['eq', 'eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'];
  }
}

function wanted(leaf: Attribute, ids: readonly string[]): fc.Arbitrary<ComparisonValue> {
  if (
    leaf.type === 'boolean' ||
    leaf.type === 'integer' ||
    leaf.type === 'decimal' ||
    leaf.type === 'dateTime'
  ) {
    return leaf.type === 'integer' ? fc.constantFrom(...decimals) : scalar(leaf);
  }
  const isId = leaf.caseExact && (leaf.name === 'value' || leaf.name === 'id');
  return fc.oneof(
    { weight: 8, arbitrary: text },
    { weight: 1, arbitrary: fc.constant('') },
    { weight: isId ? 16 : 1, arbitrary: fc.constantFrom(...ids) },
  );
}

function compound(leaf: fc.Arbitrary<WrittenFilter>): fc.Arbitrary<WrittenFilter> {
  return fc.letrec<{ filter: WrittenFilter }>((tie) => ({
    filter: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc
        .tuple(
          fc.constantFrom('and' as const, 'or' as const),
          fc.array(tie('filter'), { minLength: 2, maxLength: 3 }),
        )
        .map(([kind, parts]) => ({ kind, parts })),
      tie('filter').map((part) => ({ kind: 'not' as const, part })),
    ),
  })).filter;
}
