import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nastyText } from '../../support/nasty-text.ts';
import { startRollcall, type TestRollcall } from '../../support/rollcall.ts';
import {
  CORE_GROUP,
  CORE_USER,
  openScim,
  PATCH_OP,
  SEARCH_REQUEST,
  type StrictScimClient,
} from '../../support/strict-scim-client.ts';

/** And what has broken readers of filters, of paths and of references. */
const nasty = fc.oneof(
  { weight: 3, arbitrary: nastyText },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...['.search', 'bulkId:', 'emails[', 'emails[type eq "work"', 'members[value eq "x"].value', 'name.'],
      ...[
        '.name',
        'urn:',
        ':::',
        'userName eq "',
        'not (',
        'a pr and',
        'schemas',
        'meta',
        'meta.lastModified',
      ],
      ...['id', 'groups', 'members'],
    ),
  },
);
const anything: fc.Arbitrary<unknown> = fc.oneof(
  nasty,
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(1e308, -1, 2 ** 53, null, true, [], {}, [[]], JSON.parse('{"__proto__": {"admin": true}}')),
);
const attribute = fc.constantFrom(
  ...[
    'userName',
    'externalId',
    'name',
    'name.givenName',
    'emails',
    'emails.value',
    'emails[type eq "work"].value',
  ],
  ...['active', 'displayName', 'members', 'members.value', 'groups', 'id', 'meta', 'meta.created', 'schemas'],
  ...[
    'addresses',
    'password',
    'x509Certificates',
    'identifier',
    'integerAttr',
    'dateTimeAttr',
    'multiComplex',
  ],
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value',
);
const names = fc.oneof(attribute, nasty);

describe('hostile input to SCIM', () => {
  let rollcall: TestRollcall;
  let scim: StrictScimClient;
  let userPath: string;
  let groupPath: string;

  before(async () => {
    rollcall = await startRollcall({ scim: { testResource: true } });
    scim = await openScim(rollcall);
    const user = await scim.expect(201, 'POST', '/Users', { schemas: [CORE_USER], userName: 'ada' });
    userPath = `/Users/${user.id}`;
    const group = await scim.expect(201, 'POST', '/Groups', {
      schemas: [CORE_GROUP],
      displayName: 'Engineering',
      members: [{ value: user.id }],
    });
    groupPath = `/Groups/${group.id}`;
  });
  after(() => rollcall.stop());

  /** The client checks of each answer that it is SCIM. */
  async function mustNotFail(method: string, path: string, body?: unknown): Promise<void> {
    const { status, text } = await scim.request(method, path, body);
    assert.ok(status < 500 || status === 501, `${method} ${path.slice(0, 200)}: ${status} ${text}`);
  }
  const encoded = (text: string) =>
    encodeURIComponent(text.toWellFormed()).slice(0, 4_000).replace(/%.?$/, '');

  it('in any part of a path is answered in SCIM', async () => {
    const methods = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE');
    const first = fc.oneof(
      fc.constantFrom('Users', 'Groups', 'Schemas', 'ResourceTypes', 'TestResources'),
      nasty,
    );
    await fc.assert(
      fc.asyncProperty(methods, first, nasty, fc.boolean(), async (method, one, two, both) => {
        const path = `/${encoded(one)}${both ? `/${encoded(two)}` : ''}`;
        // fetch itself would take these as steps, out of the directory.
        fc.pre(!/\/\.{1,2}(?:\/|$)/.test(path) && !/\/(?:%2e|\.){1,2}(?:\/|$)/i.test(path));
        await mustNotFail(method, path, method === 'GET' || method === 'DELETE' ? undefined : {});
      }),
      { numRuns: 300 },
    );
  });

  it('in any parameter of a search is answered in SCIM', async () => {
    const parameters = fc.constantFrom(
      ...[
        'filter',
        'sortBy',
        'sortOrder',
        'startIndex',
        'count',
        'cursor',
        'attributes',
        'excludedAttributes',
      ],
    );
    const paths = fc.constantFrom('/Users', '/Groups', '/TestResources', '/');
    const pairs = fc.array(fc.tuple(fc.oneof(parameters, nasty), fc.oneof(names, nasty)), {
      minLength: 1,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(paths, pairs, async (path, written) => {
        const query = written
          .map(([name, value]) => `${encoded(name).slice(0, 500)}=${encoded(value)}`)
          .join('&');
        await mustNotFail('GET', `${path}?${query}`);
        await mustNotFail('POST', `${path === '/' ? '' : path}/.search`, {
          schemas: [SEARCH_REQUEST],
          ...Object.fromEntries(written),
        });
      }),
      { numRuns: 300 },
    );
  });

  it('in any comparison of a filter is answered in SCIM', async () => {
    const operators = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le');
    const values = fc.oneof(
      nasty.map((text) => JSON.stringify(text.toWellFormed())),
      fc.constantFrom(
        '1',
        '-1',
        '1e400',
        '9007199254740993',
        'true',
        'null',
        '""',
        '2026',
        '1.5',
        '"\\u0000"',
      ),
    );
    const paths = fc.constantFrom('/Users', '/Groups', '/TestResources', '/');
    const comparison = fc.tuple(attribute, operators, values).map((parts) => parts.join(' '));
    const filters = fc.oneof(
      comparison,
      fc.tuple(comparison, comparison).map(([one, two]) => `not (${one}) or ${two}`),
      fc.tuple(attribute, comparison).map(([path, inner]) => `${path}[${inner}]`),
    );
    await fc.assert(
      fc.asyncProperty(paths, filters, async (path, filter) => {
        fc.pre(filter.length < 4_000);
        await mustNotFail('POST', `${path === '/' ? '' : path}/.search`, { filter });
      }),
      { numRuns: 500 },
    );
  });

  it('in any attribute of a resource is answered in SCIM', async () => {
    const bodies = fc.array(fc.tuple(names, anything), { minLength: 1, maxLength: 4 });
    const targets = fc.constantFrom('user', 'group', 'test', 'replacement');
    await fc.assert(
      fc.asyncProperty(targets, bodies, async (target, written) => {
        const more = Object.fromEntries(written);
        if (target === 'replacement') await mustNotFail('PUT', userPath, { userName: 'ada', ...more });
        else if (target === 'user') await mustNotFail('POST', '/Users', { userName: 'new', ...more });
        else if (target === 'group') await mustNotFail('POST', '/Groups', { displayName: 'new', ...more });
        else await mustNotFail('POST', '/TestResources', { identifier: 'new', ...more });
      }),
      { numRuns: 300 },
    );
  });

  it('in any part of a PATCH is answered in SCIM', async () => {
    const ops = fc.oneof(fc.constantFrom('add', 'remove', 'replace', 'Add'), nasty);
    const operation = fc.record(
      { op: ops, path: fc.oneof(names, anything), value: anything },
      { requiredKeys: ['op'] },
    );
    const paths = fc.constantFrom('user', 'group');
    await fc.assert(
      fc.asyncProperty(paths, fc.array(operation, { maxLength: 3 }), async (target, Operations) => {
        await mustNotFail('PATCH', target === 'user' ? userPath : groupPath, {
          schemas: [PATCH_OP],
          Operations,
        });
      }),
      { numRuns: 400 },
    );
  });

  it('in any part of a bulk request is answered in SCIM, and so is each operation', async () => {
    const operation = fc.record(
      {
        method: fc.oneof(fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE', 'GET'), nasty),
        path: fc.oneof(fc.constantFrom('/Users', '/Groups', '/Users/bulkId:a', '/Bulk'), nasty),
        bulkId: fc.oneof(fc.constantFrom('a', 'b'), anything),
        version: anything,
        data: fc.oneof(anything, fc.constant({ members: [{ value: 'bulkId:a' }], displayName: 'x' })),
      },
      { requiredKeys: ['method', 'path'] },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(operation, { maxLength: 4 }),
        fc.oneof(fc.constant(undefined), anything),
        async (Operations, failOnErrors) => {
          const { status, body, text } = await scim.request('POST', '/Bulk', { Operations, failOnErrors });
          assert.ok(status < 500, text);
          if (status !== 200) return;
          for (const result of body.Operations as { status: string }[]) {
            assert.match(result.status, /^[24]\d\d$/, text);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('in any header is answered in SCIM', async () => {
    const headers = fc.constantFrom(
      'if-match',
      'if-none-match',
      'accept',
      'user-agent',
      'content-type',
      'x-odd',
    );
    const values = nasty.map((text) => text.replaceAll(/[^\x20-\x7e\xa0-\xff]/g, '').trim());
    await fc.assert(
      fc.asyncProperty(headers, values, async (name, value) => {
        for (const method of ['GET', 'PATCH']) {
          const body = method === 'GET' ? undefined : { Operations: [] };
          const { status, text } = await scim.request(method, userPath, body, { [name]: value });
          assert.ok(status < 500, text);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('as bytes that are no text is answered in SCIM', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        await mustNotFail('POST', '/Users', Buffer.from(bytes));
      }),
      { numRuns: 100 },
    );
  });

  it('leaves no trace on the prototypes of JavaScript', () => {
    assert.equal(({} as Record<string, unknown>)['admin'], undefined);
    assert.deepEqual(Object.keys(Object.prototype), []);
  });
});
