import assert from 'node:assert/strict';
import type { AuditRecord, Event } from '../../src/generated/api.ts';
import { openOffice, type Office } from '../support/office.ts';

describe('events that were set aside, over HTTP', () => {
  let office: Office;
  const events = '/tenants/acme/events';

  before(async () => {
    office = await openOffice();
  });
  after(() => office.stop());
  beforeEach(async () => {
    await office.rollcall.database.inTenant(office.tenantId, (trx) =>
      trx.raw('delete from inbox where tenant_id = ?', [office.tenantId]),
    );
    office.rollcall.clock.advance(60_000);
  });

  interface Failed {
    id: string;
    error?: string;
    kind?: 'malformed' | 'user_seen';
    person?: string;
    type?: string;
    at?: string;
    directoryId?: string;
  }

  const setAside = (...failed: Failed[]) =>
    office.rollcall.database.inTenant(office.tenantId, async (trx) => {
      for (const {
        id,
        error = '22P02: no',
        kind = 'user_seen',
        person = id,
        type,
        at,
        directoryId,
      } of failed) {
        const occurredAt = at ?? '2026-01-10T08:00:01.000Z';
        const news =
          kind === 'malformed'
            ? { kind, problem: 'no id', raw: {} }
            : {
                kind,
                person: { sourceId: person },
                active: true,
                resource: { emails: [{ value: `${person}@acme.com` }], name: { givenName: id } },
              };
        const now = office.rollcall.clock.now();
        await trx.raw(
          `insert into inbox (tenant_id, directory_id, event_id, source, type, occurred_at, received_at, payload,
                              status, attempts, error, finished_at)
           values (?, ?, ?, 'workos', ?, ?, ?, ?::jsonb, 'set_aside', 5, ?, ?)`,
          [
            ...[office.tenantId, directoryId ?? office.directoryId, id, type ?? 'dsync.user.created'],
            ...[new Date(occurredAt), now],
            JSON.stringify({ id, source: 'workos', type: 'dsync.user.created', occurredAt, news }),
            ...[error, now],
          ],
        );
      }
    });

  const ids = async (query: string) =>
    (await office.api.expect('EventList', 'GET', `${events}${query}`)).data.map(({ id }) => id).sort();
  const show = (id: string) => office.api.expect('Event', 'GET', `${events}/${id}`);
  const latest = async (action: string): Promise<AuditRecord[]> =>
    (await office.api.expect('AuditRecordList', 'GET', `/tenants/acme/audit-records?action=${action}`)).data;

  it('are dismissed with a reason, and tried again all the same', async () => {
    await setAside({ id: 'event_one' });
    const body = { reason: 'The test directory sent it' };
    const dismissed = await office.api.expect('Event', 'POST', `${events}/event_one/dismiss`, { body });
    assert.equal(dismissed.status, 'dismissed');
    assert.equal(dismissed.error, '22P02: no');
    assert.equal(dismissed.dismissed?.reason, body.reason);
    assert.equal(dismissed.dismissed.by.kind, 'api_token');
    assert.equal(dismissed.dismissed.at, office.rollcall.clock.now().toISOString());
    assert.deepEqual(await ids('?status=dismissed'), ['event_one']);
    assert.deepEqual(await ids('?status=set_aside'), []);
    await office.api.refused(409, 'conflict', 'POST', `${events}/event_one/dismiss`, { body });
    const [record] = await latest('event.dismissed');
    assert.deepEqual(record?.event_ids, ['event_one']);
    assert.equal(record.directory_id, office.directoryId);
    assert.deepEqual(record.after, { status: 'dismissed', events: 1, because: body.reason });

    const retried = await office.api.expect('Event', 'POST', `${events}/event_one/retry`);
    assert.deepEqual([retried.status, retried.dismissed, retried.error], ['waiting', null, null]);
    await office.rollcall.drain();
    assert.equal((await show('event_one')).status, 'applied');
    const [again] = await latest('event.retried');
    assert.deepEqual(again?.before, { status: 'dismissed' });
  });

  it('are dismissed only with words, and only when they were set aside', async () => {
    await setAside({ id: 'event_one' });
    for (const body of [
      {},
      { reason: '' },
      { reason: '   ' },
      { reason: 'x'.repeat(501) },
      { reason: '\0' },
    ]) {
      await office.api.refused(400, 'invalid_request', 'POST', `${events}/event_one/dismiss`, { body });
    }
    await office.api.expect('Event', 'POST', `${events}/event_one/retry`);
    const problem = await office.api.refused(409, 'conflict', 'POST', `${events}/event_one/dismiss`, {
      body: { reason: 'no' },
    });
    assert.match(problem.detail, /this one is waiting/);
    await office.api.refused(404, 'not_found', 'POST', `${events}/event_nobody/dismiss`, {
      body: { reason: 'no' },
    });
  });

  it('are told in groups of one reason, the largest first, page by page', async () => {
    await setAside(
      { id: 'event_1', error: '42703: column "gone" of relation "users" does not exist' },
      {
        id: 'event_2',
        error: '42703: column "gone" of relation "users" does not exist',
        type: 'dsync.user.updated',
      },
      { id: 'event_3', error: '22P02: invalid input syntax for type uuid: "ada@acme.com"' },
      { id: 'event_4', error: '22P02: invalid input syntax for type uuid: "bob@acme.com"' },
      { id: 'event_5', error: '22P02: invalid input syntax for type uuid: "42"' },
      { id: 'event_6', error: 'It has no id', kind: 'malformed' },
    );
    const groups = await office.api.expect('EventFailureList', 'GET', `${events}/failures`);
    assert.deepEqual(
      groups.data.map(({ kind, error, events: count, types }) => ({ kind, error, count, types })),
      [
        {
          kind: 'failed',
          error: '22P02: invalid input syntax for type uuid: "*"',
          count: 3,
          types: ['dsync.user.created'],
        },
        {
          kind: 'failed',
          error: '42703: column "gone" of relation "users" does not exist',
          count: 2,
          types: ['dsync.user.created', 'dsync.user.updated'],
        },
        { kind: 'malformed', error: 'It has no id', count: 1, types: ['dsync.user.created'] },
      ],
    );
    const [largest] = groups.data;
    assert.ok(largest);
    assert.equal(largest.directories, 1);
    assert.equal(largest.last_at, office.rollcall.clock.now().toISOString());
    assert.deepEqual(await ids(`?failure=${largest.failure}`), ['event_3', 'event_4', 'event_5']);
    assert.ok(['event_3', 'event_4', 'event_5'].includes(largest.example.id));

    const paged: string[] = [];
    let cursor: string | null = null;
    do {
      const next: string = cursor === null ? '' : `&cursor=${cursor}`;
      const page = await office.api.expect('EventFailureList', 'GET', `${events}/failures?limit=1${next}`);
      paged.push(...page.data.map(({ failure }) => failure));
      cursor = page.next_cursor;
    } while (cursor !== null);
    assert.deepEqual(
      paged,
      groups.data.map(({ failure }) => failure),
    );
    const hostile = Buffer.from(JSON.stringify(['event-failures', "1'; drop", 'x'])).toString('base64url');
    const beyond = await office.api.expect('EventFailureList', 'GET', `${events}/failures?cursor=${hostile}`);
    assert.deepEqual(beyond.data, []);
  });

  it('are in one group whatever ids, numbers and values their errors have, and keep their code', async () => {
    const same = [
      '23505: Key (email, tenant)=(ada@acme.com, 0198c0de-0000-7000-8000-00000000000a) is taken, row 41 of 7',
      '23505: Key (email, tenant)=(bob@acme.com, 0198c0de-0000-7000-8000-00000000000b) is taken, row 5 of 12',
    ];
    await setAside(...same.map((error, index) => ({ id: `event_${index}`, error })), {
      id: 'event_other',
      error: same[0]?.replace('23505', '23514') ?? '',
    });
    const { data } = await office.api.expect('EventFailureList', 'GET', `${events}/failures`);
    assert.deepEqual(
      data.map(({ error, events: count }) => [error, count]),
      [
        ['23505: Key (email, tenant)=(*) is taken, row # of #', 2],
        ['23514: Key (email, tenant)=(*) is taken, row # of #', 1],
      ],
    );
  });

  it('are found by error, kind, time and text', async () => {
    await setAside({ id: 'event_1', error: '42703: Column missing' });
    const middle = office.rollcall.clock.now().toISOString();
    office.rollcall.clock.advance(1_000);
    await setAside(
      { id: 'event_2', error: '100% wrong_', person: 'directory_user_07' },
      { id: 'event_3', error: 'no id', kind: 'malformed' },
    );
    assert.deepEqual(await ids('?error=column'), ['event_1']);
    // Text, and no pattern.
    assert.deepEqual(await ids(`?error=${encodeURIComponent('0% wrong_')}`), ['event_2']);
    assert.deepEqual(await ids(`?error=${encodeURIComponent('1%g_')}`), []);
    assert.deepEqual(await ids('?kind=malformed'), ['event_3']);
    assert.deepEqual(await ids('?kind=failed'), ['event_1', 'event_2']);
    assert.deepEqual(await ids('?search=USER_07'), ['event_2']);
    assert.deepEqual(await ids('?search=event_3'), ['event_3']);
    assert.deepEqual(await ids(`?since=${middle}&until=${middle}`), []);
    assert.deepEqual(await ids(`?until=${office.rollcall.clock.now().toISOString()}`), ['event_1']);
    await office.api.refused(400, 'invalid_request', 'GET', `${events}?failure=x`);
    await office.api.refused(400, 'invalid_request', 'GET', `${events}?error=%00`);
  });

  it('are tried again together: counted first, those that cannot be read passed over, each once', async () => {
    await setAside(
      { id: 'event_1', error: 'a column is missing' },
      { id: 'event_2', error: 'a column is missing' },
      { id: 'event_3', error: 'no column of ids', kind: 'malformed' },
      { id: 'event_4', error: 'something else' },
    );
    const retry = async (body: object) => {
      const answer = await office.api.expect('EventsRetried', 'POST', `${events}/retry`, { body });
      const { as_of, ...said } = answer;
      assert.equal(as_of, office.rollcall.clock.now().toISOString());
      return said;
    };
    assert.deepEqual(await retry({ error: 'column', dry_run: true }), {
      events: 2,
      malformed: 1,
      dry_run: true,
    });
    assert.deepEqual(await ids('?status=set_aside'), ['event_1', 'event_2', 'event_3', 'event_4']);
    const before = (await latest('event.retried')).length;
    assert.deepEqual(await retry({ error: 'column' }), { events: 2, malformed: 1, dry_run: false });
    await office.rollcall.drain();
    assert.deepEqual(await ids('?status=applied'), ['event_1', 'event_2']);
    assert.deepEqual(await retry({ error: 'column' }), { events: 0, malformed: 1, dry_run: false });

    const records = await latest('event.retried');
    assert.equal(records.length, before + 1);
    assert.deepEqual(records[0]?.event_ids.toSorted(), ['event_1', 'event_2']);
    assert.deepEqual(records[0].after, { status: 'waiting', events: 2, filter: { error: 'column' } });
    assert.deepEqual(await retry({}), { events: 1, malformed: 1, dry_run: false });
  });

  it('are answered as they were counted: what failed since is not among them, whatever moment is named', async () => {
    await setAside({ id: 'event_1' }, { id: 'event_2', kind: 'malformed' });
    const dismissal = { all: true, reason: 'Seen to' };
    const counted = await office.api.expect('EventsDismissed', 'POST', `${events}/dismiss`, {
      body: { ...dismissal, dry_run: true },
    });
    assert.deepEqual([counted.events, counted.malformed], [2, 1]);
    office.rollcall.clock.advance(1_000);
    await setAside({ id: 'event_3' });
    const tried = await office.api.expect('EventsRetried', 'POST', `${events}/retry`, {
      body: { as_of: counted.as_of, limit: 1 },
    });
    assert.deepEqual([tried.events, tried.as_of], [1, counted.as_of]);
    const dismissed = await office.api.expect('EventsDismissed', 'POST', `${events}/dismiss`, {
      body: { ...dismissal, as_of: counted.as_of },
    });
    assert.equal(dismissed.events, 1);
    assert.deepEqual(await ids('?status=set_aside'), ['event_3']);
    // When it was done is no less true for that.
    assert.equal((await show('event_2')).dismissed?.at, office.rollcall.clock.now().toISOString());
    const early = await office.api.expect('EventsDismissed', 'POST', `${events}/dismiss`, {
      body: { ...dismissal, as_of: '2099-01-01T00:00:00Z', dry_run: true },
    });
    assert.equal(early.as_of, office.rollcall.clock.now().toISOString());
    await office.api.refused(400, 'invalid_request', 'POST', `${events}/retry`, { body: { as_of: 'now' } });
  });

  it('are answered so many at a time where that is said, until none is left', async () => {
    await setAside(...Array.from({ length: 5 }, (_, at) => ({ id: `event_${at}` })));
    const retry = { limit: 2 };
    const { events: retried } = await office.api.expect('EventsRetried', 'POST', `${events}/retry`, {
      body: retry,
    });
    assert.equal(retried, 2);
    const dismiss = async () =>
      (
        await office.api.expect('EventsDismissed', 'POST', `${events}/dismiss`, {
          body: { reason: 'Seen to', all: true, limit: 2 },
        })
      ).events;
    assert.deepEqual([await dismiss(), await dismiss(), await dismiss()], [2, 1, 0]);
    assert.equal((await ids('?status=dismissed')).length, 3);
    const [record] = await latest('event.dismissed');
    assert.deepEqual(record?.after, { status: 'dismissed', events: 1, because: 'Seen to', filter: {} });
    for (const limit of [0, 5_001]) {
      await office.api.refused(400, 'invalid_request', 'POST', `${events}/retry`, { body: { limit } });
    }
  });

  it('are dismissed together only where it is said which, and brought back by their status', async () => {
    await setAside(
      { id: 'event_1' },
      { id: 'event_2', kind: 'malformed' },
      { id: 'event_3', type: 'dsync.x' },
    );
    const dismiss = async (body: object) => {
      const asked = { body: { reason: 'A test', ...body } };
      const answer = await office.api.expect('EventsDismissed', 'POST', `${events}/dismiss`, asked);
      return { events: answer.events, dry_run: answer.dry_run };
    };
    const problem = await office.api.refused(400, 'invalid_request', 'POST', `${events}/dismiss`, {
      body: { reason: 'A test' },
    });
    assert.match(problem.detail, /every event/);
    assert.deepEqual(await dismiss({ all: true, dry_run: true }), { events: 3, dry_run: true });
    assert.deepEqual(await dismiss({ type: 'dsync.x' }), { events: 1, dry_run: false });
    assert.deepEqual(await dismiss({ all: true }), { events: 2, dry_run: false });
    assert.deepEqual(await ids('?status=dismissed'), ['event_1', 'event_2', 'event_3']);
    const again = await office.api.expect('EventsRetried', 'POST', `${events}/retry`, {
      body: { status: 'dismissed', type: 'dsync.x' },
    });
    assert.equal(again.events, 1);
    const groups = await office.api.expect('EventFailureList', 'GET', `${events}/failures?status=dismissed`);
    assert.equal(groups.data.length, 2);
  });

  it('are tried again in batches, by two who ask at once, too: each once, with a record of each batch', async () => {
    const now = office.rollcall.clock.now();
    await office.rollcall.database.inTenant(office.tenantId, (trx) =>
      trx.raw(
        `insert into inbox (tenant_id, directory_id, event_id, source, type, occurred_at, received_at, payload,
                            status, attempts, error, finished_at)
         select ?::uuid, ?::uuid, 'event_' || n, 'workos', 'dsync.user.created', ?::timestamptz, ?::timestamptz,
                '{"news": {"kind": "user_seen"}}', 'set_aside', 5, 'no', ?::timestamptz
           from generate_series(1, 5001) n`,
        [office.tenantId, office.directoryId, now, now, now],
      ),
    );
    const known = new Set((await latest('event.retried')).map(({ id }) => id));
    const answers = await Promise.all(
      [1, 2].map(() =>
        office.api.expect('EventsRetried', 'POST', `${events}/retry`, { body: { error: 'no' } }),
      ),
    );
    assert.equal(
      answers.reduce((sum, answer) => sum + answer.events, 0),
      5001,
    );
    const records = (await latest('event.retried')).filter(({ id }) => !known.has(id));
    assert.deepEqual(records.map(({ after, event_ids }) => [after?.['events'], event_ids.length]).sort(), [
      [1, 1],
      [5000, 0],
    ]);
    assert.equal((await ids('?status=set_aside&limit=1')).length, 0);
  });

  it('change nothing newer when they are applied at last', async () => {
    await setAside({ id: 'event_old', person: 'someone', at: '2026-01-10T08:00:00.000Z' });
    await setAside({ id: 'event_new', person: 'someone', at: '2026-01-10T09:00:00.000Z' });
    await office.api.expect('Event', 'POST', `${events}/event_new/retry`);
    await office.rollcall.drain();
    await office.api.expect('EventsRetried', 'POST', `${events}/retry`, { body: {} });
    await office.rollcall.drain();
    assert.deepEqual(await ids('?status=superseded'), ['event_old']);
    const { data } = await office.api.expect('UserList', 'GET', '/tenants/acme/users?email=someone@acme.com');
    assert.deepEqual(
      data.map(({ given_name }) => given_name),
      ['event_new'],
    );
  });

  it('of a person are found by the account, whatever became of them', async () => {
    const { person, user } = await office.hire('zoe');
    await office.hire('yan');
    const [updated] = office.idp.update(person, { lastName: 'Waits' });
    assert.ok(updated);
    await office.rollcall.post(updated);
    await setAside({ id: 'event_theirs', person: person.id });
    const found = await office.api.expect('EventList', 'GET', `${events}?user_id=${user.id}`);
    assert.deepEqual(
      new Set(found.data.map(({ status }: Event) => status)),
      new Set(['applied', 'waiting', 'set_aside']),
    );
    assert.equal(found.data.length, 3);
    assert.deepEqual(await ids(`?user_id=${office.tenantId}`), []);
    const retried = await office.api.expect('EventsRetried', 'POST', `${events}/retry`, {
      body: { user_id: user.id },
    });
    assert.equal(retried.events, 1);
  });

  it('are another tenant’s neither to see nor to answer', async () => {
    const { tenantId } = await office.rollcall.createTenant('globex', 'directory_globex');
    await setAside({ id: 'event_1' });
    const theirs = await office.api.expect('EventsRetried', 'POST', '/tenants/globex/events/retry', {
      body: {},
    });
    assert.equal(theirs.events, 0);
    const groups = await office.api.expect('EventFailureList', 'GET', '/tenants/globex/events/failures');
    assert.deepEqual(groups.data, []);
    assert.deepEqual(await ids('?status=set_aside'), ['event_1']);
    assert.ok(tenantId);
  });
});

describe('unclaimed events, over HTTP', () => {
  let office: Office;

  before(async () => {
    office = await openOffice();
  });
  after(() => office.stop());

  const arrive = (id: string, directory: string) =>
    office.rollcall.post({
      id,
      event: 'dsync.user.created',
      created_at: office.rollcall.clock.now().toISOString(),
      data: { id: `u_${id}`, directory_id: directory, state: 'active', email: 'nobody@nowhere.example' },
    });
  const listed = async (query = '') =>
    (await office.api.expect('UnclaimedEventList', 'GET', `/unclaimed-events${query}`)).data;

  it('are listed without what they say, and removed once they are old, for operators only', async () => {
    await arrive('event_1', 'directory_stray');
    await arrive('event_2', 'directory_other');
    office.rollcall.clock.advance(1_000);
    const later = office.rollcall.clock.now().toISOString();
    await arrive('event_3', 'directory_stray');
    const all = await listed();
    assert.deepEqual(
      all.map(({ id, directory_key }) => [id, directory_key]),
      [
        ['event_2', 'directory_other'],
        ['event_1', 'directory_stray'],
        ['event_3', 'directory_stray'],
      ],
    );
    assert.doesNotMatch(JSON.stringify(all), /nowhere/);
    assert.equal((await listed('?directory_key=directory_stray')).length, 2);
    assert.equal((await listed(`?since=${later}`)).length, 1);
    const first = await office.api.expect('UnclaimedEventList', 'GET', '/unclaimed-events?limit=2');
    assert.deepEqual(
      (await listed(`?limit=2&cursor=${first.next_cursor ?? ''}`)).map(({ id }) => id),
      ['event_3'],
    );

    const purge = (body: object) =>
      office.api.expect('UnclaimedEventsPurged', 'POST', '/unclaimed-events/purge', { body });
    const stray = { received_before: later, directory_key: 'directory_stray' };
    assert.deepEqual(await purge({ ...stray, dry_run: true }), { events: 1, dry_run: true });
    assert.deepEqual(await purge(stray), { events: 1, dry_run: false });
    assert.deepEqual(await purge(stray), { events: 0, dry_run: false });
    assert.deepEqual(
      (await listed()).map(({ id }) => id),
      ['event_2', 'event_3'],
    );
    await office.api.refused(400, 'invalid_request', 'POST', '/unclaimed-events/purge', { body: {} });

    const { token } = await office.api.expect('TokenOnce', 'POST', '/tokens', {
      body: { name: 'theirs', scopes: ['*'], tenant: 'acme' },
    });
    const bound = office.api.as(token);
    await bound.refused(403, 'forbidden', 'GET', '/unclaimed-events');
    await bound.refused(403, 'forbidden', 'POST', '/unclaimed-events/purge', { body: stray });
  });

  it('of a directory that is claimed by now are left for the tenant', async () => {
    await arrive('event_9', 'directory_claimed');
    await office.rollcall.createTenant('initech', 'directory_claimed');
    const until = new Date(office.rollcall.clock.now().getTime() + 1_000).toISOString();
    const purged = await office.api.expect('UnclaimedEventsPurged', 'POST', '/unclaimed-events/purge', {
      body: { received_before: until, directory_key: 'directory_claimed' },
    });
    assert.equal(purged.events, 0);
    await office.rollcall.drain();
    const { data } = await office.api.expect('EventList', 'GET', '/tenants/initech/events');
    assert.deepEqual(
      data.map(({ id, status }) => [id, status]),
      [['event_9', 'applied']],
    );
  });
});
