import assert from 'node:assert/strict';
import type { DirectoryFacts, TokenFacts } from '../../src/domain/directory-facts.ts';
import { findProblems } from '../../src/domain/directory-problem-rules.ts';
import { forCustomers } from '../../src/domain/problem-for-customers.ts';
import { healthOf, problemCodes, type HealthState } from '../../src/domain/directory-problem.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const now = new Date('2026-03-02T12:00:00Z');
const ago = (ms: number) => new Date(now.getTime() - ms);

const well: DirectoryFacts = {
  id: '01a20000-0000-7000-8000-000000000001',
  source: 'workos',
  idp: 'okta',
  name: null,
  life: 'active',
  lifeSince: ago(100 * dayMs),
  createdAt: ago(100 * dayMs),
  upstream: { state: 'active', at: ago(99 * dayMs) },
  hasPeople: true,
  waiting: { events: 0, oldestAt: null },
  setAside: { events: 0, oldestAt: null },
  heard: [],
  lastDay: { events: 0, late: 0, hours: 0 },
  tokens: [],
  refused: null,
  resync: null,
  policy: { usable: true, refusedAt: null },
};
const token = (more: Partial<TokenFacts> = {}): TokenFacts => ({
  id: 'token',
  createdAt: ago(50 * dayMs),
  lastUsedAt: ago(hourMs),
  expiresAt: null,
  revokedAt: null,
  ...more,
});
const scim = (tokens: TokenFacts[], more: Partial<DirectoryFacts> = {}): Partial<DirectoryFacts> => ({
  source: 'scim',
  upstream: { state: null, at: null },
  tokens,
  ...more,
});
const resync = (more: object) => ({
  resync: {
    ...{ state: 'done', finishedAt: ago(hourMs), comparesKnown: true, people: 0, groups: 0, memberships: 0 },
    ...more,
  } as DirectoryFacts['resync'],
});
/** News on each of these days before now, around noon. */
const newsOn = (...days: number[]) => ({
  heard: days.toSorted((a, b) => b - a).map((day) => ({ hour: ago(day * dayMs), lastAt: ago(day * dayMs) })),
});
const daily = Array.from({ length: 30 }, (_, index) => index);

const cases: [name: string, facts: Partial<DirectoryFacts>, state: HealthState, codes: string[]][] = [
  ['all is well', {}, 'ok', []],
  [
    'refused credentials',
    { upstream: { state: 'invalid_credentials', at: now } },
    'failing',
    ['invalid_credentials'],
  ],
  ['a connection that is off', { upstream: { state: 'inactive', at: now } }, 'failing', ['unlinked']],
  ['a deleted directory', { upstream: { state: 'deleted', at: now } }, 'failing', ['deleted_upstream']],
  ['a state that nobody knows', { upstream: { state: 'dreaming', at: now } }, 'ok', []],
  ['an event set aside', { setAside: { events: 1, oldestAt: now } }, 'failing', ['events_set_aside']],
  ['an event that just came', { waiting: { events: 5_000, oldestAt: ago(10 * minuteMs) } }, 'ok', []],
  [
    'an event that waits',
    { waiting: { events: 1, oldestAt: ago(11 * minuteMs) } },
    'attention',
    ['events_delayed'],
  ],
  [
    'an event that waits for long',
    { waiting: { events: 1, oldestAt: ago(61 * minuteMs) } },
    'failing',
    ['events_delayed'],
  ],
  [
    'news that is late all day',
    { lastDay: { events: 20, late: 11, hours: 6 } },
    'attention',
    ['events_late'],
  ],
  ['half of the news late', { lastDay: { events: 20, late: 10, hours: 6 } }, 'ok', []],
  ['a burst of late news', { lastDay: { events: 5_000, late: 5_000, hours: 2 } }, 'ok', []],
  [
    'a policy that cannot be loaded',
    { policy: { usable: false, refusedAt: null } },
    'failing',
    ['policy_unusable'],
  ],
  [
    'a policy file not in force',
    { policy: { usable: true, refusedAt: now } },
    'attention',
    ['policy_refused'],
  ],
  ['a resync that failed', resync({ state: 'failed' }), 'failing', ['resync_failed']],
  ['a resync without drift', resync({}), 'ok', []],
  ['a resync with drift', resync({ memberships: 2 }), 'attention', ['resync_drift']],
  ['the first resync', resync({ people: 5_000, comparesKnown: false }), 'ok', []],
  ['a drift of last week', resync({ memberships: 2, finishedAt: ago(8 * dayMs) }), 'ok', []],
  ['a token in use', scim([token()]), 'ok', []],
  ['no token', scim([]), 'failing', ['token_missing']],
  ['no token yet', scim([], { life: 'setting_up', createdAt: now }), 'attention', ['token_missing']],
  ['an expired token', scim([token({ expiresAt: ago(1) })]), 'failing', ['token_expired']],
  [
    'a token that ends in two weeks',
    scim([token({ expiresAt: ago(-14 * dayMs) })]),
    'attention',
    ['token_expiring'],
  ],
  ['a token that ends in a month', scim([token({ expiresAt: ago(-30 * dayMs) })]), 'ok', []],
  ['one that ends beside one in use', scim([token({ expiresAt: ago(-dayMs) }), token()]), 'ok', []],
  [
    'one that ends beside one that nobody has used yet',
    scim([token({ expiresAt: ago(-dayMs) }), token({ lastUsedAt: null, createdAt: ago(dayMs) })]),
    'attention',
    ['token_expiring'],
  ],
  ['a token that nobody used', scim([token(), token({ lastUsedAt: null })]), 'attention', ['token_unused']],
  [
    'a former token refused, and nothing let in',
    scim([token({ lastUsedAt: ago(9 * dayMs) })], { refused: { at: ago(hourMs), formerToken: true } }),
    'failing',
    ['token_refused'],
  ],
  [
    'anything else refused, which anybody can send',
    scim([token({ lastUsedAt: ago(9 * dayMs) })], { refused: { at: ago(hourMs), formerToken: false } }),
    'attention',
    ['token_refused'],
  ],
  [
    'a former token refused while it is being set up',
    scim([token({ lastUsedAt: null })], {
      refused: { at: ago(hourMs), formerToken: true },
      ...{ life: 'setting_up', createdAt: ago(hourMs), hasPeople: false },
    }),
    'attention',
    ['token_refused'],
  ],
  [
    'refused beside others',
    scim([token({ lastUsedAt: ago(2 * hourMs) })], { refused: { at: ago(hourMs), formerToken: true } }),
    'attention',
    ['token_refused'],
  ],
  [
    'refused before it was let in',
    scim([token()], { refused: { at: ago(2 * hourMs), formerToken: true } }),
    'ok',
    [],
  ],
  [
    'refused the day before yesterday',
    scim([token({ lastUsedAt: ago(9 * dayMs) })], { refused: { at: ago(2 * dayMs), formerToken: true } }),
    'ok',
    [],
  ],
  [
    'set up and nothing came',
    { life: 'setting_up', createdAt: ago(4 * dayMs), hasPeople: false },
    'attention',
    ['first_sync_missing'],
  ],
  ['just set up', { life: 'setting_up', createdAt: ago(dayMs), hasPeople: false }, 'ok', []],
  ['files that nobody imports', { source: 'import', life: 'setting_up', hasPeople: false }, 'ok', []],
  [
    'heard of, and nobody came',
    { hasPeople: false, createdAt: ago(2 * dayMs) },
    'attention',
    ['first_sync_missing'],
  ],
  ['in testing for long', { life: 'testing', lifeSince: ago(15 * dayMs) }, 'attention', ['testing_long']],
  ['in testing', { life: 'testing', lifeSince: ago(14 * dayMs) }, 'ok', []],
  ['paused for long', { life: 'paused', lifeSince: ago(8 * dayMs) }, 'attention', ['paused_long']],
  ['news each day up to now', newsOn(...daily), 'ok', []],
  ['news each day, and then none', newsOn(...daily.map((day) => day + 4)), 'attention', ['silent']],
  [
    'the same in testing',
    { ...newsOn(...daily.map((day) => day + 4)), life: 'testing', lifeSince: now },
    'ok',
    [],
  ],
  [
    'a silence that the connection explains',
    { ...newsOn(...daily.map((day) => day + 4)), upstream: { state: 'invalid_credentials', at: now } },
    'failing',
    ['invalid_credentials'],
  ],
  [
    'several at once, the worst first',
    {
      setAside: { events: 2, oldestAt: now },
      policy: { usable: true, refusedAt: now },
      ...resync({ groups: 1 }),
    },
    'failing',
    ['events_set_aside', 'resync_drift', 'policy_refused'],
  ],
  [
    'everything wrong with one that is disconnected',
    { life: 'disconnected', setAside: { events: 2, oldestAt: now }, upstream: { state: 'deleted', at: now } },
    'ok',
    [],
  ],
];

describe('What is wrong with a directory', () => {
  for (const [name, more, state, codes] of cases) {
    it(`is ${codes.join(' and ') || 'nothing'}: ${name}`, () => {
      const found = findProblems({ ...well, ...more }, now);
      assert.deepEqual(
        found.map(({ code }) => code),
        codes,
      );
      assert.equal(healthOf(found), state);
      for (const { says, nextStep, since } of found) {
        assert.match(says, /^[A-Z0-9].*\.$/);
        assert.match(nextStep, /^[A-Z].*[.?]$/);
        assert.ok(since <= now);
      }
      for (const problem of found) {
        const { says, nextStep } = forCustomers(problem, more.upstream?.state ?? null);
        assert.match(says, /^[A-Z0-9].*\.$/);
        assert.match(nextStep, /^[A-Z].*\.$/);
        // Nothing that only those who run Rollcall can do, and nobody who is the reader.
        assert.doesNotMatch(`${says} ${nextStep}`, /customer|`|WORKOS|dashboard|process|database|dismiss/i);
      }
    });
  }

  it('is each problem that there is, in one of these', () => {
    const shown = new Set(cases.flatMap(([, , , codes]) => codes));
    assert.deepEqual(
      problemCodes.filter((code) => !shown.has(code)),
      [],
    );
  });

  it('says how many in the singular and in the plural', () => {
    const says = (events: number) =>
      findProblems({ ...well, setAside: { events, oldestAt: now } }, now)[0]?.says;
    assert.match(says(1) ?? '', /^1 event could not be applied, so what it says is missing/);
    assert.match(says(2) ?? '', /^2 events could not be applied, so what they say is missing/);
  });
});
