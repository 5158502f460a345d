import assert from 'node:assert/strict';
import { openOffice, type Office } from '../support/office.ts';

describe('events over HTTP', () => {
  let office: Office;
  const events = '/tenants/acme/events';

  beforeEach(async () => {
    office = await openOffice();
  });
  afterEach(() => office.stop());

  const ids = async (query: string) =>
    (await office.api.expect('EventList', 'GET', `${events}${query}`)).data.map(({ id }) => id);

  it('are listed with what became of them, the newest first unless told', async () => {
    const { person, events: hired } = office.idp.hire({
      email: 'ada@acme.com',
      firstName: 'Ada',
      lastName: 'L',
      attributes: { password: 'hunter2' },
    });
    await office.tell(hired);
    office.rollcall.clock.advance(1000);
    const late = office.rollcall.clock.now().toISOString();
    const unknown = {
      id: 'event_unknown',
      event: 'dsync.something.new',
      data: { directory_id: 'directory_acme' },
      created_at: late,
    };
    await office.rollcall.post(unknown);
    office.rollcall.clock.advance(1000);
    const [updated] = office.idp.update(person, { lastName: 'M' });
    assert.ok(updated);
    await office.rollcall.post(updated);

    const { data } = await office.api.expect('EventList', 'GET', events);
    assert.deepEqual(
      data.map(({ id, type, status }) => ({ id, type, status })),
      [
        { id: updated.id, type: 'dsync.user.updated', status: 'waiting' },
        { id: 'event_unknown', type: 'dsync.something.new', status: 'ignored' },
        { id: hired[0]?.id, type: 'dsync.user.created', status: 'applied' },
      ],
    );
    assert.doesNotMatch(JSON.stringify(data), /hunter2/);
    assert.deepEqual(await ids('?order=asc'), [hired[0]?.id, 'event_unknown', updated.id]);
    assert.deepEqual(await ids('?status=waiting'), [updated.id]);
    assert.deepEqual(await ids('?type=dsync.something.new'), ['event_unknown']);
    assert.deepEqual(await ids(`?since=${late}`), [updated.id, 'event_unknown']);
    assert.deepEqual(await ids(`?directory_id=${office.tenantId}`), []);
    assert.equal((await ids(`?directory_id=${office.directoryId}`)).length, 3);
    await office.api.refused(400, 'invalid_request', 'GET', `${events}?status=lost`);
    await office.api.refused(400, 'invalid_request', 'GET', `${events}?since=yesterday`);

    const shown = await office.api.expect('Event', 'GET', `${events}/event_unknown`);
    assert.deepEqual(shown, data[1]);
    await office.api.refused(404, 'not_found', 'GET', `${events}/event_nobody`);
  });

  const setAside = (directoryId: string, eventId: string, kind: string) =>
    office.rollcall.database.inTenant(office.tenantId, (trx) =>
      trx.raw(
        `insert into inbox (tenant_id, directory_id, event_id, source, type, occurred_at, received_at, payload,
                            status, attempts, error, finished_at)
         values (?, ?, ?, 'workos', 'dsync.user.created', ?, ?, ?::jsonb, 'set_aside', 5, '22P02: no', ?)`,
        [
          office.tenantId,
          directoryId,
          eventId,
          new Date('2026-01-10T08:00:01Z'),
          office.rollcall.clock.now(),
          JSON.stringify({
            id: eventId,
            source: 'workos',
            type: 'dsync.user.created',
            occurredAt: '2026-01-10T08:00:01.000Z',
            news:
              kind === 'malformed'
                ? { kind, problem: 'no id', raw: {} }
                : {
                    kind,
                    person: { sourceId: 'u1' },
                    active: true,
                    resource: { emails: [{ value: 'u1@acme.com' }] },
                  },
          }),
          office.rollcall.clock.now(),
        ],
      ),
    );

  it('that were set aside are tried again when someone asks', async () => {
    await setAside(office.directoryId, 'event_aside', 'user_seen');
    assert.deepEqual(await ids('?status=set_aside'), ['event_aside']);
    const retried = await office.api.expect('Event', 'POST', `${events}/event_aside/retry`);
    assert.deepEqual(
      {
        status: retried.status,
        attempts: retried.attempts,
        error: retried.error,
        finished_at: retried.finished_at,
      },
      { status: 'waiting', attempts: 0, error: null, finished_at: null },
    );
    await office.rollcall.drain();
    assert.equal((await office.api.expect('Event', 'GET', `${events}/event_aside`)).status, 'applied');
    const { data } = await office.api.expect('UserList', 'GET', '/tenants/acme/users?email=u1@acme.com');
    assert.equal(data.length, 1);
    await office.api.refused(409, 'conflict', 'POST', `${events}/event_aside/retry`);
  });

  it('that cannot be read are not tried again', async () => {
    await setAside(office.directoryId, 'event_garbage', 'malformed');
    const problem = await office.api.refused(409, 'conflict', 'POST', `${events}/event_garbage/retry`);
    assert.match(problem.detail, /cannot be read/);
  });

  it('of one id in two directories are told apart by the directory', async () => {
    const other = await office.api.expect('DirectoryDetail', 'POST', '/tenants/acme/directories', {
      body: { source: 'workos' },
    });
    await setAside(office.directoryId, 'event_twin', 'user_seen');
    await setAside(other.id, 'event_twin', 'user_seen');
    const problem = await office.api.refused(409, 'conflict', 'GET', `${events}/event_twin`);
    assert.deepEqual(new Set(problem['directory_ids'] as string[]), new Set([office.directoryId, other.id]));
    await office.api.refused(409, 'conflict', 'POST', `${events}/event_twin/retry`);
    const one = await office.api.expect(
      'Event',
      'POST',
      `${events}/event_twin/retry?directory_id=${other.id}`,
    );
    assert.equal(one.directory_id, other.id);
    assert.deepEqual(await ids('?status=set_aside'), ['event_twin']);
  });
});
