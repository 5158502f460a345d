import assert from 'node:assert/strict';
import fc from 'fast-check';
import apiSchema from '../../schemas/api.schema.json' with { type: 'json' };
import type { ApiRoute } from '../../src/http/route.ts';
import { openOffice, type Office } from '../support/office.ts';
import { nastyText as nasty } from '../support/nasty-text.ts';
import { operatorToken } from '../support/rollcall.ts';
import { routeSamples, type RouteSample } from '../support/route-samples.ts';

const shapes = apiSchema.$defs as Record<string, { properties?: Record<string, unknown> }>;
const membersOf = (shape: ApiRoute['body']) =>
  shape === null ? [] : Object.keys(shapes[shape]?.properties ?? {});

const anything: fc.Arbitrary<unknown> = fc.oneof(
  nasty,
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(1e308, -1, 2 ** 53, null, true, [], {}, [[]], JSON.parse('{"__proto__": {"admin": true}}')),
);

describe('hostile input', () => {
  let office: Office;

  before(async () => {
    office = await openOffice();
    await office.hire('ada', ['members']);
  });
  after(() => office.stop());

  async function mustNotFail(sample: RouteSample, path: string, body: unknown): Promise<void> {
    const answered = await office.api.ask(sample.method, path, body === undefined ? {} : { body });
    assert.ok(answered.status < 500, `${sample.operation} ${path.slice(0, 200)}: ${answered.status}`);
  }

  it('in any part of a path is answered, and never breaks anything', async () => {
    const samples = routeSamples({ tenant: 'acme' });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...samples), nasty, nasty, async (sample, first, second) => {
        // Node itself refuses the head of a request beyond 16 KiB.
        const parts = [first, second].map((text) => encodeURIComponent(text.toWellFormed()).slice(0, 5_000));
        let place = 0;
        const path = sample.route.path.replaceAll(/:\w+/g, () => parts[place++ % 2] ?? '');
        // Not through the client: what is sent may name another route than the sample's.
        const { status } = await fetch(`${office.rollcall.url}/api/v1${path}`, {
          method: sample.method,
          headers: { authorization: `Bearer ${operatorToken}`, 'content-type': 'application/json' },
          ...(sample.body === undefined ? {} : { body: JSON.stringify(sample.body) }),
        });
        assert.ok(status < 500, `${sample.operation} ${path.slice(0, 200)}: ${status}`);
      }),
      { numRuns: 300 },
    );
  });

  it('that is not even well encoded is answered', async () => {
    for (const path of [
      '/tenants/%',
      '/tenants/%ff',
      '/tenants/%ED%A0%80',
      '/tenants/acme/users/%00',
      '/%2e%2e/%2e%2e/nowhere',
    ]) {
      const answered = await fetch(`${office.rollcall.url}/api/v1${path}`, {
        headers: { authorization: `Bearer ${operatorToken}` },
      });
      assert.ok(answered.status === 400 || answered.status === 404, `${path}: ${answered.status}`);
      assert.equal(answered.headers.get('content-type'), 'application/problem+json; charset=utf-8');
    }
  });

  it('in any parameter of a query is answered, and never breaks anything', async () => {
    const samples = routeSamples({ tenant: 'acme' }).filter(({ route }) => route.query !== null);
    const queries = fc.constantFrom(...samples).chain((sample) =>
      fc.tuple(
        fc.constant(sample),
        fc.array(fc.tuple(fc.oneof(fc.constantFrom(...membersOf(sample.route.query)), nasty), nasty), {
          minLength: 1,
          maxLength: 3,
        }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(queries, async ([sample, pairs]) => {
        const short = pairs.map(([name, value]): [string, string] => [
          name.slice(0, 2000),
          value.slice(0, 5000),
        ]);
        await mustNotFail(sample, `${sample.path}?${new URLSearchParams(short).toString()}`, sample.body);
      }),
      { numRuns: 400 },
    );
  });

  it('in any cursor is answered, and never breaks anything', async () => {
    const samples = routeSamples({ tenant: 'acme' }).filter(({ route }) =>
      membersOf(route.query).includes('cursor'),
    );
    const cursors = fc.tuple(
      fc.constantFrom(...samples),
      fc.array(fc.oneof(nasty, fc.constant('2026-01-01T00:00:00.000000Z')), { maxLength: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(cursors, async ([sample, parts]) => {
        const list = sample.path.split('/').at(-1) ?? '';
        const cursor = Buffer.from(JSON.stringify([list, ...parts]))
          .toString('base64url')
          .slice(0, 1990);
        await mustNotFail(sample, `${sample.path}?cursor=${cursor}`, undefined);
      }),
      { numRuns: 200 },
    );
  });

  it('in any field of a body is answered, and never breaks anything', async () => {
    const { data } = await office.api.expect('UserList', 'GET', '/tenants/acme/users');
    const ids = { tenant: 'acme', user: data[0]?.id ?? '', directory: office.directoryId };
    const samples = routeSamples(ids).filter(({ route }) => route.body !== null);
    const bodies = fc.constantFrom(...samples).chain((sample) =>
      fc.tuple(
        fc.constant(sample),
        fc.oneof(
          anything,
          fc
            .array(fc.tuple(fc.oneof(fc.constantFrom(...membersOf(sample.route.body)), nasty), anything), {
              minLength: 1,
              maxLength: 2,
            })
            .map((changes) => ({ ...(sample.body as object), ...Object.fromEntries(changes) })),
        ),
      ),
    );
    await fc.assert(
      fc.asyncProperty(bodies, async ([sample, body]) => {
        await mustNotFail(sample, sample.path, body);
      }),
      { numRuns: 500 },
    );
  });

  it('nested a hundred thousand deep is answered', async () => {
    const rawBody = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    for (const { method, path, route } of routeSamples({ tenant: 'acme' })) {
      if (route.body === null) continue;
      assert.equal((await office.api.ask(method, path, { rawBody })).status, 400);
    }
  });

  it('leaves no trace on the prototypes of JavaScript', () => {
    assert.equal(({} as Record<string, unknown>)['admin'], undefined);
  });

  it('names what is unknown and what would be allowed', async () => {
    const query = await office.api.refused(
      400,
      'invalid_request',
      'GET',
      '/tenants/acme/users?emial=a&__proto__=b',
    );
    assert.deepEqual(
      (query['errors'] as { field: string }[]).map(({ field }) => field),
      ['emial', '__proto__'],
    );
    assert.match(query.detail, /Allowed: email, external_id, status, role, search, limit, cursor/);
    const body = await office.api.refused(400, 'invalid_request', 'POST', '/tenants/acme/workspaces', {
      rawBody: '{"key":"a","nmae":"b","__proto__":{"x":1}}',
    });
    assert.match(body.detail, /`nmae`: There is no such field\. Allowed: key, name\./);
    assert.match(body.detail, /__proto__/);
    const twice = await office.api.refused(
      400,
      'invalid_request',
      'GET',
      '/tenants/acme/users?role=a&role=b',
    );
    assert.match(twice.detail, /more than once/);
    const none = await office.api.refused(400, 'invalid_request', 'GET', '/tenants/acme/policy?version=1');
    assert.match(none.detail, /None is allowed/);
  });

  it('that the database cannot store as text is refused', async () => {
    for (const name of ['a\0b', 'half \ud83d']) {
      const problem = await office.api.refused(400, 'invalid_request', 'POST', '/tenants/acme/workspaces', {
        body: { key: 'w', name },
      });
      assert.match(problem.detail, /`name`/);
    }
    await office.api.refused(400, 'invalid_request', 'GET', '/tenants/acme/users?email=a%00b');
    await office.api.refused(404, 'not_found', 'GET', '/tenants/acme/events/a%00b');
  });
});
