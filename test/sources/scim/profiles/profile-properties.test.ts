import assert from 'node:assert/strict';
import fc from 'fast-check';
import { profileOf } from '../../../../src/sources/scim/profiles/profile-of.ts';
import { profileNames, type DialectRequest } from '../../../../src/sources/scim/profiles/profile.ts';
import { signsOf } from '../../../../src/sources/scim/profiles/signs.ts';
import { coreUser, enterprise, frozen } from './dialect-requests.ts';

/** Counted though the request stays as it is, so that it is counted each time. */
const countedOnly = 'remove_with_values';

const names = fc.constantFrom(
  'active',
  'Active',
  'primary',
  'emails',
  'roles',
  'members',
  'schemas',
  'manager',
  'managerId',
  'value',
  '$ref',
  'displayName',
  'title',
  'name.givenName',
  'emails[type eq "work"].value',
  'roles[primary eq "True"].primary',
  'op',
  'path',
  'Operations',
  'filter',
  'id',
  enterprise,
  `${enterprise}:manager`,
  `${coreUser}:active`,
  'urn:x',
  'urn:x:User:y',
  'urn:scim:schemas:core:1.0',
  'urn:scim:schemas:extension:enterprise:1.0',
  '__proto__',
  'constructor',
  'toString',
  '',
);
const texts = fc.oneof(
  fc.constantFrom(
    'True',
    'false',
    'FALSE',
    '',
    'm1',
    'Replace',
    'add',
    'remove',
    'externalId eq jyoung',
    'active eq True',
  ),
  names,
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const paths = fc.oneof(
  names,
  fc.stringMatching(/^[a-z".[\] \\()=]{0,20}$/),
  fc.constantFrom(
    'active',
    'manager',
    'roles[primary eq "True"].value',
    'emails[type eq work].value',
    'emails',
    'members',
  ),
);
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    texts,
    fc.constantFrom(null, true, false, 0, 1.5),
    fc.array(tie('json'), { maxLength: 3 }),
    // As JSON.parse makes it: `__proto__` is a member of its own.
    fc
      .array(fc.tuple(names, tie('json')), { maxLength: 4 })
      .map((members) => Object.fromEntries(members) as Record<string, unknown>),
  ),
}));
const operations = fc.record(
  { op: texts, path: fc.oneof(paths, json), value: json },
  { requiredKeys: [], noNullPrototype: true },
);
const bodies = fc.oneof(
  json,
  fc.record(
    { Operations: fc.array(fc.oneof(operations, json), { maxLength: 4 }) },
    { noNullPrototype: true },
  ),
  fc.array(fc.tuple(names, json), { maxLength: 6 }).map((members) => Object.fromEntries(members)),
);
const words = fc.constantFrom(
  'active',
  'roles',
  'primary',
  'externalId',
  'manager',
  'eq',
  'ne',
  'and',
  'or',
  'not',
  'pr',
  ' ',
  ' ',
  ' ',
  '(',
  ')',
  '[',
  ']',
  '"',
  '\\',
  '"True"',
  'True',
  'true',
  'jyoung',
  '123',
  "'",
  '.value',
);
const filters = fc.oneof(
  fc.array(words, { maxLength: 14 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }),
);
const requests: fc.Arbitrary<DialectRequest> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
  path: fc.constantFrom(
    '/Users',
    '/Users/u1',
    '/users/u1',
    '/Groups/g1',
    '/Users/.search',
    '/.search',
    '/Bulk',
    '',
    '/UsersX',
  ),
  query: fc.oneof(
    fc.constant({}),
    filters.map((filter) => ({ filter })),
  ),
  body: fc.oneof(bodies, fc.constant(undefined)),
  userAgent: fc.constantFrom(null, 'Okta SCIM Client 1.0.0', ''),
});

/** Every string with where it is, but for what rewrites may turn into something else. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

describe('every profile, whatever it is sent,', () => {
  for (const name of profileNames) {
    const profile = profileOf(name);

    it(`${name}: finds nothing more to rewrite in what it has rewritten`, () => {
      fc.assert(
        fc.property(requests, (request) => {
          const once = profile.rewrite(frozen(request)).request;
          const twice = profile.rewrite(frozen(once));
          assert.equal(twice.request, once);
          assert.deepEqual(
            twice.rewrites.filter((rewrite) => rewrite !== countedOnly),
            [],
          );
        }),
        { numRuns: 600 },
      );
    });

    it(`${name}: makes up no text that was not sent, in people and groups`, () => {
      fc.assert(
        fc.property(requests, (request) => {
          if (request.method === 'PATCH' || request.path.endsWith('.search')) return;
          const sent = new Set(textsIn(request.body));
          const made = textsIn(profile.rewrite(request).request.body).filter((text) => !sent.has(text));
          assert.ok(made.every((text) => text.startsWith('urn:ietf:params:scim:')));
        }),
        { numRuns: 300 },
      );
    });
  }

  it('leaves text alone where the standard has text, though it reads like a boolean', () => {
    const text = fc.constantFrom('True', 'False', 'true', 'false', 'TRUE');
    const user = fc.record(
      {
        userName: text,
        displayName: text,
        title: text,
        name: fc.record({ givenName: text, formatted: text }, { noNullPrototype: true }),
        emails: fc.array(fc.record({ value: text, type: text, display: text }, { noNullPrototype: true })),
        [enterprise]: fc.record({ department: text, active: text, primary: text }, { noNullPrototype: true }),
        'urn:contoso:2.0:User': fc.record({ active: text }, { noNullPrototype: true }),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(
        user,
        fc.constantFrom('POST', 'PUT'),
        fc.constantFrom(...profileNames),
        (body, method, name) => {
          const request = { ...frozenRequest(body), method };
          assert.equal(profileOf(name).rewrite(request).request, request);
        },
      ),
    );
    fc.assert(
      fc.property(user, text, fc.constantFrom(...profileNames), (body, value, name) => {
        const core = { ...body, [enterprise]: {} };
        const Operations = [
          { op: 'replace', value: core },
          ...['title', 'emails[type eq "True"].value', 'name.givenName', `${enterprise}:department`].map(
            (path) => ({
              op: 'add',
              path,
              value,
            }),
          ),
        ];
        const request = frozen({ ...frozenRequest({ Operations }), method: 'PATCH', path: '/Users/u1' });
        assert.equal(profileOf(name).rewrite(request).request, request);
      }),
    );
  });

  it('has no prototype changed, and no object gets another one', () => {
    const before = Object.getOwnPropertyNames(Object.prototype).length;
    fc.assert(
      fc.property(requests, fc.constantFrom(...profileNames), (request, name) => {
        const { request: rewritten } = profileOf(name).rewrite(request);
        assert.ok(hasOrdinaryPrototypes(rewritten.body));
        assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
      }),
      { numRuns: 1_000 },
    );
    assert.equal(Object.getOwnPropertyNames(Object.prototype).length, before);
  });

  it('keeps a member called __proto__ a member', () => {
    const body = JSON.parse(
      '{"active":"True","__proto__":{"polluted":true},"emails":[{"primary":"True","__proto__":{"polluted":true}}]}',
    ) as Record<string, unknown>;
    const { request } = profileOf('entra').rewrite(frozenRequest(body));
    const rewritten = request.body as Record<string, unknown>;
    assert.deepEqual(Object.keys(rewritten), ['active', '__proto__', 'emails']);
    assert.equal(rewritten['polluted'], undefined);
    assert.equal(JSON.stringify(rewritten).match(/polluted/g)?.length, 2);
  });

  it('has its signs told without a fault and without a change', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const signs = signsOf(frozen(request));
        assert.equal(new Set(signs).size, signs.length);
      }),
      { numRuns: 1_000 },
    );
  });
});

function frozenRequest(body: unknown): DialectRequest {
  return frozen({ method: 'POST', path: '/Users', query: {}, body, userAgent: null });
}

function hasOrdinaryPrototypes(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  const expected: unknown = Array.isArray(value) ? Array.prototype : Object.prototype;
  return prototype === expected && Object.values(value).every(hasOrdinaryPrototypes);
}
