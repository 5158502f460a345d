import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  readBulk,
  runBulk,
  type BulkOperation,
  type BulkResult,
  type BulkTask,
} from '../../../../src/sources/scim/protocol/bulk.ts';
import { ScimError } from '../../../../src/sources/scim/protocol/scim-error.ts';
import { frozen, refusalOf } from './patching.ts';

const baseUrl = 'https://example.com/scim/v2/d1';
const limits = { maxOperations: 1000 };

/** A server that remembers what it was asked, and refuses what `refuses` says. */
function bulkServer(refuses: (task: BulkTask) => boolean = () => false) {
  const tasks: BulkTask[] = [];
  let made = 0;
  return {
    tasks,
    run: (operations: unknown[], failOnErrors?: number): Promise<BulkResult[]> => {
      const request = readBulk(frozen({ failOnErrors, Operations: operations }), limits);
      return runBulk(request.operations, {
        failOnErrors: request.failOnErrors,
        baseUrl,
        newId: () => `id-${++made}`,
        perform: (task) => {
          tasks.push(task);
          if (refuses(task)) return Promise.reject(new ScimError('uniqueness', 'It exists.'));
          const location = task.id === null ? null : `${baseUrl}${task.path}/${task.id}`;
          const status = { POST: 201, PUT: 200, PATCH: 200, DELETE: 204 }[task.method];
          return Promise.resolve({ status, location, version: task.method === 'DELETE' ? null : 'W/"1"' });
        },
        toErrorResponse: (error) => ({
          status: 409,
          body: { detail: error instanceof ScimError ? error.kind : 'fault' },
        }),
      });
    },
  };
}

const post = (bulkId: string, data: unknown = {}, path = '/Users') => ({
  method: 'POST',
  bulkId,
  path,
  data,
});
const group = (bulkId: string, ...members: string[]) =>
  post(bulkId, { displayName: bulkId, members: members.map((id) => ({ value: `bulkId:${id}` })) }, '/Groups');

describe('reading a bulk request', () => {
  it('takes names and methods in any case', () => {
    assert.deepEqual(
      readBulk(
        {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
          FailOnErrors: 2,
          operations: [
            { Method: 'post', path: 'Users', BulkId: 'a', data: { userName: 'ada' } },
            { method: 'Delete', path: '/Users/1', version: 'W/"3"' },
          ],
        },
        limits,
      ),
      {
        failOnErrors: 2,
        operations: [
          { method: 'POST', bulkId: 'a', path: '/Users', version: null, data: { userName: 'ada' } },
          { method: 'DELETE', bulkId: null, path: '/Users/1', version: 'W/"3"', data: undefined },
        ],
      },
    );
  });

  it('takes no failOnErrors, null and 0 for never stopping', () => {
    for (const failOnErrors of [undefined, null, 0]) {
      assert.equal(readBulk({ failOnErrors, Operations: [] }, limits).failOnErrors, null);
    }
  });

  it('refuses more operations than are announced', () => {
    const operations = [post('a'), post('b'), post('c')];
    assert.equal(readBulk({ Operations: operations }, { maxOperations: 3 }).operations.length, 3);
    assert.equal(
      refusalOf(() => readBulk({ Operations: operations }, { maxOperations: 2 })),
      'payloadTooLarge',
    );
  });

  it('refuses what is no bulk request', () => {
    const refusal = (body: unknown): string => refusalOf(() => readBulk(body, limits));
    for (const body of [undefined, null, [], 'x', {}, { Operations: {} }]) {
      assert.equal(refusal(body), 'invalidSyntax');
    }
    for (const operation of [
      null,
      'POST',
      {},
      { method: 'GET', path: '/Users' },
      { method: 1, path: '/Users' },
      { method: 'POST', path: '/Users' },
      { method: 'POST', path: '/Users', bulkId: '' },
      { method: 'POST', path: '/Users', bulkId: 1 },
      { method: 'DELETE' },
      { method: 'DELETE', path: 1 },
      { method: 'DELETE', path: '/Users/1', version: 1 },
    ]) {
      assert.equal(refusal({ Operations: [operation] }), 'invalidSyntax');
    }
    assert.equal(refusal({ Operations: [post('a'), post('a')] }), 'invalidValue');
    for (const failOnErrors of [-1, 1.5, '1', true]) {
      assert.equal(refusal({ failOnErrors, Operations: [] }), 'invalidValue');
    }
  });

  it('reads or refuses any JSON, and does nothing else', () => {
    const operation = fc.record({
      method: fc.constantFrom('POST', 'PUT'),
      path: fc.string(),
      bulkId: fc.string(),
    });
    fc.assert(
      fc.property(fc.jsonValue(), operation, (body, fitting) => {
        for (const each of [
          body,
          { Operations: body },
          { Operations: [body] },
          { Operations: [fitting, body] },
        ]) {
          try {
            readBulk(each, limits);
          } catch (error) {
            assert.ok(error instanceof ScimError);
          }
        }
      }),
    );
  });
});

describe('running a bulk request', () => {
  it('answers the example of RFC 7644 §3.7.3 in its form', async () => {
    const server = bulkServer();
    const results = await server.run([
      post('qwerty', { userName: 'Alice' }),
      { method: 'PUT', path: '/Users/b7c14771', version: 'W/"4weymrEsh5O6cAEK"', data: { userName: 'Bob' } },
      { method: 'PATCH', path: '/Users/5d8d29d3', version: 'W/"edac3253e2c0ef2"', data: { Operations: [] } },
      { method: 'DELETE', path: '/Users/e9025315', version: 'W/"0ee8add0a938e1a"' },
    ]);
    assert.deepEqual(results, [
      {
        method: 'POST',
        bulkId: 'qwerty',
        location: `${baseUrl}/Users/id-1`,
        version: 'W/"1"',
        status: '201',
      },
      { method: 'PUT', location: `${baseUrl}/Users/b7c14771`, version: 'W/"1"', status: '200' },
      { method: 'PATCH', location: `${baseUrl}/Users/5d8d29d3`, version: 'W/"1"', status: '200' },
      { method: 'DELETE', location: `${baseUrl}/Users/e9025315`, status: '204' },
    ]);
    assert.deepEqual(
      server.tasks.map(({ version }) => version),
      [null, 'W/"4weymrEsh5O6cAEK"', 'W/"edac3253e2c0ef2"', 'W/"0ee8add0a938e1a"'],
    );
  });

  it('puts ids in the place of references: in data, in filters, in URIs and in paths', async () => {
    const server = bulkServer();
    await server.run([
      post('a b'),
      post('g', {}, '/Groups'),
      {
        method: 'PATCH',
        path: '/Groups/bulkId:g',
        data: {
          Operations: [
            { op: 'add', path: 'members', value: [{ value: 'bulkId:a b', $ref: '../Users/bulkId:a b' }] },
            { op: 'remove', path: 'members[value eq "bulkId:a b" or value eq "x"]' },
          ],
        },
      },
    ]);
    const patch = server.tasks.at(-1);
    assert.equal(patch?.path, '/Groups/id-2');
    assert.deepEqual(patch.data, {
      Operations: [
        { op: 'add', path: 'members', value: [{ value: 'id-1', $ref: '../Users/id-1' }] },
        { op: 'remove', path: 'members[value eq "id-1" or value eq "x"]' },
      ],
    });
  });

  it('leaves alone what only looks like a reference', async () => {
    const server = bulkServer();
    const data = { title: 'see bulkId:a', displayName: 'BULKID:a', note: '"bulkId:a"', path: 'x bulkId:a' };
    await server.run([post('b', data)]);
    assert.deepEqual(server.tasks[0]?.data, data);
  });

  it('keeps hostile names members of their own', async () => {
    const server = bulkServer();
    await server.run([post('a', JSON.parse('{"__proto__": {"x": "bulkId:a"}, "constructor": 1}'))]);
    const data = server.tasks[0]?.data as object;
    assert.deepEqual(Object.keys(data), ['__proto__', 'constructor']);
    assert.equal(Object.getPrototypeOf(data), Object.prototype);
  });

  it('runs what is referred to first, everything else in its turn, and reports in the order of the request', async () => {
    const server = bulkServer();
    const results = await server.run([
      { method: 'DELETE', path: '/Users/1' },
      group('g', 'b'),
      post('a'),
      post('b', { manager: { value: 'bulkId:c' } }),
      { method: 'PUT', path: '/Users/1', data: {} },
      post('c'),
    ]);
    const named = (each: { bulkId?: string | null; method: string }): string => each.bulkId ?? each.method;
    assert.deepEqual(server.tasks.map(named), ['DELETE', 'c', 'b', 'g', 'a', 'PUT']);
    assert.deepEqual(results.map(named), ['DELETE', 'g', 'a', 'b', 'PUT', 'c']);
  });

  it('resolves circles, also one of a single resource', async () => {
    const server = bulkServer();
    const results = await server.run([group('x', 'y'), group('y', 'z'), group('z', 'x'), group('w', 'w')]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['201', '201', '201', '201'],
    );
    const members = new Map(
      server.tasks.map(({ id, data }) => [id, (data as { members: { value: string }[] }).members[0]?.value]),
    );
    assert.deepEqual(
      members,
      new Map([
        ['id-3', 'id-1'],
        ['id-2', 'id-3'],
        ['id-1', 'id-2'],
        ['id-4', 'id-4'],
      ]),
    );
  });

  it('does not try what refers to something that failed, however far away', async () => {
    const server = bulkServer(({ bulkId }) => bulkId === 'bad');
    const results = await server.run([
      group('far', 'near'),
      group('near', 'bad'),
      post('bad'),
      post('good'),
      { method: 'PUT', path: '/Users/bulkId:bad', data: {} },
    ]);
    assert.deepEqual(results, [
      { method: 'POST', bulkId: 'far', status: '409', response: { detail: 'unresolvable' } },
      { method: 'POST', bulkId: 'near', status: '409', response: { detail: 'unresolvable' } },
      { method: 'POST', bulkId: 'bad', status: '409', response: { detail: 'uniqueness' } },
      {
        method: 'POST',
        bulkId: 'good',
        location: `${baseUrl}/Users/id-4`,
        version: 'W/"1"',
        status: '201',
      },
      {
        method: 'PUT',
        location: `${baseUrl}/Users/id-3`,
        status: '409',
        response: { detail: 'unresolvable' },
      },
    ]);
    assert.deepEqual(
      server.tasks.map(({ bulkId }) => bulkId),
      ['bad', 'good'],
    );
  });

  it('does not try what refers to nothing in the request', async () => {
    const server = bulkServer();
    const results = await server.run([
      group('g', 'nobody'),
      { method: 'DELETE', path: '/Users/bulkId:nobody' },
      { method: 'PATCH', path: '/Groups/1', data: { path: 'members[value eq "bulkId:nobody"]' } },
      { method: 'PUT', bulkId: 'only-posts-make-ids', path: '/Users/1', data: {} },
      { method: 'DELETE', path: '/Users/bulkId:only-posts-make-ids' },
    ]);
    assert.deepEqual(
      results.map(({ status, response }) => [status, (response as { detail?: string } | undefined)?.detail]),
      [
        ['409', 'unresolvable'],
        ['409', 'unresolvable'],
        ['409', 'unresolvable'],
        ['200', undefined],
        ['409', 'unresolvable'],
      ],
    );
    assert.equal(results[1]?.location, `${baseUrl}/Users/bulkId:nobody`);
  });

  it('refuses data that is nested without end, and goes on', async () => {
    const server = bulkServer();
    let deep: unknown = 'bulkId:a';
    for (let level = 0; level < 20_000; level += 1) deep = { deep };
    const request = { Operations: [post('a', deep), post('b')] };
    const { operations } = readBulk(request, limits);
    const results = await runBulk(operations, {
      failOnErrors: null,
      baseUrl,
      newId: () => 'id',
      perform: () => Promise.resolve({ status: 201, location: null, version: null }),
      toErrorResponse: (error) => ({ status: 400, body: (error as ScimError).kind }),
    });
    assert.deepEqual(results, [
      { method: 'POST', bulkId: 'a', status: '400', response: 'invalidValue' },
      { method: 'POST', bulkId: 'b', location: `${baseUrl}/Users/id`, status: '201' },
    ]);
    assert.deepEqual(server.tasks, []);
  });

  it('stops at as many errors as it was told, and reports what was reached until then', async () => {
    const fails = ({ bulkId }: BulkTask): boolean => bulkId?.startsWith('bad') ?? false;
    const operations = [post('a'), post('bad1'), post('b'), post('bad2'), post('c')];
    const reached = async (failOnErrors?: number): Promise<(string | undefined)[]> =>
      (await bulkServer(fails).run(operations, failOnErrors)).map(({ bulkId }) => bulkId);
    assert.deepEqual(await reached(1), ['a', 'bad1']);
    assert.deepEqual(await reached(2), ['a', 'bad1', 'b', 'bad2']);
    assert.deepEqual(await reached(3), ['a', 'bad1', 'b', 'bad2', 'c']);
    assert.deepEqual(await reached(), ['a', 'bad1', 'b', 'bad2', 'c']);
  });

  it('counts what cannot be resolved as an error', async () => {
    const results = await bulkServer().run([group('g', 'nobody'), post('a')], 1);
    assert.deepEqual(
      results.map(({ bulkId }) => bulkId),
      ['g'],
    );
  });

  it('follows a chain as long as a request can be', async () => {
    const server = bulkServer();
    const chain = Array.from({ length: 1000 }, (_, index) =>
      index === 999 ? post('u999') : group(`u${index}`, `u${index + 1}`),
    );
    const results = await server.run(chain);
    assert.ok(results.every(({ status }) => status === '201'));
    assert.equal(server.tasks[0]?.bulkId, 'u999');
    assert.equal(server.tasks.at(-1)?.bulkId, 'u0');
  });

  it('passes what is no refusal to the translation of errors too', async () => {
    const results = await runBulk(readBulk({ Operations: [post('a'), post('b')] }, limits).operations, {
      failOnErrors: null,
      baseUrl,
      newId: () => 'id',
      perform: () => Promise.reject(new Error('the database is away')),
      toErrorResponse: () => ({ status: 500, body: 'ours' }),
    });
    assert.deepEqual(results, [
      { method: 'POST', bulkId: 'a', status: '500', response: 'ours' },
      { method: 'POST', bulkId: 'b', status: '500', response: 'ours' },
    ]);
  });
});

describe('the order of a bulk request', () => {
  /** Users, groups of users and of groups, in circles too, and memberships that are added afterwards. */
  const request = fc
    .record({
      users: fc.integer({ min: 1, max: 4 }),
      groups: fc.array(fc.array(fc.nat({ max: 7 }), { maxLength: 3 }), { minLength: 1, maxLength: 4 }),
      patches: fc.array(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 7 })), { maxLength: 4 }),
    })
    .map(({ users, groups, patches }) => {
      const names = [
        ...Array.from({ length: users }, (_, index) => `u${index}`),
        ...groups.map((_, index) => `g${index}`),
      ];
      const nameOf = (index: number): string => names[index % names.length] ?? '';
      return [
        ...Array.from({ length: users }, (_, index) => post(`u${index}`)),
        ...groups.map((members, index) => group(`g${index}`, ...members.map(nameOf))),
        ...patches.map(([index, member]) => ({
          method: 'PATCH',
          path: `/Groups/bulkId:g${index % groups.length}`,
          data: {
            Operations: [{ op: 'add', path: 'members', value: [{ value: `bulkId:${nameOf(member)}` }] }],
          },
        })),
      ];
    });

  it('does not matter to the memberships that it ends in', async () => {
    await fc.assert(
      fc.asyncProperty(
        request.chain((operations) =>
          fc.tuple(
            fc.constant(operations),
            fc.shuffledSubarray(operations, { minLength: operations.length, maxLength: operations.length }),
          ),
        ),
        async ([operations, shuffled]) => {
          assert.deepEqual(await membershipsAfter(shuffled), await membershipsAfter(operations));
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** Who is in which group, by their bulkIds, after a bulk request to an empty directory. */
async function membershipsAfter(operations: unknown[]): Promise<string[]> {
  const nameOf = new Map<string, string>();
  const groups = new Map<string, Set<string>>();
  let made = 0;
  const request = readBulk(frozen({ Operations: operations }), limits);
  const results = await runBulk(request.operations, {
    failOnErrors: null,
    baseUrl,
    newId: () => `id-${++made}`,
    perform: (task) => Promise.resolve(performOn(groups, nameOf, task)),
    toErrorResponse: () => ({ status: 409, body: null }),
  });
  assert.ok(results.every(({ status }) => status === '201' || status === '200'));
  return [...groups]
    .flatMap(([id, members]) =>
      [...members].map((member) => `${nameOf.get(id) ?? ''} ${nameOf.get(member) ?? ''}`),
    )
    .sort();
}

function performOn(
  groups: Map<string, Set<string>>,
  nameOf: Map<string, string>,
  { method, path, id, bulkId, data }: BulkTask & BulkOperation,
): { status: number; location: null; version: null } {
  if (method === 'POST') {
    nameOf.set(id ?? '', bulkId ?? '');
    const { members } = data as { members?: { value: string }[] };
    if (members !== undefined) groups.set(id ?? '', new Set(members.map(({ value }) => value)));
    return { status: 201, location: null, version: null };
  }
  const members = groups.get(path.slice('/Groups/'.length));
  assert.ok(members !== undefined, 'a group is changed before it is there');
  const { Operations } = data as { Operations: { value: { value: string }[] }[] };
  for (const { value } of Operations) for (const member of value) members.add(member.value);
  return { status: 200, location: null, version: null };
}
