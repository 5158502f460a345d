import assert from 'node:assert/strict';
import { startRollcall, type TestRollcall } from '../../support/rollcall.ts';
import {
  openScim,
  PATCH_OP,
  type ScimBody,
  type StrictScimClient,
} from '../../support/strict-scim-client.ts';

/** An attribute as /Schemas announces it. */
interface Announced {
  name: string;
  type: string;
  multiValued: boolean;
  required: boolean;
  mutability: string;
  returned: string;
  canonicalValues?: string[];
  referenceTypes?: string[];
  subAttributes?: Announced[];
}

/** Where an attribute is: under which path a PATCH reaches it, and how it is found in a resource. */
interface Place {
  path: string;
  extension: string | null;
  attribute: Announced;
}

/** What a client that knows nothing but discovery can do with each attribute that it is told of. */
describe('every attribute that a SCIM directory announces', () => {
  let rollcall: TestRollcall;
  let scim: StrictScimClient;
  let member: ScimBody;
  let count = 0;

  before(async () => {
    rollcall = await startRollcall({ scim: { testResource: true } });
    scim = await openScim(rollcall);
    member = await scim.expect(201, 'POST', '/Users', { userName: 'member' });
  });
  after(() => rollcall.stop());

  /** A value that the attribute may have, another one each time. */
  function valueOf(attribute: Announced): unknown {
    if (attribute.multiValued) return [singleValueOf(attribute)];
    return singleValueOf(attribute);
  }

  function singleValueOf({ name, type, canonicalValues, referenceTypes, subAttributes }: Announced): unknown {
    count += 1;
    switch (type) {
      case 'boolean':
        return true;
      case 'integer':
        return count;
      case 'decimal':
        return count + 0.5;
      case 'dateTime':
        return `2026-01-02T03:04:05.${String(count % 1_000).padStart(3, '0')}Z`;
      case 'binary':
        return Buffer.from(`binary ${count}`).toString('base64');
      case 'reference':
        return referenceTypes?.includes('User') === true
          ? member.meta.location
          : `https://example.com/${count}`;
      case 'complex':
        return Object.fromEntries(
          (subAttributes ?? [])
            .filter(({ mutability }) => mutability !== 'readOnly')
            .map((sub) => [sub.name, partOf(name, sub)]),
        );
      default:
        return canonicalValues?.[0] ?? `${name} ${count}`;
    }
  }

  /** A member has to be somebody, for its type and its name are looked up. */
  function partOf(attribute: string, sub: Announced): unknown {
    return attribute === 'members' && sub.name === 'value' ? member.id : valueOf(sub);
  }

  async function placesOf(type: ScimBody): Promise<Place[]> {
    const attributesOf = async (urn: string) =>
      (await scim.expect(200, 'GET', `/Schemas/${urn}`))['attributes'] as Announced[];
    const core = (await attributesOf(type['schema'] as string)).map((attribute) => ({
      path: attribute.name,
      extension: null,
      attribute,
    }));
    const extended = (type['schemaExtensions'] as { schema: string }[]).map(async ({ schema }) =>
      (await attributesOf(schema)).map((attribute) => ({
        path: `${schema}:${attribute.name}`,
        extension: schema,
        attribute,
      })),
    );
    return [...core, ...(await Promise.all(extended)).flat()];
  }

  function resourceWith(places: Place[]): Record<string, unknown> {
    const resource: Record<string, unknown> = {};
    for (const { extension, attribute } of places) {
      const holder =
        extension === null ? resource : ((resource[extension] ??= {}) as Record<string, unknown>);
      holder[attribute.name] = valueOf(attribute);
    }
    return resource;
  }

  /** What a resource shows of an attribute, without the parts that only the service writes. */
  function shown(resource: ScimBody, { extension, attribute }: Place): unknown {
    const holder = extension === null ? resource : ((resource[extension] ?? {}) as Record<string, unknown>);
    const value = holder[attribute.name];
    const readOnly = (attribute.subAttributes ?? []).filter(({ mutability }) => mutability === 'readOnly');
    const strip = (each: unknown) =>
      Object.fromEntries(
        Object.entries(each as object).filter(([name]) => !readOnly.some((sub) => sub.name === name)),
      );
    if (value === undefined || readOnly.length === 0) return value;
    return Array.isArray(value) ? value.map(strip) : strip(value);
  }

  const isWritable = ({ attribute }: Place) => attribute.mutability !== 'readOnly';
  const isVisible = ({ attribute }: Place) => attribute.returned !== 'never';
  const queryFor = (place: Place) => `?attributes=${encodeURIComponent(place.path)}`;

  for (const name of ['User', 'Group', 'TestResource']) {
    describe(`of a ${name}`, () => {
      let endpoint: string;
      let places: Place[];
      const create = async (which: Place[]) => {
        const resource = resourceWith(which);
        return { resource, made: await scim.expect(201, 'POST', endpoint, resource) };
      };
      const patch = (id: string, place: Place, operation: object) =>
        scim.request('PATCH', `${endpoint}/${id}${queryFor(place)}`, {
          schemas: [PATCH_OP],
          Operations: [{ path: place.path, ...operation }],
        });
      /** What an extension needs comes along with whatever else it has. */
      const withNeeds = (place: Place) =>
        places.filter(
          (each) =>
            each.attribute.required && (each.extension === null || each.extension === place.extension),
        );

      before(async () => {
        const type = await scim.expect(200, 'GET', `/ResourceTypes/${name}`);
        endpoint = type['endpoint'] as string;
        places = (await placesOf(type)).filter(isWritable);
        assert.ok(places.length > 1);
      });

      it('is kept and shown as it was sent, all at once', async () => {
        const { resource, made } = await create(places);
        const read = await scim.expect(200, 'GET', `${endpoint}/${made.id}`);
        for (const place of places.filter(({ attribute }) =>
          ['default', 'always'].includes(attribute.returned),
        )) {
          const sent = shown(resource as ScimBody, place);
          assert.deepEqual(shown(made, place), sent, place.path);
          assert.deepEqual(shown(read, place), sent, place.path);
        }
      });

      it('is shown where it is named, alone, and hidden where it is excluded', async () => {
        const { resource, made } = await create(places);
        for (const place of places.filter(isVisible)) {
          const alone = await scim.expect(200, 'GET', `${endpoint}/${made.id}${queryFor(place)}`);
          assert.deepEqual(shown(alone, place), shown(resource as ScimBody, place), place.path);
          const without = await scim.expect(
            200,
            'GET',
            `${endpoint}/${made.id}?excludedAttributes=${encodeURIComponent(place.path)}`,
          );
          const expected = place.attribute.returned === 'always' ? shown(alone, place) : undefined;
          assert.deepEqual(shown(without, place), expected, place.path);
        }
      });

      it('is added, replaced and removed by a PATCH, as far as it may change', async () => {
        for (const place of places) {
          const { attribute } = place;
          const { made } = await create(
            withNeeds(place).filter((each) => each !== place || attribute.required),
          );
          const first = valueOf(attribute);
          if (!attribute.required) {
            const added = await patch(made.id, place, { op: 'add', value: first });
            assert.equal(added.status, 200, `${place.path}: ${added.text}`);
            if (isVisible(place)) assert.deepEqual(shown(added.body, place), first, place.path);
          }
          const second = attribute.type === 'boolean' ? false : valueOf(attribute);
          const replaced = await patch(made.id, place, { op: 'replace', value: second });
          const removed = await patch(made.id, place, { op: 'remove' });
          if (attribute.mutability === 'immutable') {
            assert.deepEqual([replaced.body.scimType, removed.body.scimType], ['mutability', 'mutability']);
            continue;
          }
          assert.equal(replaced.status, 200, `${place.path}: ${replaced.text}`);
          if (isVisible(place)) assert.deepEqual(shown(replaced.body, place), second, place.path);
          if (attribute.required) {
            assert.equal(removed.status, 400, place.path);
            continue;
          }
          assert.equal(removed.status, 200, `${place.path}: ${removed.text}`);
          // Whoever has left does not come back because this was cleared.
          assert.equal(shown(removed.body, place), place.path === 'active' ? second : undefined, place.path);
        }
      });

      it('is cleared by a PUT that leaves it out, except what stays by design', async () => {
        const { made, resource } = await create(places);
        const kept = new Set(['active', 'members', 'password']);
        const least = resourceWith([]);
        for (const place of places) {
          if (!place.attribute.required || place.extension !== null) continue;
          least[place.attribute.name] = resource[place.attribute.name];
        }
        const put = await scim.expect(200, 'PUT', `${endpoint}/${made.id}`, least);
        for (const place of places) {
          const { attribute } = place;
          if (attribute.required || attribute.mutability === 'immutable' || kept.has(attribute.name))
            continue;
          assert.equal(shown(put, place), undefined, place.path);
        }
      });
    });
  }

  it('of an extension is reached at once through its URN', async () => {
    const type = await scim.expect(200, 'GET', '/ResourceTypes/User');
    const [{ schema }] = type['schemaExtensions'] as [{ schema: string }];
    const places = (await placesOf(type)).filter(({ extension }) => extension === schema);
    const value = resourceWith(places)[schema];
    const { id } = await scim.expect(201, 'POST', '/Users', { userName: 'extended' });
    const patch = (operation: object) =>
      scim.expect(200, 'PATCH', `/Users/${id}`, {
        schemas: [PATCH_OP],
        Operations: [{ path: schema, ...operation }],
      });
    assert.deepEqual((await patch({ op: 'add', value }))[schema], value);
    const other = resourceWith(places)[schema];
    assert.deepEqual((await patch({ op: 'replace', value: other }))[schema], other);
    assert.equal((await patch({ op: 'remove' }))[schema], undefined);
  });
});
