import assert from 'node:assert/strict';
import { Client } from 'pg';
import { openOffice, type Account, type Office } from '../support/office.ts';
import { superuserUrl } from '../support/test-server.ts';

describe('audit records over HTTP', () => {
  let office: Office;
  let ada: Account;
  const records = '/tenants/acme/audit-records';

  beforeEach(async () => {
    office = await openOffice();
    ada = await office.hire('ada', ['members']);
  });
  afterEach(() => office.stop());

  const actions = async (query: string) =>
    (await office.api.expect('AuditRecordList', 'GET', `${records}${query}`)).data.map(
      ({ action }) => action,
    );

  it('say who changed what and why, and are sealed into the chain', async () => {
    await office.hire('zoe', ['admins']);
    office.rollcall.clock.advance(1000);
    const since = office.rollcall.clock.now().toISOString();
    const admins = office.idp.groups.find(({ name }) => name === 'admins');
    assert.ok(admins);
    const joined = office.idp.join(ada.person, admins);
    await office.tell(joined);

    const { data } = await office.api.expect(
      'AuditRecordList',
      'GET',
      `${records}?user_id=${ada.user.id}&since=${since}`,
    );
    const changed = data.find(({ action }) => action === 'role.changed');
    assert.ok(changed, JSON.stringify(data));
    assert.deepEqual(changed.actor, { kind: 'directory', id: office.directoryId });
    assert.equal(changed.reason, 'Role changed from member to admin: joined the group admins');
    assert.deepEqual(changed.event_ids, [joined[0]?.id]);
    assert.equal(changed.policy_version, 1);
    assert.equal(changed.at, since);
    assert.equal(changed.sealed, true);
    assert.match(changed.hash ?? '', /^[0-9a-f]{64}$/);

    const all = await office.api.expect('AuditRecordList', 'GET', `${records}?order=asc&limit=200`);
    const bySequence = all.data.toSorted((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0));
    assert.equal(bySequence[0]?.previous_hash, null);
    for (const [place, record] of bySequence.entries()) {
      assert.equal(record.sequence, place + 1);
      if (place > 0) assert.equal(record.previous_hash, bySequence[place - 1]?.hash);
    }
  });

  it('are found by user, action and time', async () => {
    const everything = await actions('?limit=200');
    assert.ok(everything.includes('policy.activated') && everything.includes('directory.created'));
    assert.deepEqual(await actions('?action=directory.created'), ['directory.created']);
    assert.ok(
      (await actions(`?user_id=${ada.user.id}`)).every((action) => /^(user|role|workspace)\./.test(action)),
    );
    assert.deepEqual(await actions(`?user_id=${office.tenantId}`), []);
    assert.deepEqual(await actions('?since=2099-01-01T00:00:00Z'), []);
    assert.deepEqual(await actions('?until=2020-01-01T00:00:00Z'), []);
    assert.deepEqual(await actions('?limit=200&until=2099-01-01T00:00:00Z'), everything);
    const never = '?since=2026-02-30T00:00:00Z';
    await office.api.refused(400, 'invalid_request', 'GET', `${records}${never}`);
    assert.deepEqual(await actions('?limit=200&order=asc'), everything.toReversed());
  });

  it('name the person as they are called now', async () => {
    const { data } = await office.api.expect('AuditRecordList', 'GET', `${records}?limit=200`);
    for (const { user_id: userId, user_name: name } of data) {
      assert.equal(name, userId === ada.user.id ? 'ada Example' : null);
    }
    assert.ok(data.some(({ user_name: name }) => name === 'ada Example'));
  });

  it('that are not sealed yet say so, and by which token they came', async () => {
    await office.api.expect('UserDetail', 'POST', '/tenants/acme/users', { body: { external_id: 'x' } });
    const { data } = await office.api.expect('AuditRecordList', 'GET', `${records}?limit=1`);
    assert.deepEqual([data[0]?.actor.kind, data[0]?.actor_name], ['api_token', 'operator']);
    assert.deepEqual(
      data.map(({ action, sealed, sequence, hash, previous_hash }) => ({
        action,
        sealed,
        sequence,
        hash,
        previous_hash,
      })),
      [{ action: 'user.provisioned', sealed: false, sequence: null, hash: null, previous_hash: null }],
    );
    const report = await office.api.expect('ChainReport', 'GET', `${records}/verify`);
    assert.equal(report.intact, true);
    assert.equal(report.unsealed, 1);
  });

  it('that were changed behind our back are found, and the report says which', async () => {
    const before = await office.api.expect('ChainReport', 'GET', `${records}/verify`);
    assert.deepEqual(
      { intact: before.intact, problem: before.problem, at: before.at },
      { intact: true, problem: null, at: null },
    );
    const { data } = await office.api.expect('AuditRecordList', 'GET', `${records}?action=user.provisioned`);
    const [target] = data;
    assert.ok(target);
    const client = new Client(await superuserUrl(office.rollcall.databaseUrl));
    await client.connect();
    try {
      await client.query(`update audit_records set reason = 'Nothing to see here' where id = $1`, [
        target.id,
      ]);
    } finally {
      await client.end();
    }
    const after = await office.api.expect('ChainReport', 'GET', `${records}/verify`);
    assert.equal(after.intact, false);
    assert.match(after.problem ?? '', /changed/);
    assert.deepEqual(after.at, { id: target.id, sequence: target.sequence });
  });
});
