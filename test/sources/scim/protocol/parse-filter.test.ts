import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ComparisonOperator, WrittenFilter } from '../../../../src/sources/scim/protocol/filter-tree.ts';
import { parseFilter, parsePatchPath } from '../../../../src/sources/scim/protocol/parse-filter.ts';
import { ScimError, type ScimErrorKind } from '../../../../src/sources/scim/protocol/scim-error.ts';
import { printFilter } from './print-filter.ts';

const eq = (path: string, value: string | number | boolean | null): WrittenFilter => ({
  kind: 'compare',
  path,
  operator: 'eq',
  value,
});
const pr = (path: string): WrittenFilter => ({ kind: 'present', path });

describe('parsing a filter', () => {
  // RFC 7644 §3.4.2.2, figure 2.
  const examples = [
    'userName eq "bjensen"',
    `name.familyName co "O'Malley"`,
    'userName sw "J"',
    'urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J"',
    'title pr',
    'meta.lastModified gt "2011-05-13T04:42:34Z"',
    'meta.lastModified ge "2011-05-13T04:42:34Z"',
    'meta.lastModified lt "2011-05-13T04:42:34Z"',
    'meta.lastModified le "2011-05-13T04:42:34Z"',
    'title pr and userType eq "Employee"',
    'title pr or userType eq "Intern"',
    'schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"',
    'userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")',
    'userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")',
    'userType eq "Employee" and (emails.type eq "work")',
    'userType eq "Employee" and emails[type eq "work" and value co "@example.com"]',
    'emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]',
  ];
  for (const example of examples) {
    it(`reads ${example}`, () => {
      const redundant = example.replace('(emails.type eq "work")', 'emails.type eq "work"');
      assert.equal(printFilter(parseFilter(example)), redundant);
    });
  }

  it('binds not closer than and, and and closer than or', () => {
    assert.deepEqual(parseFilter('a pr or not (b pr) and c pr or d pr'), {
      kind: 'or',
      parts: [pr('a'), { kind: 'and', parts: [{ kind: 'not', part: pr('b') }, pr('c')] }, pr('d')],
    });
    assert.deepEqual(parseFilter('(a pr or b pr) and c pr'), {
      kind: 'and',
      parts: [{ kind: 'or', parts: [pr('a'), pr('b')] }, pr('c')],
    });
  });

  it('reads operators and connectives in any case, and keeps names as they were written', () => {
    assert.deepEqual(parseFilter('USERNAME Eq "x" AND NOT(Title PR)'), {
      kind: 'and',
      parts: [eq('USERNAME', 'x'), { kind: 'not', part: pr('Title') }],
    });
  });

  it('reads a condition on a sub-attribute behind brackets as one on the same value', () => {
    assert.deepEqual(parseFilter('emails[type eq "work"].value eq "a@b"'), {
      kind: 'values',
      path: 'emails',
      filter: { kind: 'and', parts: [eq('type', 'work'), eq('value', 'a@b')] },
    });
    assert.deepEqual(parseFilter('emails[type eq "work" or primary eq true].value pr'), {
      kind: 'values',
      path: 'emails',
      filter: {
        kind: 'and',
        parts: [{ kind: 'or', parts: [eq('type', 'work'), eq('primary', true)] }, pr('value')],
      },
    });
  });

  it('reads the values of JSON', () => {
    const values: [string, string | number | boolean | null][] = [
      ['"a\\"b\\\\c\\u0041\\n"', 'a"b\\cA\n'],
      ['""', ''],
      ['"😀"', '😀'],
      ['"\\ud83d\\ude00"', '😀'],
      ['true', true],
      ['False', false],
      ['null', null],
      ['0', 0],
      ['-12.5e2', -1250],
    ];
    for (const [text, value] of values) assert.deepEqual(parseFilter(`a eq ${text}`), eq('a', value), text);
  });

  it('takes names that start like a word of the grammar', () => {
    assert.deepEqual(parseFilter('notes eq 1 and order pr or android pr'), {
      kind: 'or',
      parts: [{ kind: 'and', parts: [eq('notes', 1), pr('order')] }, pr('android')],
    });
    assert.deepEqual(parseFilter('not eq 1'), eq('not', 1));
  });

  const refused = [
    '',
    ' ',
    'userName',
    'userName eq',
    'userName eq ',
    'userName is "x"',
    'userName eq x',
    'userName eq "x',
    'userName eq "x\\"',
    'userName eq "\\x"',
    'userName eq "a\nb"',
    'userName eq "\\u0000"',
    'userName eq "\\ud83d"',
    'userName eq "\ud83d"',
    `userName eq 'x'`,
    'userName eq "x" "y"',
    'userName eq "x"and title pr',
    'userName eq "x" and',
    'userName eq "x" and and title pr',
    'userName eq "x" xor title pr',
    '(userName eq "x"',
    'userName eq "x")',
    '()',
    'not userName pr',
    'not (userName pr',
    'emails[type eq "work"',
    'emails[]',
    'emails[type eq "work"] eq "x"',
    'emails[type eq "work"].value',
    'emails[type eq "work"].a.b eq "x"',
    'emails[a[b pr]]',
    '1a eq 2',
    'a eq 01',
    'a eq 1.',
    'a eq 1x',
    'a eq 1e999',
    'a eq +1',
    'a eq truest',
    'ä eq 1',
    'a\0 eq 1',
  ];
  for (const text of refused) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseFilter(text), isRefusal('invalidFilter'));
    });
  }

  it('never repeats what was written in its refusal', () => {
    try {
      parseFilter('userName eq "secret@acme.com" nonsense');
      assert.fail('was taken');
    } catch (error) {
      assert.ok(error instanceof ScimError);
      assert.doesNotMatch(error.message, /secret|nonsense/);
      assert.match(error.message, /character 31/);
    }
  });

  it('refuses what is too long, too deep, or has too many terms', () => {
    assert.throws(() => parseFilter(`a eq "${'x'.repeat(8_000)}"`), isRefusal('invalidFilter'));
    assert.throws(() => parseFilter('('.repeat(4_000)), isRefusal('invalidFilter'));
    assert.throws(() => parseFilter('not ('.repeat(1_000)), isRefusal('invalidFilter'));
    assert.throws(() => parseFilter(Array(501).fill('a pr').join(' or ')), isRefusal('invalidFilter'));
    assert.equal(parseFilter(Array(500).fill('a pr').join(' or ')).kind, 'or');
    assert.equal(parseFilter(`${'('.repeat(49)}a pr${')'.repeat(49)}`).kind, 'present');
  });

  it('either reads a text or refuses it as a filter, whatever it holds', () => {
    const scraps = fc.constantFrom(
      ...['a', 'emails', 'urn:x:2.0:User:a', 'eq', 'pr', 'and', 'or', 'not', '(', ')', '[', ']', '.', '"'],
      ...['"x"', '\\', '1', '-', 'true', 'null', ' ', '\t', '\0', '__proto__', '\ud83d', 'ä'],
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(scraps, { maxLength: 40 }).map((parts) => parts.join(' ')),
      fc.array(scraps, { maxLength: 40 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (written) => {
        try {
          parseFilter(written);
        } catch (error) {
          assert.ok(isRefusal('invalidFilter')(error), String(error));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads back what is printed', () => {
    fc.assert(
      fc.property(writtenFilter, (filter) => {
        assert.deepEqual(parseFilter(printFilter(filter)), filter);
      }),
      { numRuns: 500 },
    );
  });

  it('looks at each character a bounded number of times', () => {
    for (const unit of [
      '"',
      '\\"',
      '(',
      'not(',
      'a[',
      ' ',
      'a eq "',
      '1',
      '1.',
      '1e',
      'a.',
      'a:',
      'and ',
      'not ',
    ]) {
      assert.ok(charactersRead(unit, 8_000) < 8_000 * 20, unit);
    }
  });
});

/** How often a text that is made of one unit is looked into before it is read or refused. */
function charactersRead(unit: string, length: number): number {
  let reads = 0;
  const text = new Proxy(Object(`a eq ${unit.repeat(length / unit.length - 5)}`) as object, {
    get(target, key) {
      reads += 1;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value as (...taken: unknown[]) => unknown).bind(target) : value;
    },
  });
  try {
    parseFilter(text as unknown as string);
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
  }
  return reads;
}

describe('parsing the path of a PATCH operation', () => {
  // RFC 7644 §3.5.2, figure 8, and what identity providers send.
  it('tells apart attribute, filter and sub-attribute', () => {
    assert.deepEqual(parsePatchPath('members'), { path: 'members', filter: null, sub: null });
    assert.deepEqual(parsePatchPath('name.familyName'), { path: 'name.familyName', filter: null, sub: null });
    assert.deepEqual(parsePatchPath('addresses[type eq "work"]'), {
      path: 'addresses',
      filter: eq('type', 'work'),
      sub: null,
    });
    assert.deepEqual(parsePatchPath('members[value eq "2819c223"].displayName'), {
      path: 'members',
      filter: eq('value', '2819c223'),
      sub: 'displayName',
    });
    const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
    assert.deepEqual(parsePatchPath(`${enterprise}:manager.value`), {
      path: `${enterprise}:manager.value`,
      filter: null,
      sub: null,
    });
    assert.deepEqual(parsePatchPath(enterprise), { path: enterprise, filter: null, sub: null });
    assert.deepEqual(
      parsePatchPath('urn:ietf:params:scim:schemas:core:2.0:User:emails[type eq "work"].value'),
      {
        path: 'urn:ietf:params:scim:schemas:core:2.0:User:emails',
        filter: eq('type', 'work'),
        sub: 'value',
      },
    );
    assert.equal(parsePatchPath('manager.$ref').path, 'manager.$ref');
  });

  for (const path of [
    '',
    ' ',
    '[type eq "work"]',
    'emails[type eq "work"',
    'emails[type eq "work"]value',
    'emails[type eq "work"].',
    'emails[type eq "work"].a.b',
    'emails[type eq "work"][value pr]',
    'emails eq "x"',
    'a b',
    '/userName',
    'a'.repeat(9_000),
  ]) {
    it(`refuses ${JSON.stringify(path.slice(0, 40))}`, () => {
      assert.throws(
        () => parsePatchPath(path),
        isRefusal(path === 'emails[type eq "work"' ? 'invalidFilter' : 'invalidPath'),
      );
    });
  }

  it('calls what is wrong between the brackets a filter', () => {
    for (const path of ['emails[type]', 'emails[type eq work]', 'emails[]', 'emails[a[b pr]]']) {
      assert.throws(() => parsePatchPath(path), isRefusal('invalidFilter'), path);
    }
  });

  it('either reads a path or refuses it, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (path) => {
        try {
          parsePatchPath(path);
        } catch (error) {
          assert.ok(isRefusal('invalidPath')(error) || isRefusal('invalidFilter')(error));
        }
      }),
    );
  });
});

function isRefusal(kind: ScimErrorKind): (error: unknown) => boolean {
  return (error) => error instanceof ScimError && error.kind === kind;
}

const name = fc
  .constantFrom(
    'userName',
    'emails',
    'name',
    '$ref',
    'or',
    'andy',
    'not',
    'urn:ietf:params:scim:2.0:User:x',
    'A-b_9',
  )
  .chain((first) => fc.constantFrom(first, `${first}.sub`));
const comparison: fc.Arbitrary<WrittenFilter> = plainRecord({
  kind: fc.constant('compare' as const),
  path: name,
  operator: fc.constantFrom<ComparisonOperator>('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'),
  value: fc.oneof(
    fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
    fc.boolean(),
    fc.constant(null),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
  ),
});
const presence: fc.Arbitrary<WrittenFilter> = name.map((path) => pr(path));
const condition = fc.oneof(comparison, presence);

function compound(leaf: fc.Arbitrary<WrittenFilter>): fc.Arbitrary<WrittenFilter> {
  return fc.letrec<{ filter: WrittenFilter }>((tie) => ({
    filter: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc
        .tuple(
          fc.constantFrom('and' as const, 'or' as const),
          fc.array(tie('filter'), { minLength: 2, maxLength: 4 }),
        )
        .map(([kind, parts]) => ({ kind, parts })),
      tie('filter').map((part) => ({ kind: 'not' as const, part })),
    ),
  })).filter;
}

const valuePath: fc.Arbitrary<WrittenFilter> = plainRecord({
  kind: fc.constant('values' as const),
  path: name,
  filter: compound(condition),
});
const writtenFilter = compound(fc.oneof(condition, valuePath));

function plainRecord<T extends object>(arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record<T>(arbitraries, { noNullPrototype: true });
}
