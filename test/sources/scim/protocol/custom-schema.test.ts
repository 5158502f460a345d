import assert from 'node:assert/strict';
import { RollcallError } from '../../../../src/domain/rollcall-error.ts';
import { readCustomSchema } from '../../../../src/sources/scim/protocol/custom-schema.ts';
import { schemaDocuments } from '../../../../src/sources/scim/protocol/discovery.ts';
import { presentResource } from '../../../../src/sources/scim/protocol/present.ts';
import { readProjection } from '../../../../src/sources/scim/protocol/projection.ts';
import { buildRegistry, findType } from '../../../../src/sources/scim/protocol/registry.ts';
import { readNewResource } from '../../../../src/sources/scim/protocol/read-resource.ts';
import { resolvePath } from '../../../../src/sources/scim/protocol/resolve-path.ts';

const urn = 'urn:ietf:params:scim:schemas:extension:acme:2.0:User';

const badge = { name: 'badge', type: 'string' };

function document(attributes: unknown, id: unknown = urn, resourceType: unknown = 'User'): unknown {
  return { resourceType, schema: { id, name: 'Acme', description: 'Of Acme', attributes } };
}

function problemsOf(written: unknown): string[] {
  try {
    readCustomSchema(written);
  } catch (error) {
    assert.ok(error instanceof RollcallError, String(error));
    assert.equal(error.code, 'invalid_request');
    return error.details['problems'] as string[];
  }
  return [];
}

describe("an operator's schema", () => {
  it('is read with the defaults of RFC 7643 §2.2 for what it leaves out', () => {
    assert.deepEqual(
      readCustomSchema({ resourceType: 'User', schema: { id: urn, attributes: [{ name: 'badge' }] } }),
      {
        resourceType: 'User',
        schema: {
          id: urn,
          name: 'User',
          description: '',
          attributes: [
            {
              name: 'badge',
              type: 'string',
              multiValued: false,
              description: '',
              required: false,
              caseExact: false,
              mutability: 'readWrite',
              returned: 'default',
              uniqueness: 'none',
              canonicalValues: [],
              referenceTypes: [],
              subAttributes: [],
            },
          ],
        },
      },
    );
  });

  it('is served like any other', () => {
    const custom = readCustomSchema(
      document([
        { ...badge, required: true, caseExact: true, canonicalValues: ['red'], returned: 'request' },
        { name: 'pin', mutability: 'writeOnly' },
        { name: 'photo', type: 'reference' },
        {
          name: 'desks',
          type: 'complex',
          multiValued: true,
          subAttributes: [
            { name: 'floor', type: 'integer' },
            { name: 'key', returned: 'never' },
          ],
        },
      ]),
    );
    const registry = buildRegistry({ testResource: false, custom: [custom] });
    const type = findType(registry, 'User');
    assert.ok(type);
    assert.equal(resolvePath(type, `${urn.toUpperCase()}:desks.floor`)?.sub?.type, 'integer');
    assert.deepEqual(
      readNewResource(type, {
        userName: 'b',
        [urn]: { badge: 'B', pin: '1', photo: 'https://example.com', desks: { floor: 3, key: 'k' } },
      }).attributes[urn],
      { badge: 'B', photo: 'https://example.com', desks: [{ floor: 3 }] },
    );
    const stray = { [urn]: { badge: 'B', pin: '1', photo: 'p', desks: [{ key: 'k' }] } };
    const record = { id: 'u1', attributes: stray, createdAt: new Date(0), modifiedAt: new Date(0) };
    const shown = (only: string): unknown =>
      presentResource({ baseUrl: 'https://x' }, type, record, readProjection(type, only, undefined))[urn];
    assert.deepEqual(shown(`${urn}:badge,${urn}:pin,${urn}:desks.key`), { badge: 'B' });
    assert.deepEqual(shown(urn), { photo: 'p' });
    const served = schemaDocuments(registry, 'https://x').find(({ id }) => id === urn);
    // What is served can be given again.
    assert.deepEqual(readCustomSchema({ resourceType: 'User', schema: served }), custom);
  });

  it('says all that is wrong with it', () => {
    assert.deepEqual(
      problemsOf({
        resourceType: 'Robot',
        schema: {
          id: 'acme',
          attributes: [{ name: '1st' }, { ...badge, required: 'yes' }, { ...badge, type: 'text' }],
        },
      }).map((problem) => problem.split(' must ')[0]?.split(' has ')[0]),
      [
        'resourceType',
        'schema.id',
        'schema.attributes[0].name',
        'schema.attributes[1].required',
        'schema.attributes[2].type',
        'schema.attributes',
      ],
    );
    for (const nothing of [null, undefined, 'x', [], {}, { resourceType: 'User', schema: [] }]) {
      assert.ok(problemsOf(nothing).length >= 2, JSON.stringify(nothing));
    }
  });

  it('cannot take the place of one that is served, nor stand within or above one', () => {
    for (const taken of [
      'urn:ietf:params:scim:schemas:core:2.0:User',
      'URN:ietf:params:scim:schemas:core:2.0:Robot',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:user',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:more',
      'urn:ietf:params:scim:schemas',
      'urn:ietf:params:scim:api:messages:2.0:Error',
    ]) {
      assert.match(
        problemsOf(document([badge], taken)).join(),
        /^schema\.id must not be within or above/,
        taken,
      );
    }
    assert.deepEqual(problemsOf(document([badge], `${urn}s`)), []);
  });

  it('needs a URN that can be written in a filter', () => {
    for (const wrong of [
      '',
      17,
      'urn:',
      'urn:x',
      'urn:x:',
      'urn:x:a b',
      'urn:x:a"',
      'urn:x:a[b]',
      'urn:x:é',
      `urn:x:${'a'.repeat(200)}`,
    ]) {
      assert.match(problemsOf(document([badge], wrong)).join(), /^schema\.id must be a URN/, String(wrong));
    }
  });

  it('has no attribute with a name that every object has, or that a path could not hold', () => {
    for (const name of [
      '__proto__',
      'constructor',
      'toString',
      'VALUEOF',
      'hasOwnProperty',
      'a.b',
      'a b',
      '',
      '$x',
      'é',
      7,
      'x'.repeat(65),
    ]) {
      assert.match(
        problemsOf(document([{ name }])).join(),
        /^schema\.attributes\[0\]\.name must be/,
        String(name),
      );
    }
    assert.deepEqual(problemsOf(document([{ name: 'proto-type_2' }])), []);
    assert.match(
      problemsOf(document([badge, { name: 'BADGE' }])).join(),
      /more than one attribute with the name badge/,
    );
  });

  it('announces nothing that would not be so', () => {
    const contradictory: [object, RegExp][] = [
      [{ uniqueness: 'server' }, /uniqueness must be none/],
      [{ mutability: 'writeOnly', returned: 'default' }, /returned must be never/],
      [{ required: true, mutability: 'readOnly' }, /required must be false/],
      [{ required: true, mutability: 'writeOnly' }, /required must be false/],
      [{ referenceTypes: ['User'] }, /referenceTypes are for the type reference/],
      [{ subAttributes: [{ name: 'a' }] }, /subAttributes are for the type complex/],
      [{ type: 'complex' }, /subAttributes must be a list of 1/],
      [
        { type: 'complex', subAttributes: [{ name: 'a', type: 'complex' }] },
        /subAttributes\[0\]\.type must not be complex/,
      ],
      [{ type: 'complex', subAttributes: [{ name: 'a', multiValued: true }] }, /multiValued must be false/],
      [
        { type: 'complex', multiValued: true, subAttributes: [{ name: 'a', mutability: 'immutable' }] },
        /mutability must not be immutable/,
      ],
      [{ mutible: 'readOnly' }, /has a member that no attribute has/],
      [{ canonicalValues: ['a', 1] }, /canonicalValues must be a list/],
      [{ description: 'a\u0000' }, /description must be a text/],
    ];
    for (const [characteristic, problem] of contradictory) {
      const problems = problemsOf(document([{ ...badge, ...characteristic }]));
      assert.equal(problems.length, 1, problems.join());
      assert.match(problems.join(), problem);
    }
  });

  it('has a limited number of attributes', () => {
    const many = (count: number): unknown[] => Array.from({ length: count }, (_, n) => ({ name: `a${n}` }));
    assert.deepEqual(problemsOf(document(many(100))), []);
    for (const wrong of [many(101), [], null, {}, 'x']) {
      assert.match(problemsOf(document(wrong)).join(), /^schema\.attributes must be a list of 1 to 100/);
    }
    assert.match(problemsOf(document([null])).join(), /attributes\[0\]\.name/);
  });
});
