import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Attribute, Attributes, ResourceType } from '../../../../src/sources/scim/protocol/attribute.ts';
import { presentResource } from '../../../../src/sources/scim/protocol/present.ts';
import { readProjection } from '../../../../src/sources/scim/protocol/projection.ts';
import { readNewResource, readReplacement } from '../../../../src/sources/scim/protocol/read-resource.ts';
import { groupType, userType } from '../../../../src/sources/scim/protocol/registry.ts';
import { resolvePath } from '../../../../src/sources/scim/protocol/resolve-path.ts';
import { testResourceType } from '../../../../src/sources/scim/protocol/schemas/test-resource.ts';
import { ScimError } from '../../../../src/sources/scim/protocol/scim-error.ts';

const types: readonly ResourceType[] = [userType, groupType, testResourceType];

const hostileNames = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];

/** Names that mean something in any case, and names that must mean nothing. */
const name = fc.oneof(
  fc.constantFrom(
    ...types.flatMap((type) => [
      ...type.schema.attributes.flatMap((attribute) => [
        attribute.name,
        attribute.name.toUpperCase(),
        ...attribute.subAttributes.map((sub) => sub.name),
      ]),
      ...type.extensions.flatMap(({ schema }) => [schema.id, ...schema.attributes.map((each) => each.name)]),
    ]),
    'schemas',
    'id',
    'meta',
    'externalId',
    ...hostileNames,
  ),
  fc.string(),
);

const scalar = fc.oneof(
  fc.constantFrom(null, '', '2026-01-02T03:04:05Z', 'AQID', '\u0000', '\ud800', 'b'),
  fc.boolean(),
  fc.integer(),
  fc.double(),
  fc.string({ unit: 'binary' }),
);

/** Any JSON, as it comes out of a parser: `__proto__` is a name like any other. */
const anyJson: fc.Arbitrary<unknown> = fc
  .letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
    object: fc.dictionary(name, tie('value'), { maxKeys: 8, noNullPrototype: true }),
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalar,
      tie('object'),
      fc.array(tie('value')),
    ),
  }))
  .object.map((value): unknown => JSON.parse(JSON.stringify(value)));

/** A value of this attribute, as a client that knows it would write it. */
function valueOf(attribute: Attribute): fc.Arbitrary<unknown> {
  const one = attribute.type === 'complex' ? partsOf(attribute.subAttributes) : scalarOf(attribute);
  return attribute.multiValued ? fc.array(one, { maxLength: 3 }) : one;
}

function scalarOf({ type }: Attribute): fc.Arbitrary<unknown> {
  switch (type) {
    case 'boolean':
      // Two primaries are refused, which is tested elsewhere.
      return fc.constant(false);
    case 'integer':
      return fc.maxSafeInteger();
    case 'decimal':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'dateTime':
      return fc
        .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
        .map((date) => date.toISOString());
    case 'binary':
      return fc.base64String();
    case 'string':
    case 'reference':
    case 'complex':
      return fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.includes('\u0000'));
  }
}

function partsOf(attributes: readonly Attribute[]): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(Object.fromEntries(attributes.map((attribute) => [attribute.name, valueOf(attribute)])), {
    requiredKeys: attributes.filter(({ required }) => required).map((attribute) => attribute.name),
  });
}

function bodyOf(type: ResourceType): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .tuple(
      partsOf(type.schema.attributes.filter((attribute) => attribute.name !== 'members')),
      fc.record(
        Object.fromEntries(type.extensions.map(({ schema }) => [schema.id, partsOf(schema.attributes)])),
        { requiredKeys: [] },
      ),
    )
    .map(([core, extensions]) => ({ ...core, ...extensions }));
}

/** Not shown where a property fails: the registry is long. */
const aType = fc
  .constantFrom(...types)
  .map((type) => Object.assign(() => type, { toString: () => type.name }));
const typeAndBody = aType.chain((type) => fc.tuple(fc.constant(type), bodyOf(type())));

function presented(type: ResourceType, attributes: Attributes): Record<string, unknown> {
  const record = { id: 'r1', attributes, createdAt: new Date(0), modifiedAt: new Date(0) };
  const every = readProjection(type, undefined, undefined);
  return presentResource({ baseUrl: 'https://example.com' }, type, record, every);
}

function refusalOf(attempt: () => unknown): ScimError | null {
  try {
    attempt();
    return null;
  } catch (error) {
    assert.ok(error instanceof ScimError, error instanceof Error ? error.stack : String(error));
    return error;
  }
}

describe('whatever the body is', () => {
  it('it is read or refused as SCIM refuses, and reaches no prototype', () => {
    fc.assert(
      fc.property(fc.constantFrom(...types), anyJson, anyJson, (type, body, other) => {
        refusalOf(() => readNewResource(type, body));
        refusalOf(() => readReplacement(type, body, { userName: 'b', identifier: 'a', displayName: 'c' }));
        const complete = { ...(body as object), userName: 'b', identifier: 'a', displayName: 'c' };
        refusalOf(() => {
          requireOwnNames(readNewResource(type, complete).attributes);
        });
        refusalOf(() => readReplacement(type, other, complete));
        assert.deepEqual(Object.keys(Object.prototype), []);
      }),
      { numRuns: 300 },
    );
  });

  it('its names are looked up without reaching what every object has', () => {
    fc.assert(
      fc.property(fc.constantFrom(...types), name, name, (type, one, other) => {
        for (const written of [one, `${one}.${other}`, `${one}:${other}`]) {
          const path = resolvePath(type, written);
          if (path !== null) assert.ok(!hostileNames.includes(path.attribute.name));
          readProjection(type, written, undefined);
          readProjection(type, undefined, written);
        }
      }),
    );
  });
});

describe('a resource that was read', () => {
  it('is the same when its answer is read again', () => {
    fc.assert(
      fc.property(typeAndBody, ([typeOf, body]) => {
        const type = typeOf();
        const { attributes } = readNewResource(type, body);
        const again = readReplacement(type, presented(type, attributes), attributes);
        // What is returned on request only is in no answer, so that reading one again clears it.
        const { requestOnlyAttr, ...returned } = attributes;
        assert.ok(requestOnlyAttr === undefined || type === testResourceType);
        assert.deepEqual(again.attributes, returned);
      }),
    );
  });

  it('has no null, no empty array and no empty object, and nothing that is never returned', () => {
    fc.assert(
      fc.property(typeAndBody, ([typeOf, body]) => {
        const type = typeOf();
        const { attributes } = readNewResource(type, body);
        requireAssigned(attributes);
        assert.equal('password' in attributes || 'writeOnlyAttr' in attributes, false);
      }),
    );
  });

  it('has every value that the body had, as it was written, where values are single', () => {
    fc.assert(
      fc.property(typeAndBody, ([typeOf, body]) => {
        const type = typeOf();
        const { attributes } = readNewResource(type, body);
        for (const { name, multiValued, type: kind, mutability } of type.schema.attributes) {
          if (multiValued || kind === 'complex' || !(name in body)) continue;
          if (mutability === 'readWrite') assert.equal(attributes[name], body[name], name);
        }
      }),
    );
  });

  it('shows the same of an attribute whichever others are asked for', () => {
    fc.assert(
      fc.property(typeAndBody, ([typeOf, body]) => {
        const type = typeOf();
        const { attributes } = readNewResource(type, body);
        const record = { id: 'r1', attributes, createdAt: new Date(0), modifiedAt: new Date(0) };
        const all = presented(type, attributes);
        for (const { name, returned } of type.schema.attributes) {
          const show = (only?: string, except?: string): unknown =>
            presentResource(
              { baseUrl: 'https://example.com' },
              type,
              record,
              readProjection(type, only, except),
            )[name];
          if (returned !== 'request') assert.deepEqual(show(name), all[name]);
          assert.equal(show(undefined, name), returned === 'always' ? all[name] : undefined);
        }
      }),
    );
  });
});

function requireAssigned(value: unknown): void {
  assert.ok(value !== null && value !== undefined);
  if (typeof value !== 'object') return;
  for (const part of Object.values(value)) {
    requireAssigned(part);
    if (typeof part === 'object') assert.ok(Object.keys(part as object).length > 0);
  }
}

function requireOwnNames(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    assert.ok(!hostileNames.includes(key), key);
    requireOwnNames(part);
  }
  assert.ok([Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value) as object));
}
