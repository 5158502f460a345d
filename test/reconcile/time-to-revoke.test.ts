import assert from 'node:assert/strict';
import type { WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import type { AuditRecord } from '../../src/generated/api.ts';
import { day, hireLeaver, type Leaver } from '../support/leaver.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { newUser, patchOf, scimTenant } from '../support/scim-client.ts';

const policy = (deactivation: string) => `
groups:
  match_by: name
  default_role: member
  map: [ { name: admins, role: admin } ]
deactivation: { ${deactivation} }
`;
const immediate = 'mode: immediate, retain_data: forever';

describe('The time to revoke', () => {
  let rollcall: TestRollcall;

  beforeEach(async () => {
    rollcall = await startRollcall();
  });
  afterEach(() => rollcall.stop());

  const measured = (record: AuditRecord | undefined): unknown => record?.after?.['time_to_revoke'];
  const post = async (events: WorkosEvent[]): Promise<void> => {
    for (const event of events) await rollcall.post(event);
  };
  const deactivationOf = async (ada: Leaver) =>
    (await ada.history()).find(({ action }) => action === 'user.deactivated');
  /** Sum and count of the metric, by where it counts from. */
  async function metric(): Promise<Record<string, string>> {
    const lines = (await rollcall.service.metrics.registry.metrics()).split('\n');
    const own = lines.filter((line) => /^rollcall_time_to_revoke_seconds_(sum|count)\{/.test(line));
    return Object.fromEntries(
      own.map((line) => {
        const [name = '', value = ''] = line.replace('rollcall_time_to_revoke_seconds_', '').split(' ');
        return [name, value];
      }),
    );
  }

  it('of a webhook is from the event’s own time and from its receipt, in the audit log and as a metric', async () => {
    const ada = await hireLeaver(rollcall, policy(immediate));
    const [event] = ada.company.idp.deactivate(ada.person);
    assert.ok(event);
    const { updated_at } = event.data as { updated_at: string };
    await post([event]);
    const receivedAt = rollcall.clock.now().getTime();
    rollcall.clock.advance(1_500);
    await rollcall.drain();
    const fromEvent = receivedAt + 1_500 - new Date(updated_at).getTime();
    assert.deepEqual(measured(await deactivationOf(ada)), {
      from_event_ms: fromEvent,
      from_receipt_ms: 1_500,
    });
    assert.deepEqual(await metric(), {
      'sum{from="event"}': String(fromEvent / 1_000),
      'count{from="event"}': '1',
      'sum{from="receipt"}': '1.5',
      'count{from="receipt"}': '1',
    });
  });

  it('is counted once for each who leaves, by the first news of it', async () => {
    const ada = await hireLeaver(rollcall, policy(immediate));
    const ben = await ada.company.hire('ben');
    await post([...ada.company.idp.deactivate(ada.person), ...ada.company.idp.remove(ben)]);
    rollcall.clock.advance(2_000);
    await rollcall.drain();
    rollcall.clock.advance(60_000);
    await ada.company.tell(ada.company.idp.remove(ada.person));
    const { 'count{from="receipt"}': count, 'sum{from="receipt"}': sum } = await metric();
    assert.deepEqual([count, sum], ['2', '4']);
  });

  it('of somebody who was held is from the news of it, until they are let go', async () => {
    const held =
      'sole_admin: { action: block }\nguards: { deactivations: { percent: 1, at_least: 1, within: 1h } }';
    const ada = await hireLeaver(rollcall, `${policy(immediate)}${held}`);
    const [event] = ada.company.idp.deactivate(ada.person);
    assert.ok(event);
    const { updated_at } = event.data as { updated_at: string };
    await post([event]);
    const receivedAt = rollcall.clock.now().getTime();
    rollcall.clock.advance(1_500);
    await rollcall.drain();
    assert.equal(await deactivationOf(ada), undefined);
    const [hold] = await ada.company.holds();
    rollcall.clock.advance(day);
    await ada.company.api.expect(
      'Hold',
      'POST',
      `/tenants/${ada.company.slug}/holds/${hold?.id ?? ''}/approve`,
      {
        body: {},
      },
    );
    assert.deepEqual(measured(await deactivationOf(ada)), {
      from_event_ms: receivedAt + 1_500 + day - new Date(updated_at).getTime(),
      from_receipt_ms: 1_500 + day,
    });
  });

  it('of a SCIM request is from the request', async () => {
    const scim = await scimTenant(rollcall, { policy: policy(immediate) });
    const { id } = await scim.expect(201, 'POST', '/Users', newUser('ada@acme.com', { externalId: 'ada' }));
    await scim.expect(201, 'POST', '/Users', newUser('ben@acme.com', { externalId: 'ben' }));
    rollcall.clock.advance(60_000);
    await scim.expect(200, 'PATCH', `/Users/${id}`, patchOf({ op: 'replace', path: 'active', value: false }));
    const user = await scim.userOf('ada');
    const [record] = await scim.records(`&user_id=${user?.id ?? ''}&action=user.deactivated`);
    assert.deepEqual(measured(record), { from_event_ms: 0, from_receipt_ms: 0 });
    assert.equal((await metric())['count{from="event"}'], '1');
  });

  it('is never negative, however far the clock of the source is ahead', async () => {
    const ada = await hireLeaver(rollcall, policy(immediate));
    ada.company.idp.passTime(5 * day + 7 * 3_600_000);
    await ada.company.tell(ada.company.idp.deactivate(ada.person));
    assert.deepEqual(measured(await deactivationOf(ada)), { from_event_ms: 0, from_receipt_ms: 0 });
    assert.equal((await metric())['sum{from="event"}'], '0');
  });

  it('is of nobody whose access nothing but the policy or the time ends', async () => {
    const ada = await hireLeaver(
      rollcall,
      policy('mode: read_only, read_only: { for: 14d }, retain_data: forever'),
    );
    await ada.company.tell(ada.company.idp.deactivate(ada.person));
    rollcall.clock.advance(14 * day);
    await rollcall.drain();
    const record = await deactivationOf(ada);
    assert.ok(record);
    assert.equal(measured(record), undefined);
    assert.deepEqual(await metric(), {});
  });
});
