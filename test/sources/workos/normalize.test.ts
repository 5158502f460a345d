import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { DirectoryEvent } from '../../../src/generated/directory-event.ts';
import { normalizeWorkosEvent } from '../../../src/sources/workos/normalize.ts';

const FIXTURES = new URL('../../fixtures/workos-events/', import.meta.url);
const SAMPLE_TIME = '2021-06-25T19:07:33.155Z';
const RECEIVED = new Date('2026-03-01T12:00:00.000Z');
const RAW = Buffer.from('{}');
const DIRECTORY = 'directory_01ECAZ4NV9QMV47GW873HDCX74';

interface Sample extends Record<string, unknown> {
  id: string;
  event: string;
  data: Record<string, unknown>;
}

function sample(name: string): Sample {
  return JSON.parse(readFileSync(new URL(`${name}.json`, FIXTURES), 'utf8')) as Sample;
}
/** The sample with other fields in its data. */
function sampleWith(
  name: string,
  data: Record<string, unknown>,
  envelope: Record<string, unknown> = {},
): Sample {
  const original = sample(name);
  return { ...original, ...envelope, data: { ...original.data, ...data } };
}
const normalize = (body: unknown) => normalizeWorkosEvent(body, RAW, RECEIVED);
const newsOf = (body: unknown): DirectoryEvent['news'] => normalize(body).event.news;

function problemOf(body: unknown): string {
  const news = newsOf(body);
  assert.ok(news.kind === 'malformed', JSON.stringify(news));
  return news.problem;
}

const LELA = { sourceId: 'directory_user_01E1X1B89NH8Z3SDFJR4H7RGX7', externalId: '8931' };
const ERIC = { sourceId: 'directory_user_01E1X56GH84T3FB41SD6PZGDBX', externalId: '2936' };
const DEVELOPERS = {
  sourceId: 'directory_group_01E1X5GPMMXF4T1DCERMVEEPVW',
  externalId: '02grqrue4294w24',
  name: 'Developers',
};
const LELA_RESOURCE = {
  userName: 'lela.block@example.com',
  displayName: 'Lela Block',
  name: { formatted: 'Lela Block', givenName: 'Lela', familyName: 'Block' },
  emails: [{ value: 'lela.block@example.com', type: 'work', primary: true }],
  title: 'Software Engineer',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Engineering' },
  custom: { workos_role: 'member' },
};
const FOO_CORP = {
  idp: 'generic scim v2.0',
  name: "Foo Corp's Directory",
  organizationId: 'org_01EZTR6WYX1A0DSE2CYMGXQ24Y',
};

const SAMPLES: Record<string, DirectoryEvent['news']> = {
  'dsync.activated': { kind: 'directory_changed', upstreamState: 'active', ...FOO_CORP },
  'dsync.deleted': { kind: 'directory_changed', upstreamState: 'deleted', ...FOO_CORP },
  'dsync.group.created': { kind: 'group_seen', group: DEVELOPERS },
  'dsync.group.deleted': { kind: 'group_gone', group: DEVELOPERS },
  'dsync.group.updated': { kind: 'group_seen', group: DEVELOPERS },
  'dsync.group.user_added': {
    kind: 'joined',
    person: ERIC,
    group: { ...DEVELOPERS, recordedAt: SAMPLE_TIME },
  },
  'dsync.group.user_removed': {
    kind: 'left',
    person: ERIC,
    group: { ...DEVELOPERS, recordedAt: SAMPLE_TIME },
  },
  'dsync.user.created': { kind: 'user_seen', person: LELA, active: true, resource: LELA_RESOURCE },
  'dsync.user.deleted': { kind: 'user_gone', person: LELA },
  'dsync.user.updated': { kind: 'user_seen', person: LELA, active: true, resource: LELA_RESOURCE },
};

describe('a WorkOS event in our own form', () => {
  describe("of WorkOS's samples", () => {
    it('is expected for every sample there is', () => {
      const names = readdirSync(FIXTURES).filter((file) => file.startsWith('dsync.'));
      assert.deepEqual(
        names.sort(),
        Object.keys(SAMPLES)
          .map((name) => `${name}.json`)
          .sort(),
      );
    });

    for (const [name, news] of Object.entries(SAMPLES)) {
      it(`reads ${name}`, () => {
        assert.deepEqual(normalize(sample(name)), {
          event: { id: sample(name).id, source: 'workos', type: name, occurredAt: SAMPLE_TIME, news },
          directoryKey: name.split('.').length === 2 ? 'directory_01EHWNC0FCBHZ3BJ7EGKYXK0E6' : DIRECTORY,
        });
      });
    }

    it('reads the legacy body of the signature sample, which carries no time and has everything at the top', () => {
      const known = sample('signature-known-answer') as unknown as { body: string };
      const { event, directoryKey } = normalize(JSON.parse(known.body));
      assert.deepEqual(event, {
        id: 'wh_01FJ27WB8SNT7VN72KRMYJYV8P',
        source: 'workos',
        type: 'dsync.user.created',
        occurredAt: RECEIVED.toISOString(),
        news: {
          kind: 'user_seen',
          person: { sourceId: 'directory_user_01E1X1B89NH8Z3SDFJR4H7RGX7' },
          active: true,
          resource: {
            userName: 'veda@example.com',
            displayName: 'Lela Block',
            name: { formatted: 'Lela Block', givenName: 'Lela', familyName: 'Block' },
            emails: [{ value: 'veda@example.com', type: 'work', primary: true }],
          },
        },
      });
      assert.equal(directoryKey, 'directory_01E1X194NTJ3PYMAY79DYV0F0P');
    });
  });

  describe('about whether a person is active', () => {
    for (const state of ['inactive', 'suspended', 'deprovisioned', 'ACTIVE', 'active ']) {
      it(`offboards in the state "${state}"`, () => {
        const news = newsOf(sampleWith('dsync.user.updated', { state }));
        assert.ok(news.kind === 'user_seen');
        assert.equal(news.active, false);
      });
    }
    for (const state of [undefined, null, '', 1, true, ['active'], { state: 'active' }]) {
      it(`refuses to guess from ${JSON.stringify(state)}`, () => {
        assert.match(
          problemOf(sampleWith('dsync.user.updated', { state })),
          /^data\.state is missing or not a text/,
        );
      });
    }
    it('needs no state in a deletion', () => {
      assert.equal(newsOf(sampleWith('dsync.user.deleted', { state: undefined })).kind, 'user_gone');
    });
  });

  describe('about time', () => {
    const updated_at = '2021-06-01T00:00:00.000Z';
    const created_at = '2021-07-01T00:00:00.000Z';
    const clocks: [string, string, string][] = [
      ['dsync.user.created', updated_at, 'the record’s own time'],
      ['dsync.user.updated', updated_at, 'the record’s own time'],
      ['dsync.group.created', updated_at, 'the record’s own time'],
      ['dsync.group.updated', updated_at, 'the record’s own time'],
      ['dsync.user.deleted', created_at, 'the later time, for the snapshot keeps an old one'],
      ['dsync.group.deleted', created_at, 'the later time, for the snapshot keeps an old one'],
      ['dsync.activated', created_at, 'the later time'],
      ['dsync.deleted', created_at, 'the later time'],
      ['dsync.group.user_added', created_at, 'the event’s time, for a membership touches no record'],
      ['dsync.group.user_removed', created_at, 'the event’s time, for a membership touches no record'],
    ];
    for (const [name, expected, clock] of clocks) {
      it(`takes for ${name} ${clock}`, () => {
        assert.equal(normalize(sampleWith(name, { updated_at }, { created_at })).event.occurredAt, expected);
      });
    }
    for (const name of ['dsync.user.deleted', 'dsync.group.deleted']) {
      it(`takes for ${name} the record’s time when that is the later one`, () => {
        const body = sampleWith(name, { updated_at: created_at }, { created_at: updated_at });
        assert.equal(normalize(body).event.occurredAt, created_at);
      });
    }

    const written: [unknown, string][] = [
      ['2023-04-28 20:05:31.093', '2023-04-28T20:05:31.093Z'],
      ['2023-04-28T20:05:31Z', '2023-04-28T20:05:31.000Z'],
      ['2023-04-28T20:05:31.1Z', '2023-04-28T20:05:31.100Z'],
      ['2023-04-28T20:05:31.123999Z', '2023-04-28T20:05:31.123Z'],
      ['2023-04-28T20:05:31+02:00', '2023-04-28T18:05:31.000Z'],
      ['2023-04-28t20:05:31z', '2023-04-28T20:05:31.000Z'],
    ];
    for (const [text, expected] of written) {
      it(`reads ${String(text)}`, () => {
        assert.equal(
          normalize(sampleWith('dsync.user.updated', { updated_at: text })).event.occurredAt,
          expected,
        );
      });
    }

    const unreadable = [
      'yesterday',
      '2023-02-30T00:00:00Z',
      '2023-13-01T00:00:00Z',
      '0000-01-01T00:00:00Z',
      '2023-04-28',
      '1969-12-31T23:59:59Z',
      '2023-04-28T20:05:31+99:99',
      1682712331093,
      {},
      true,
    ];
    for (const value of unreadable) {
      it(`falls back from the record’s ${JSON.stringify(value)} to the event’s time`, () => {
        assert.equal(
          normalize(sampleWith('dsync.user.updated', { updated_at: value })).event.occurredAt,
          SAMPLE_TIME,
        );
      });
    }
    it('is malformed when times are there and none can be read', () => {
      for (const name of Object.keys(SAMPLES)) {
        const body = sampleWith(name, { updated_at: 'soon' }, { created_at: 'later' });
        assert.match(problemOf(body), /time that can be read/, name);
      }
    });
    it('takes the time of arrival when there is no time at all', () => {
      for (const name of Object.keys(SAMPLES)) {
        const body = sampleWith(name, { updated_at: undefined }, { created_at: undefined });
        assert.equal(normalize(body).event.occurredAt, RECEIVED.toISOString(), name);
      }
    });
    it('does not let a clock that is more than a day ahead win for ever', () => {
      const far = '2026-03-02T12:00:00.001Z';
      for (const name of Object.keys(SAMPLES)) {
        const body = sampleWith(name, { updated_at: far }, { created_at: far });
        assert.equal(normalize(body).event.occurredAt, RECEIVED.toISOString(), name);
      }
      const group = { ...DEVELOPERS, id: DEVELOPERS.sourceId, updated_at: far };
      const news = newsOf(sampleWith('dsync.group.user_added', { group }));
      assert.ok(news.kind === 'joined');
      assert.equal(news.group.recordedAt, RECEIVED.toISOString());
    });
    it('believes a clock that is a day ahead', () => {
      const ahead = '2026-03-02T12:00:00.000Z';
      assert.equal(
        normalize(sampleWith('dsync.user.updated', { updated_at: ahead })).event.occurredAt,
        ahead,
      );
    });
    it('leaves out when a group was recorded if that cannot be read', () => {
      const group = { id: 'g1', updated_at: 'soon' };
      const news = newsOf(sampleWith('dsync.group.user_added', { group }));
      assert.deepEqual(news, { kind: 'joined', person: ERIC, group: { sourceId: 'g1' } });
    });
  });

  describe('about who and what is meant', () => {
    it('identifies an event without an id by its bytes', () => {
      for (const id of [undefined, null]) {
        const { event } = normalize({ ...sample('dsync.user.created'), id });
        assert.equal(event.id, `sha256:${createHash('sha256').update(RAW).digest('hex')}`);
        assert.equal(event.news.kind, 'user_seen');
      }
    });

    const badIds: unknown[] = ['', '  ', 7, {}, [], true, 'x'.repeat(256), 'a\0b', 'a\ud800b'];
    for (const id of badIds) {
      it(`refuses the id ${JSON.stringify(id).slice(0, 20)} wherever an id is needed`, () => {
        const { event } = normalize({ ...sample('dsync.user.created'), id });
        assert.match(event.id, /^sha256:/);
        assert.equal(event.news.kind, 'malformed');
        assert.match(problemOf(sampleWith('dsync.user.created', { id })), /^data\.id /);
        assert.match(problemOf(sampleWith('dsync.user.deleted', { id })), /^data\.id /);
        assert.match(problemOf(sampleWith('dsync.group.updated', { id })), /^data\.id /);
        assert.match(problemOf(sampleWith('dsync.group.deleted', { id })), /^data\.id /);
        assert.match(problemOf(sampleWith('dsync.group.user_added', { user: { id } })), /^data\.user\.id /);
        assert.match(
          problemOf(sampleWith('dsync.group.user_removed', { group: { id } })),
          /^data\.group\.id /,
        );
        assert.match(
          problemOf(sampleWith('dsync.user.created', { directory_id: id })),
          /does not say which directory/,
        );
      });
    }
    it('accepts ids of 255 characters', () => {
      const news = newsOf(sampleWith('dsync.user.deleted', { id: 'i'.repeat(255), idp_id: 'e'.repeat(255) }));
      assert.deepEqual(news, {
        kind: 'user_gone',
        person: { sourceId: 'i'.repeat(255), externalId: 'e'.repeat(255) },
      });
    });
    for (const idp_id of [undefined, null, '', ' ']) {
      it(`knows no external id when idp_id is ${JSON.stringify(idp_id)}`, () => {
        assert.deepEqual(newsOf(sampleWith('dsync.user.deleted', { idp_id })), {
          kind: 'user_gone',
          person: { sourceId: LELA.sourceId },
        });
      });
    }
    for (const idp_id of [2936, {}, ['8931'], 'x'.repeat(256), '8931\0']) {
      it(`refuses to guess who a person is from the idp_id ${JSON.stringify(idp_id).slice(0, 20)}`, () => {
        assert.match(problemOf(sampleWith('dsync.user.deleted', { idp_id })), /^data\.idp_id /);
        assert.match(problemOf(sampleWith('dsync.group.created', { idp_id })), /^data\.idp_id /);
      });
    }
    it('refuses a membership of nobody or of nothing', () => {
      assert.match(problemOf(sampleWith('dsync.group.user_added', { user: null })), /^data\.user is missing/);
      assert.match(
        problemOf(sampleWith('dsync.group.user_added', { group: 'Developers' })),
        /^data\.group is missing/,
      );
    });
    it('refuses an event of two directories', () => {
      const user = { id: 'u1', directory_id: 'directory_of_another_tenant' };
      const body = sampleWith('dsync.group.user_added', { user });
      assert.match(problemOf(body), /more than one directory/);
      assert.equal(normalize(body).directoryKey, DIRECTORY);
    });
    it('finds the directory of a membership in its user or group when the top does not say', () => {
      const { event, directoryKey } = normalize(
        sampleWith('dsync.group.user_added', { directory_id: undefined }),
      );
      assert.equal(event.news.kind, 'joined');
      assert.equal(directoryKey, DIRECTORY);
    });
    it('leaves out a group’s name that is no text', () => {
      const news = newsOf(sampleWith('dsync.group.created', { name: 7 }));
      assert.deepEqual(news, {
        kind: 'group_seen',
        group: { sourceId: DEVELOPERS.sourceId, externalId: DEVELOPERS.externalId },
      });
    });
  });

  describe('about the connection', () => {
    const states: [string, unknown, string][] = [
      ['dsync.activated', 'active', 'active'],
      ['dsync.activated', 'linked', 'active'],
      ['dsync.activated', undefined, 'active'],
      ['dsync.activated', 'validating', 'validating'],
      ['dsync.activated', 'invalid_credentials', 'invalid_credentials'],
      ['dsync.deactivated', 'unlinked', 'inactive'],
      ['dsync.deactivated', 'active', 'inactive'],
      ['dsync.deleted', 'deleting', 'deleted'],
      ['dsync.deleted', 'active', 'deleted'],
    ];
    for (const [event, state, upstreamState] of states) {
      it(`reads ${event} with the state ${String(state)} as ${upstreamState}`, () => {
        const body = sampleWith('dsync.activated', { state }, { event });
        assert.deepEqual(newsOf(body), { kind: 'directory_changed', upstreamState, ...FOO_CORP });
      });
    }
    it('leaves out what is no text', () => {
      const body = sampleWith('dsync.activated', { type: 1, name: null, organization_id: [] });
      assert.deepEqual(newsOf(body), { kind: 'directory_changed', upstreamState: 'active' });
    });
  });

  describe('of no use', () => {
    for (const event of ['dsync.token.created', 'dsync.token.revoked']) {
      it(`ignores ${event} and still says whose it is`, () => {
        const body = {
          id: 'event_1',
          event,
          created_at: SAMPLE_TIME,
          data: { id: 'directory_token_1', directory_id: DIRECTORY },
        };
        const { event: normalized, directoryKey } = normalize(body);
        assert.equal(normalized.news.kind, 'ignored');
        assert.equal(normalized.occurredAt, SAMPLE_TIME);
        assert.equal(directoryKey, DIRECTORY);
      });
    }
    it('ignores unknown events by name, with or without a directory', () => {
      const body = { id: 'event_1', event: 'session.created', created_at: 'soon', data: { id: 'session_1' } };
      assert.deepEqual(normalize(body), {
        event: {
          id: 'event_1',
          source: 'workos',
          type: 'session.created',
          occurredAt: RECEIVED.toISOString(),
          news: { kind: 'ignored', because: 'Unknown event session.created: Rollcall has no use for it.' },
        },
        directoryKey: null,
      });
      const named = { ...body, event: 'dsync.user.renamed', data: { directory_id: DIRECTORY } };
      assert.equal(normalize(named).directoryKey, DIRECTORY);
    });
    for (const event of ['__proto__', 'constructor', 'toString', 'dsync.user.created ']) {
      it(`ignores the event "${event}"`, () => {
        assert.equal(newsOf({ ...sample('dsync.user.created'), event }).kind, 'ignored');
      });
    }
  });

  describe('that cannot be read', () => {
    for (const body of [
      null,
      1,
      'text',
      true,
      [],
      [sample('dsync.user.created')],
      {},
      { event: 7 },
      { event: 'x'.repeat(256) },
    ]) {
      it(`keeps ${JSON.stringify(body).slice(0, 30)} with its problem`, () => {
        const { event, directoryKey } = normalize(body);
        assert.match(problemOf(body), /^event is (not a text, or empty|longer than 255 characters)\.$/);
        assert.equal(event.type, 'unknown');
        assert.equal(event.occurredAt, RECEIVED.toISOString());
        assert.equal(directoryKey, null);
        const raw = event.news.kind === 'malformed' ? event.news.raw : null;
        assert.deepEqual(
          raw,
          typeof body === 'object' && !Array.isArray(body) && body !== null ? body : { body },
        );
      });
    }
    it('still says whose it is', () => {
      assert.equal(normalize(sampleWith('dsync.user.created', { state: 1 })).directoryKey, DIRECTORY);
    });
    it('is malformed when a known event has no data', () => {
      for (const data of [undefined, null, 'text', []]) {
        assert.match(problemOf({ ...sample('dsync.user.created'), data }), /does not say which directory/);
      }
    });
  });
});
