import assert from 'node:assert/strict';
import { containsSensitive } from '../../src/policy/sensitive-values.ts';
import fc from 'fast-check';
import type { DirectoryEvent } from '../../src/generated/directory-event.ts';
import { ENTERPRISE_URN } from '../../src/policy/attribute-path.ts';
import { compileRedaction } from '../../src/policy/redact.ts';

type Sensitive = Parameters<typeof compileRedaction>[0];

const digest = (value: string): string => `digest-of-${value.length}-characters`;

function redaction(
  drop: string[] = [],
  kinds: Sensitive['drop_values_like'] = ['us_ssn', 'credit_card', 'iban'],
) {
  return compileRedaction({ drop, drop_values_like: kinds, mask_in_logs: ['emails'] }, digest);
}

const SSN = '123-45-6789';
const CARD = '4111 1111 1111 1111';
const IBAN = 'GB82 WEST 1234 5698 7654 32';

describe('redaction by name', () => {
  it('drops a bare name wherever it stands, without regard to case, underscores and hyphens', () => {
    const { redactResource } = redaction(['employeeNumber']);
    const kept = redactResource({
      title: 'Engineer',
      employeeNumber: '1',
      [ENTERPRISE_URN]: { employeeNumber: '2', department: 'R&D' },
      custom: { employee_number: '3', 'Employee-Number': '4', deep: [{ EMPLOYEENUMBER: '5', other: 6 }] },
    });
    assert.deepEqual(kept, {
      title: 'Engineer',
      [ENTERPRISE_URN]: { department: 'R&D' },
      custom: { deep: [{ other: 6 }] },
    });
  });

  it('always drops a password, also where the policy drops nothing', () => {
    const { redactResource, redactUnknown } = redaction([], []);
    assert.deepEqual(
      redactResource({ userName: 'ada', password: 'hunter2', custom: { Pass_Word: 'hunter2' } }),
      {
        userName: 'ada',
        custom: {},
      },
    );
    assert.deepEqual(redactUnknown({ data: [{ password: 'hunter2' }] }), { data: [{}] });
  });

  it('knows the names that WorkOS gives to the same attributes', () => {
    const { redactResource, redactUnknown } = redaction(['title', 'enterprise.costCenter', 'name.givenName']);
    assert.deepEqual(redactResource({ title: 'x', custom: { job_title: 'x', jobs: 1 } }), {
      custom: { jobs: 1 },
    });
    const raw = { data: { job_title: 'x', first_name: 'Ada', cost_center_name: '7', id: 'u' } };
    assert.deepEqual(redactUnknown(raw), { data: { id: 'u' } });
  });

  it('drops what a path leads to, and leaves the same name elsewhere', () => {
    const { redactResource } = redaction([
      'enterprise.costCenter',
      'addresses.work.postalCode',
      'emails.home',
      'name.familyName',
      'custom.salary',
      'urn:example:params:scim:schemas:2.0:User:badge',
    ]);
    const kept = redactResource({
      name: { givenName: 'Ada', familyName: 'Example' },
      emails: [
        { type: 'work', value: 'ada@acme.example' },
        { type: 'home', value: 'ada@home.example' },
      ],
      addresses: [
        { type: 'work', postalCode: '10001', country: 'US' },
        { type: 'home', postalCode: '20002' },
      ],
      [ENTERPRISE_URN]: { costCenter: '77', department: 'R&D' },
      custom: { salary: 1, bonus: { salary: 2 } },
      'urn:example:params:scim:schemas:2.0:User': { badge: '9', door: '1' },
      costCenter: 'elsewhere',
    });
    assert.deepEqual(kept, {
      name: { givenName: 'Ada' },
      emails: [{ type: 'work', value: 'ada@acme.example' }],
      addresses: [
        { type: 'work', country: 'US' },
        { type: 'home', postalCode: '20002' },
      ],
      [ENTERPRISE_URN]: { department: 'R&D' },
      custom: { bonus: { salary: 2 } },
      'urn:example:params:scim:schemas:2.0:User': { door: '1' },
      costCenter: 'elsewhere',
    });
  });

  it('drops a path by its last name in material of unknown form, where the path leads nowhere', () => {
    const { redactUnknown } = redaction(['enterprise.costCenter', 'name.familyName']);
    assert.deepEqual(
      redactUnknown({ data: { custom_attributes: { cost_center: '77', a: 1 }, last_name: 'Example' } }),
      {
        data: { custom_attributes: { a: 1 } },
      },
    );
  });

  it('drops the value of a pair whose other half names it', () => {
    const { redactUnknown, redactResource } = redaction(['employeeNumber']);
    const patch = { op: 'replace', path: `${ENTERPRISE_URN}:employeeNumber`, value: '77' };
    assert.deepEqual(redactUnknown({ Operations: [patch] }), {
      Operations: [{ op: 'replace', path: `${ENTERPRISE_URN}:employeeNumber` }],
    });
    assert.deepEqual(redactResource({ custom: { fields: [{ name: 'Employee Number', value: '77' }] } }), {
      custom: { fields: [{ name: 'Employee Number' }] },
    });
  });

  it('looks into JSON inside of a string', () => {
    const { redactResource } = redaction(['salary']);
    const kept = redactResource({
      custom: { blob: '{"salary":100000,"desk":"4b"}', list: '[1,2]', broken: '{"salary":100000,' },
    });
    assert.deepEqual(kept, { custom: { blob: '{"desk":"4b"}', list: '[1,2]' } });
  });

  it('drops a body that could not be read if a dropped name announces a value in it', () => {
    const { redactUnknown } = redaction(['employeeNumber']);
    assert.equal(redactUnknown('{"employee_number": "77", broken'), undefined);
    assert.equal(redactUnknown('user=ada&password=hunter2'), undefined);
    assert.equal(redactUnknown('not JSON at all'), 'not JSON at all');
  });
});

describe('redaction by value', () => {
  const { redactResource } = redaction();
  const survives = (text: unknown, key = 'note'): boolean =>
    key in (redactResource({ custom: { [key]: text } }).custom ?? {});

  it('drops social security numbers however they are separated', () => {
    for (const text of [
      SSN,
      '123 45 6789',
      '123.45.6789',
      '123 - 45 - 6789',
      '123–45–6789',
      'x 123-45-6789 y',
      '１２３-４５-６７８９',
      '123\u200b-45-6789',
    ]) {
      assert.equal(survives(text), false, text);
    }
  });

  it('drops nine bare digits only where the name suggests a national number and such a number can exist', () => {
    assert.equal(survives('123456789'), true);
    assert.equal(survives('123456789', 'ssn'), false);
    assert.equal(survives(123456789, 'social_security_number'), false);
    assert.deepEqual(redactResource({ custom: { taxId: { value: '123456789' } } }), {
      custom: { taxId: {} },
    });
    assert.deepEqual(redactResource({ custom: { f: [{ name: 'ssn', value: '123456789' }] } }), {
      custom: { f: [{ name: 'ssn' }] },
    });
    assert.equal(survives('SSN:123456789'), false);
    for (const never of ['000456789', '666456789', '912456789', '123006789', '123450000']) {
      assert.equal(survives(never, 'ssn'), true, never);
    }
  });

  it('drops card numbers, bare, grouped and as JSON numbers', () => {
    for (const card of [
      CARD,
      '4111111111111111',
      '4111-1111-1111-1111',
      '378282246310005',
      '3782 822463 10005',
      '6304 0000 0000 0000 00 0',
      'card4111111111111111.',
      'tel 555 4111 1111 1111 1111',
    ]) {
      assert.equal(survives(card), false, card);
    }
    assert.equal(survives(4111111111111111), false);
    assert.equal(
      survives(6304000000000000000),
      false,
      'most of a card is left of a number that lost its end',
    );
  });

  it('keeps the address of a resource, whose UUID may hold digits like those of a card', () => {
    const kinds = new Set(['us_ssn', 'credit_card', 'iban'] as const);
    // 20478-6303-7776-90 is 15 digits that pass the check of a card's number.
    const uuid = '01a20478-6303-7776-90bb-52bd7137790b';
    assert.equal(containsSensitive('20478-6303-7776-90', kinds), true);
    assert.equal(containsSensitive(`https://example.com/scim/v2/${uuid}/Users/${uuid}`, kinds), false);
    assert.equal(containsSensitive(`https://example.com/${uuid}?card=4111 1111 1111 1111`, kinds), true);
    assert.equal(containsSensitive(`4111-1111-1111-1111-${uuid}`, kinds), true);
  });

  it('keeps what only looks like a card', () => {
    for (const text of [
      '4111111111111112',
      '41111111111111111111111',
      '0000000000000000',
      '52.52000659999',
      '2023-04-28T20:05:31.093Z',
      '550e8400-e29b-41d4-a716-446655440000',
      '+49 30 1234567',
    ]) {
      assert.equal(survives(text), true, text);
    }
  });

  it('drops IBANs with and without spaces, in any case', () => {
    for (const iban of [
      IBAN,
      'DE89370400440532013000',
      'de89 3704 0044 0532 0130 00',
      'IBAN:NO9386011117947.',
      'ibanDE89370400440532013000',
      'MT84 MALT 0110 0001 2345 MTLC AST0 01S',
    ]) {
      assert.equal(survives(iban), false, iban);
    }
    for (const text of [
      'DE89370400440532013001',
      'XX89370400440532013000',
      'DE8937040044053201300',
      'directory_user_01E1X1B89NH8Z3SDFJR4H7RGX7',
    ]) {
      assert.equal(survives(text), true, text);
    }
  });

  it('drops keys that contain one, with whatever stands under them', () => {
    assert.deepEqual(redactResource({ custom: { [`card ${CARD}`]: true, ok: 1 } }), { custom: { ok: 1 } });
  });

  it('looks only for the kinds that the policy names', () => {
    const cardsOnly = redaction([], ['credit_card']);
    assert.deepEqual(cardsOnly.redactResource({ custom: { a: SSN, b: CARD, c: IBAN } }), {
      custom: { a: SSN, c: IBAN },
    });
    assert.deepEqual(redaction([], []).redactResource({ custom: { b: CARD } }), { custom: { b: CARD } });
  });
});

describe('redaction of events', () => {
  const { redactEvent, maskInLogs } = redaction(['title']);
  const event = (news: DirectoryEvent['news'], changes: Partial<DirectoryEvent> = {}): DirectoryEvent => ({
    id: 'event_1',
    source: 'workos',
    type: 'dsync.user.created',
    occurredAt: '2026-01-31T10:00:00.000Z',
    news,
    ...changes,
  });

  it('replaces an identity that holds a sensitive value by its digest, the same every time', () => {
    const withheld = `withheld-${digest(SSN)}`;
    const person = { sourceId: `u-${SSN}`, externalId: SSN };
    const redacted = redactEvent(event({ kind: 'user_gone', person }, { id: `evt ${CARD}` }));
    assert.deepEqual(redacted.news, {
      kind: 'user_gone',
      person: { sourceId: `withheld-${digest(person.sourceId)}`, externalId: withheld },
    });
    assert.equal(redacted.id, `withheld-${digest(`evt ${CARD}`)}`);
    assert.deepEqual(redactEvent(event({ kind: 'user_gone', person })).news, redacted.news);
  });

  it('leaves out the name of a group that holds one, and keeps its identity', () => {
    const group = {
      sourceId: 'g1',
      externalId: IBAN,
      name: `payroll ${IBAN}`,
      recordedAt: '2026-01-31T10:00:00Z',
    };
    assert.deepEqual(redactEvent(event({ kind: 'group_seen', group })).news, {
      kind: 'group_seen',
      group: { sourceId: 'g1', externalId: `withheld-${digest(IBAN)}`, recordedAt: '2026-01-31T10:00:00Z' },
    });
  });

  it('masks the match in texts that people read', () => {
    const problem = `email is ${SSN}, and the card is ${CARD}`;
    const malformed = redactEvent(
      event({ kind: 'malformed', problem, raw: { title: 'x', body: SSN, ok: 1 } }),
    );
    assert.deepEqual(malformed.news, {
      kind: 'malformed',
      problem: 'email is [withheld], and the card is [withheld]',
      raw: { ok: 1 },
    });
    const ignored = redactEvent(
      event({ kind: 'ignored', because: `unknown ${CARD}` }, { type: `dsync.${SSN}` }),
    );
    assert.deepEqual(ignored.news, { kind: 'ignored', because: 'unknown [withheld]' });
    assert.equal(ignored.type, 'dsync.[withheld]');
  });

  it('withholds a text that quotes a dropped name with its value, and keeps one that only speaks of it', () => {
    const problemOf = (problem: string): unknown => {
      const { news } = redactEvent(event({ kind: 'malformed', problem, raw: {} }));
      return news.kind === 'malformed' ? news.problem : null;
    };
    assert.equal(problemOf('Unexpected token in JSON: ..."password" : "hunter2", x...'), '[withheld]');
    assert.equal(problemOf('cannot read user=ada&password=hunter2'), '[withheld]');
    assert.equal(problemOf('title: must be text'), 'title: must be text');
  });

  it('keeps every kind of news as it is where there is nothing to withhold', () => {
    const person = { sourceId: 'u1', externalId: 'x1' };
    const group = { sourceId: 'g1', externalId: 'x1', name: 'staff', recordedAt: '2026-01-31T10:00:00Z' };
    const all: DirectoryEvent['news'][] = [
      {
        kind: 'user_seen',
        person,
        active: true,
        resource: { userName: 'ada', custom: { n: 1.5, b: false, x: null } },
      },
      { kind: 'user_gone', person },
      { kind: 'group_seen', group },
      { kind: 'group_gone', group },
      { kind: 'joined', person, group },
      { kind: 'left', person: { sourceId: 'u1' }, group: { sourceId: 'g1' } },
      {
        kind: 'directory_changed',
        upstreamState: 'active',
        idp: 'okta',
        name: 'Acme',
        organizationId: 'org_1',
      },
      { kind: 'ignored', because: 'nothing to do' },
      { kind: 'malformed', problem: 'no id', raw: { a: [1, 'two'] } },
    ];
    for (const news of all) assert.deepEqual(redactEvent(event(news)), event(news));
  });

  it('never touches a time', () => {
    const occurredAt = '2026-01-31T10:00:00.123456789+01:00';
    assert.equal(redactEvent(event({ kind: 'ignored', because: '' }, { occurredAt })).occurredAt, occurredAt);
  });

  it('hands on the names to mask in logs', () => {
    assert.deepEqual(maskInLogs, ['emails']);
  });
});

describe('redaction of hostile values', () => {
  const { redactUnknown, redactResource } = redaction();

  it('drops keys that could reach a prototype', () => {
    const hostile: unknown = JSON.parse(
      '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}},"a":{"__proto__":{"admin":true},"__pro\\u0000to__":1,"b":1}}',
    );
    const kept = redactUnknown(hostile) as { a: object };
    assert.deepEqual(kept, { a: { b: 1 } });
    assert.equal(Object.hasOwn(kept, 'admin') || 'admin' in kept, false);
    assert.equal(({} as { admin?: boolean }).admin, undefined);
    assert.equal(Object.getPrototypeOf(kept.a), Object.prototype);
  });

  it('strips NUL characters and lone surrogates from values and keys', () => {
    const kept = redactResource({ title: 'a\0b\ud800c', custom: { 'k\0ey\udfff': 'v' } });
    assert.deepEqual(kept, { title: 'ab\ufffdc', custom: { 'key\ufffd': 'v' } });
  });

  it('finds a dropped name and a value that a NUL character or another spelling hides', () => {
    assert.deepEqual(
      redactResource({
        custom: { 'pass\0word': 'hunter2', note: '123-\u000045-6789', ｐａｓｓｗｏｒｄ: 'x' },
      }),
      { custom: {} },
    );
  });

  it('ends at a depth, at a size and in a circle', () => {
    let deep: unknown = 'end';
    for (let i = 0; i < 100_000; i++) deep = [deep];
    assert.ok(JSON.stringify(redactUnknown(deep)).length < 200);
    const wide = Array.from({ length: 1_000_000 }, () => null);
    assert.ok((redactUnknown(wide) as unknown[]).length <= 262_144);
    assert.deepEqual(redactUnknown({ text: 'x'.repeat(1_000_000), ok: 1 }), {});
    const circle: Record<string, unknown> = {};
    circle['a'] = circle;
    circle['b'] = circle;
    assert.ok(JSON.stringify(redactUnknown(circle)).length < 1_000_000);
    assert.doesNotThrow(() => redactUnknown('['.repeat(200_000)));
  });

  it('drops what JSON does not have', () => {
    assert.deepEqual(redactUnknown({ f: () => 1, s: Symbol('x'), u: undefined, big: 12n, n: null }), {
      big: '12',
      n: null,
    });
  });
});

describe('redaction, whatever the value', () => {
  const { redactUnknown, redactResource, redactEvent } = redaction();
  const secret = fc.constantFrom(
    SSN,
    '078 05 1120',
    CARD,
    '5555555555554444',
    IBAN,
    'FR1420041010050500013M02606',
  );
  const around = fc.string({ maxLength: 12 }).filter((text) => !/[0-9]/.test(text));
  const planted = fc.tuple(around, secret, around).map(([before, value, after]) => {
    // Letters right beside an IBAN would make it another word; a number ends where its digits end.
    const space = /^[A-Z]/.test(value) ? ' ' : '';
    return { value, text: before + space + value + space + after };
  });
  const gone = (kept: unknown, value: string): void => {
    assert.ok(!JSON.stringify([kept]).includes(value), JSON.stringify(kept));
  };

  it('leaves no planted value, in whatever position of a document', () => {
    const property = fc.property(
      planted,
      fc.array(fc.oneof(fc.constant('list'), fc.string()), { maxLength: 6 }),
      fc.jsonValue(),
      fc.boolean(),
      ({ value, text }, path, other, asKey) => {
        let document: unknown = asKey ? { [text]: other } : text;
        for (const step of path) {
          document =
            step === 'list'
              ? [other, document]
              : Object.fromEntries([
                  ['x', other],
                  [step, document],
                ]);
        }
        gone(redactUnknown(document), value);
        gone(redactResource({ custom: { document } }), value);
      },
    );
    fc.assert(property, { numRuns: 500 });
  });

  it('leaves no planted value in any text of an event', () => {
    const property = fc.property(planted, ({ value, text }) => {
      const person = { sourceId: text, externalId: text };
      const group = { sourceId: text, externalId: text, name: text };
      const envelope = { id: text, source: 'scim' as const, type: text, occurredAt: text };
      const all: DirectoryEvent['news'][] = [
        { kind: 'user_seen', person, active: true, resource: { userName: text, emails: [{ value: text }] } },
        { kind: 'joined', person, group },
        { kind: 'directory_changed', upstreamState: text, idp: text, name: text, organizationId: text },
        { kind: 'ignored', because: text },
        { kind: 'malformed', problem: text, raw: { text } },
      ];
      for (const news of all) gone(redactEvent({ ...envelope, news }), value);
    });
    fc.assert(property, { numRuns: 200 });
  });

  it('is the same for what it has made', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const once = redactUnknown(value);
        assert.deepEqual(redactUnknown(once), once);
      }),
      { numRuns: 300 },
    );
  });
});
