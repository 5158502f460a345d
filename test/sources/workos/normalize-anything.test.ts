import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { normalizeWorkosEvent } from '../../../src/sources/workos/normalize.ts';

const RECEIVED = new Date('2026-03-01T12:00:00.000Z');

const KINDS = [
  'dsync.activated',
  'dsync.deactivated',
  'dsync.deleted',
  'dsync.token.created',
  'dsync.user.created',
  'dsync.user.updated',
  'dsync.user.deleted',
  'dsync.group.created',
  'dsync.group.updated',
  'dsync.group.deleted',
  'dsync.group.user_added',
  'dsync.group.user_removed',
  'user.created',
];

function schema(name: string): object {
  return JSON.parse(readFileSync(new URL(`../../../schemas/${name}`, import.meta.url), 'utf8')) as object;
}

function compile(): ValidateFunction {
  const ajv = new Ajv({ strict: false });
  addFormats.default(ajv);
  return ajv.addSchema(schema('directory-user.schema.json')).compile(schema('directory-event.schema.json'));
}

/** What PostgreSQL cannot store as jsonb, or a careless walk trips over. */
function assertStorable(value: unknown): void {
  const text = JSON.stringify(value);
  assert.ok(!text.includes('\\u0000'), 'NUL');
  assert.ok(!/\\ud[89a-f]/i.test(text), 'a lone surrogate');
  assert.ok(!/"__proto__":|"constructor":|"prototype":/.test(text), 'a prototype key');
}

describe('any JSON at all, taken for a WorkOS event', () => {
  const isValid = compile();

  function assertReadable(body: unknown): void {
    // Through text, as it comes over the wire: __proto__ is then an own member.
    const text = JSON.stringify(body);
    const { event } = normalizeWorkosEvent(JSON.parse(text), Buffer.from(text), RECEIVED);
    assert.ok(isValid(event), JSON.stringify(isValid.errors));
    assertStorable(event);
  }

  const hostileText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '\0',
      '\ud800',
      'a\udfffb',
      '',
      ' ',
      'active',
      '2023-04-28 20:05:31.093',
      '9999-12-31T23:59:59Z',
      'x'.repeat(300),
    ),
  );
  const hostileKey = fc.oneof(
    fc.constantFrom(
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'emails',
      'addresses',
      'department',
      'username',
    ),
    fc.string({ unit: 'binary', maxLength: 10 }),
  );
  const anything = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      hostileText,
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(hostileKey, tie('value'), { maxKeys: 5 }),
    ),
  })).value;
  const id = fc.oneof(fc.constantFrom('directory_1', 'id_1', 'id_2'), anything);
  const time = fc.oneof(
    fc.constantFrom('2026-02-01T10:00:00.000Z', '2023-04-28 20:05:31.093', '2300-01-01T00:00:00Z'),
    anything,
  );
  const record = fc.record(
    {
      object: fc.oneof(fc.constantFrom('directory', 'directory_user'), anything),
      id,
      idp_id: id,
      directory_id: id,
      name: anything,
      type: anything,
      state: fc.oneof(fc.constantFrom('active', 'inactive', 'suspended'), anything),
      email: fc.oneof(fc.emailAddress(), anything),
      first_name: anything,
      last_name: anything,
      username: anything,
      emails: anything,
      role: anything,
      updated_at: time,
      custom_attributes: fc.dictionary(hostileKey, anything, { maxKeys: 8 }),
    },
    { requiredKeys: [] },
  );
  const event = fc.record(
    {
      id,
      created_at: time,
      event: fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(...KINDS) },
        { weight: 1, arbitrary: anything },
      ),
      data: fc.oneof(
        record,
        fc.tuple(record, record, record).map(([top, user, group]) => ({ ...top, user, group })),
        anything,
      ),
    },
    { requiredKeys: ['event'] },
  );

  it('becomes a valid event, whatever it is', () => {
    fc.assert(fc.property(fc.oneof(anything, fc.jsonValue({ stringUnit: 'binary' })), assertReadable));
  });

  it('becomes a valid event when it resembles one', () => {
    fc.assert(fc.property(event, assertReadable), { numRuns: 1500 });
  });

  it('comes out the same for the same bytes', () => {
    fc.assert(
      fc.property(event, (body) => {
        const raw = Buffer.from(JSON.stringify(body));
        const once = normalizeWorkosEvent(JSON.parse(raw.toString()), raw, RECEIVED);
        assert.deepEqual(normalizeWorkosEvent(JSON.parse(raw.toString()), raw, RECEIVED), once);
      }),
    );
  });

  it('drops prototype keys at any depth and pollutes nothing', () => {
    const user = `{"id":"u1","directory_id":"d1","state":"active","updated_at":"2026-02-01T10:00:00Z",
      "__proto__":{"state":"inactive","polluted":1},
      "custom_attributes":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},
      "plan":{"__proto__":{"polluted":1},"level":"gold"}}}`;
    const text = `{"id":"e1","event":"dsync.user.created","data":${user}}`;
    const { event: read } = normalizeWorkosEvent(JSON.parse(text), Buffer.from(text), RECEIVED);
    assert.ok(read.news.kind === 'user_seen' && read.news.active);
    assert.deepEqual(read.news.resource, { custom: { plan: { level: 'gold' } } });
    assert.equal(({} as { polluted?: number }).polluted, undefined);
  });

  it('cuts off what is nested thousands of levels deep', () => {
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
    for (const text of [
      deep,
      `{"id":"e1","event":"dsync.user.created","data":{"custom_attributes":{"deep":${deep}}}}`,
    ]) {
      const { event: read } = normalizeWorkosEvent(JSON.parse(text), Buffer.from(text), RECEIVED);
      assert.ok(isValid(read));
      assert.ok(JSON.stringify(read).includes('nested too deeply'));
    }
  });

  it('takes numbers that JSON can write and JavaScript cannot hold', () => {
    const text = '{"id":"e1","event":"dsync.user.created","data":{"big":1e999}}';
    const { event: read } = normalizeWorkosEvent(JSON.parse(text), Buffer.from(text), RECEIVED);
    assert.ok(read.news.kind === 'malformed');
    assert.deepEqual(read.news.raw.data, { big: null });
  });
});
