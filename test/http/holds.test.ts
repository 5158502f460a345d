import assert from 'node:assert/strict';
import type { HoldPerson } from '../../src/generated/api.ts';
import type { ApiClient } from '../support/api-client.ts';
import { insertHold, type HoldRows } from '../support/held-rows.ts';
import { openOffice, type Office } from '../support/office.ts';

const nobodysId = '0198c0de-0000-7000-8000-000000000000';

const leaves = (userId: string) => [
  {
    action: 'user.deactivated',
    user_id: userId,
    before: null,
    after: null,
    reason: 'Left',
    event_ids: ['e'],
  },
  { action: 'session.revoked', user_id: userId, before: null, after: null, reason: 'Left', event_ids: ['e'] },
];

describe('what holds show', () => {
  let office: Office;
  let ada: string;

  before(async () => {
    office = await openOffice();
    ada = await register('ada@acme.com', 'Ada Lovelace');
  });
  after(() => office.stop());

  async function register(email: string, name: string): Promise<string> {
    const body = { email, display_name: name };
    return (await office.api.expect('UserDetail', 'POST', '/tenants/acme/users', { body })).id;
  }
  const put = (rows: HoldRows) =>
    insertHold(office.rollcall.database, office.tenantId, rows, office.rollcall.clock.now());
  const show = (id: string) => office.api.expect('Hold', 'GET', `/tenants/acme/holds/${id}`);
  const list = async (query = '') =>
    (await office.api.expect('HoldList', 'GET', `/tenants/acme/holds?limit=200${query}`)).data;
  async function peopleOf(id: string, limit = 50): Promise<HoldPerson[]> {
    const people: HoldPerson[] = [];
    let more = '';
    do {
      const path = `/tenants/acme/holds/${id}/people?limit=${limit}${more}`;
      const page = await office.api.expect('HoldPersonList', 'GET', path);
      assert.ok(page.data.length <= limit);
      people.push(...page.data);
      more = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`;
    } while (more !== '');
    return people;
  }

  it('of a hold about one person are their ids and changes', async () => {
    const now = office.rollcall.clock.now();
    const due = new Date(now.getTime() + 86_400_000);
    const { id, people } = await put({
      kind: 'sole_admin',
      reason: 'The last one',
      answerDueAt: due,
      people: [{ userId: ada, changes: leaves(ada) }],
    });
    assert.deepEqual(await show(id), {
      id,
      kind: 'sole_admin',
      status: 'open',
      reason: 'The last one',
      people: 1,
      actions: { 'user.deactivated': 1, 'session.revoked': 1 },
      user_id: ada,
      directory_user_id: people[0],
      changes: leaves(ada),
      revision: 3,
      policy_version: 1,
      opened_at: now.toISOString(),
      answer_due_at: due.toISOString(),
      resolved_at: null,
      resolved_by: null,
      resolution: null,
    });
    assert.deepEqual(
      (await list()).find((hold) => hold.id === id),
      await show(id),
    );
  });

  it('of a hold about many are counts, and a list of people to page through', async () => {
    const { id, people } = await put({
      kind: 'deactivations',
      people: Array.from({ length: 23 }, () => ({ changes: leaves(nobodysId) })),
    });
    const hold = await show(id);
    assert.deepEqual(
      [hold.people, hold.actions, hold.user_id, hold.directory_user_id, hold.changes],
      [23, { 'user.deactivated': 23, 'session.revoked': 23 }, null, null, []],
    );
    const paged = await peopleOf(id, 5);
    assert.deepEqual(
      paged.map((person) => person.directory_user_id),
      people.toSorted(),
    );
    assert.deepEqual(await peopleOf(id), paged);
    assert.deepEqual(paged[0]?.changes, leaves(nobodysId));
  });

  it('people are called as their account is, and who has none as the directory calls them', async () => {
    const { id } = await put({
      kind: 'ambiguous_match',
      people: [
        { userId: ada, resource: { displayName: 'Countess', emails: [{ value: 'countess@acme.com' }] } },
        {
          resource: {
            name: { givenName: 'Ben', familyName: 'Bolt' },
            emails: [{ value: 'home@acme.com' }, { value: 'ben@acme.com', primary: true }],
          },
        },
        { resource: { userName: 'no name' } },
      ],
    });
    const people = await peopleOf(id);
    assert.deepEqual(
      people.map(({ user_id, display_name, email }) => [user_id, display_name, email]),
      [
        [ada, 'Ada Lovelace', 'ada@acme.com'],
        [null, 'Ben Bolt', 'ben@acme.com'],
        [null, null, null],
      ],
    );
  });

  it('leave out who had dropped out before the answer, and keep who was told something new after it', async () => {
    const person = (status: HoldPerson['status']) => ({ status, changes: leaves(nobodysId) });
    const open = await put({ kind: 'admin_grants', people: [person('open'), person('expired')] });
    const approved = await put({
      kind: 'deactivations',
      status: 'approved',
      people: [person('approved'), person('approved'), person('expired')],
    });
    const rejected = await put({
      kind: 'emptied_group',
      status: 'rejected',
      people: [person('rejected'), person('lapsed'), person('expired')],
    });
    const counts = [];
    for (const { id } of [open, approved, rejected]) {
      const { people, actions } = await show(id);
      counts.push([people, actions['user.deactivated']]);
      assert.deepEqual((await peopleOf(id)).length, id === open.id ? 2 : 3);
    }
    assert.deepEqual(counts, [
      [1, 1],
      [2, 2],
      [2, 2],
    ]);
    const hold = await show(approved.id);
    assert.deepEqual(hold.resolved_by, { kind: 'operator', id: 'test' });
    assert.equal(hold.resolution, 'Said so');
    assert.equal(hold.resolved_at, office.rollcall.clock.now().toISOString());
  });

  it('the time at which the policy answers is that of an open hold only', async () => {
    const due = office.rollcall.clock.now();
    const { id } = await put({ kind: 'deactivations', status: 'rejected', answerDueAt: due, people: [{}] });
    assert.equal((await show(id)).answer_due_at, null);
  });

  it('can be asked for by status and by kind', async () => {
    const kinds = async (query: string) => new Set((await list(query)).map(({ kind }) => kind));
    const statuses = async (query: string) => new Set((await list(query)).map(({ status }) => status));
    assert.deepEqual(await kinds('&kind=admin_grants'), new Set(['admin_grants']));
    assert.deepEqual(await statuses('&status=open'), new Set(['open']));
    assert.deepEqual(await statuses('&status=rejected'), new Set(['rejected']));
    assert.deepEqual(
      (await list('&status=rejected&kind=emptied_group')).map(({ kind, status }) => `${kind} ${status}`),
      ['emptied_group rejected'],
    );
    assert.deepEqual(await list('&status=expired'), []);
    for (const query of ['kind=surge', 'status=lapsed', 'about=ada']) {
      await office.api.refused(400, 'invalid_request', 'GET', `/tenants/acme/holds?${query}`);
    }
  });

  it('an id that is none, or of no hold, is not found, whatever is asked of it', async () => {
    for (const id of [nobodysId, ada, 'x', 'a\0b', "'; drop table holds; --", '0'.repeat(5_000)]) {
      const place = `/tenants/acme/holds/${encodeURIComponent(id)}`;
      await office.api.refused(404, 'not_found', 'GET', place);
      await office.api.refused(404, 'not_found', 'GET', `${place}/people`);
    }
  });

  it('a cursor of one list does not fit another', async () => {
    const { id } = await put({ kind: 'deactivations', people: [{}, {}] });
    const { next_cursor } = await office.api.expect(
      'HoldPersonList',
      'GET',
      `/tenants/acme/holds/${id}/people?limit=1`,
    );
    assert.ok(next_cursor);
    await office.api.refused(400, 'invalid_request', 'GET', `/tenants/acme/holds?cursor=${next_cursor}`);
  });

  it('of one tenant are not those of another', async () => {
    const { id, people } = await put({
      kind: 'deactivations',
      reason: 'Only ours',
      people: [{ userId: ada }],
    });
    await office.rollcall.createTenant('initech', 'directory_initech');
    const { token } = await office.api.expect('TokenOnce', 'POST', '/tokens', {
      body: { name: 'stranger', scopes: ['*'], tenant: 'initech' },
    });
    const stranger: ApiClient = office.api.as(token);
    for (const [client, tenant] of [
      [stranger, 'acme'],
      [stranger, 'initech'],
      [office.api, 'initech'],
    ] as const) {
      for (const path of ['', '/people']) {
        await client.refused(404, 'not_found', 'GET', `/tenants/${tenant}/holds/${id}${path}`);
      }
      for (const verdict of ['approve', 'reject']) {
        const ask = { body: {} };
        await client.refused(404, 'not_found', 'POST', `/tenants/${tenant}/holds/${id}/${verdict}`, ask);
      }
    }
    const listed = JSON.stringify(await stranger.expect('HoldList', 'GET', '/tenants/initech/holds'));
    for (const secret of [id, ...people, ada, 'Only ours']) assert.ok(!listed.includes(secret));
    assert.equal((await show(id)).status, 'open');
  });
});
