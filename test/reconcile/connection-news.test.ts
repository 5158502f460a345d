import assert from 'node:assert/strict';
import type { WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import type { DirectoryDetail } from '../../src/generated/api.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

describe('News of the connection', () => {
  let rollcall: TestRollcall;
  let company: Company;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    company = await foundCompany(rollcall);
  });

  const directory = (): Promise<DirectoryDetail> =>
    company.api.expect(
      'DirectoryDetail',
      'GET',
      `/tenants/${company.slug}/directories/${company.directoryId}`,
    );
  let count = 0;
  const event = (type: string, data: Record<string, unknown>, createdAt?: string): WorkosEvent => {
    count += 1;
    return {
      id: `event_connection_${count}`,
      event: type,
      created_at: createdAt ?? new Date(rollcall.clock.now().getTime() + count).toISOString(),
      context: {},
      data,
    };
  };

  it('an activation says what the connection is, and a validating one or one with bad credentials so too', async () => {
    for (const [state, shown] of [
      ['active', 'active'],
      ['validating', 'validating'],
      ['invalid_credentials', 'invalid_credentials'],
      ['linked', 'active'],
    ]) {
      const data = {
        object: 'directory',
        id: company.idp.directoryId,
        state,
        type: 'okta scim v2.0',
        name: 'Acme Okta',
        organization_id: 'org_1',
      };
      await company.tell([event('dsync.activated', data)]);
      const seen = await directory();
      assert.equal(seen.upstream_state, shown);
      assert.equal(seen.name, 'Acme Okta');
      assert.equal(seen.organization_id, 'org_1');
    }
  });

  it('dsync.deleted touches nobody, and says so', async () => {
    const ada = await company.hire('ada', { groups: ['staff'] });
    const session = await company.openSession((await company.userOf(ada)).id);
    const before = await company.users();
    const deleted = event('dsync.deleted', {
      object: 'directory',
      id: company.idp.directoryId,
      state: 'deleting',
      type: 'okta scim v2.0',
    });
    await company.tell([deleted]);
    assert.deepEqual(await company.users(), before);
    assert.equal((await directory()).upstream_state, 'deleted');
    const [record] = await company.records('&action=directory.deleted_upstream');
    assert.deepEqual(record?.event_ids, [deleted.id]);
    assert.match(record.reason, /Nobody was touched/);
    const access = await company.api.expect('AccessAnswer', 'POST', '/access-checks', {
      body: { tenant: company.slug, user_id: session.user_id, session_id: session.id },
    });
    assert.equal(access.allowed, true);
  });

  it('a legacy dsync.deactivated touches nobody either', async () => {
    await company.hire('ada');
    const before = await company.users();
    await company.tell([event('dsync.deactivated', { object: 'directory', id: company.idp.directoryId })]);
    assert.deepEqual(await company.users(), before);
    assert.equal((await directory()).upstream_state, 'inactive');
  });

  it('the later news counts, whichever comes first', async () => {
    const data = { object: 'directory', id: company.idp.directoryId };
    const activated = event('dsync.activated', { ...data, state: 'active' }, '2026-01-12T08:00:00.000Z');
    const deleted = event('dsync.deleted', data, '2026-01-12T09:00:00.000Z');
    await company.tellEach([deleted, activated]);
    assert.equal((await directory()).upstream_state, 'deleted');
    assert.equal((await company.events()).get(activated.id)?.status, 'superseded');
  });
});

describe('News that Rollcall cannot use', () => {
  let rollcall: TestRollcall;
  let company: Company;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    company = await foundCompany(rollcall);
  });

  it('an unknown event is recorded as ignored, with a sentence', async () => {
    const data = { directory_id: company.idp.directoryId, id: 'x' };
    const types = ['dsync.user.frobnicated', 'dsync.token.created', 'dsync.token.revoked', 'user.created'];
    for (const type of types) {
      const answer = await rollcall.post({ id: `event_${type}`, event: type, data });
      assert.equal(answer['event_status'], 'ignored', type);
    }
    await rollcall.drain();
    const events = await company.events();
    for (const type of types) {
      const event = events.get(`event_${type}`);
      assert.equal(event?.status, 'ignored');
      assert.equal(event.type, type);
      assert.ok((event.error ?? '').length > 10, 'no sentence');
      assert.notEqual(event.finished_at, null);
    }
    assert.deepEqual(await company.users(), []);
  });

  it('malformed news is set aside with its problem, and the next event goes through', async () => {
    const [good] = company.idp.hire({
      email: 'a@acme.com',
      firstName: 'A',
      lastName: 'B',
      attributes: {},
    }).events;
    assert.ok(good);
    const directoryId = company.idp.directoryId;
    const broken: [string, Record<string, unknown>, RegExp][] = [
      ['no state', { ...good, data: { ...good.data, state: undefined } }, /data\.state/],
      ['state is a number', { ...good, data: { ...good.data, state: 1 } }, /data\.state/],
      ['no id', { ...good, data: { ...good.data, id: '' } }, /data\.id/],
      ['id is a list', { ...good, data: { ...good.data, id: ['x'] } }, /data\.id/],
      ['idp_id is an object', { ...good, data: { ...good.data, idp_id: {} } }, /data\.idp_id/],
      ['times that are none', { ...good, created_at: 'noon', data: { ...good.data, updated_at: 7 } }, /time/],
      [
        'two directories',
        {
          ...good,
          event: 'dsync.group.user_added',
          data: {
            directory_id: directoryId,
            user: { ...good.data, directory_id: 'directory_other' },
            group: {},
          },
        },
        /more than one directory/,
      ],
      [
        'no user',
        { ...good, event: 'dsync.group.user_added', data: { directory_id: directoryId, group: { id: 'g' } } },
        /data\.user/,
      ],
      [
        'no group',
        { ...good, event: 'dsync.group.user_removed', data: { directory_id: directoryId, user: good.data } },
        /data\.group/,
      ],
    ];
    for (const [id, event] of broken) {
      const answer = await rollcall.post({ ...event, id });
      assert.equal(answer['event_status'], 'set_aside', id);
    }
    await company.tell([good]);
    const events = await company.events();
    for (const [id, , problem] of broken) {
      assert.equal(events.get(id)?.status, 'set_aside', id);
      assert.match(events.get(id)?.error ?? '', problem, id);
    }
    assert.equal((await company.users()).length, 1);
    const shown = await company.api.expect(
      'EventList',
      'GET',
      `/tenants/${company.slug}/events?status=set_aside`,
    );
    assert.equal(shown.data.length, broken.length);
  });

  it('bodies that are JSON and no event are kept, and belong to nobody', async () => {
    for (const body of [[], [1, 2], 'text', 7, null, {}, { data: [] }, { event: {} }]) {
      const answer = await rollcall.post(body as unknown as Record<string, unknown>);
      assert.equal(answer['event_status'], 'unclaimed', JSON.stringify(body));
    }
    const { data } = await company.api.expect('UnclaimedDirectoryList', 'GET', '/unclaimed-directories');
    assert.deepEqual(
      data.map(({ directory_key, events }) => [directory_key, events]),
      [['', 8]],
    );
  });
});
