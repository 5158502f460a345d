import assert from 'node:assert/strict';
import fc from 'fast-check';
import { normalizeWorkosEvent } from '../../src/sources/workos/normalize.ts';
import { reconcile } from '../../src/reconcile/reconcile.ts';
import { activeAccounts } from '../support/accounts.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const policy = `
groups: { match_by: name, default_role: viewer, map: [ { name: admins, role: member } ] }
`;
const at = (hour: number): string => `2026-01-10T${String(hour).padStart(2, '0')}:00:00.000Z`;

function record(hour: number, sourceId: string, idpId: string, more: Record<string, unknown> = {}) {
  return {
    id: `event_${hour}_${sourceId}`,
    event: 'dsync.user.updated',
    created_at: at(hour),
    data: {
      id: sourceId,
      directory_id: 'd',
      idp_id: idpId,
      email: `${idpId.toLowerCase()}@acme.com`,
      state: 'active',
      updated_at: at(hour),
      ...more,
    },
  };
}

function group(
  hour: number,
  kind: 'group.created' | 'group.deleted',
  name = 'admins',
  id = `event_${kind}_${hour}`,
) {
  return {
    id,
    event: `dsync.${kind}`,
    created_at: at(hour),
    data: { id: 'g', idp_id: name, directory_id: 'd', name, updated_at: at(hour) },
  };
}

function joined(hour: number, user: { id: string; idp_id?: string }) {
  return {
    id: `event_joined_${hour}`,
    event: 'dsync.group.user_added',
    created_at: at(hour),
    data: { directory_id: 'd', user: { ...user, directory_id: 'd' }, group: { id: 'g', directory_id: 'd' } },
  };
}

describe('News about the same records, in any order and any batches', () => {
  let rollcall: TestRollcall;
  let count = 0;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  /** Who is active with which role, after these events in these batches. */
  async function outcome(batches: Record<string, unknown>[][]): Promise<string[]> {
    count += 1;
    const { tenantId, directoryId } = await rollcall.createTenant(`r${count}`, `directory_${count}`, policy);
    for (const batch of batches) {
      const news = batch.map((event) => ({
        directoryId,
        event: normalizeWorkosEvent(event, Buffer.alloc(0), rollcall.clock.now()).event,
      }));
      await rollcall.database.inTenant(tenantId, (trx) =>
        reconcile(rollcall.service.tenancy, trx, tenantId, { kind: 'news', news }),
      );
    }
    const accounts = await activeAccounts(rollcall.database, tenantId);
    return accounts.map(({ external_id, role }) => `${external_id ?? ''} ${role ?? ''}`);
  }

  async function holdsAlways(events: Record<string, unknown>[], expected: string[]): Promise<void> {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(events, { minLength: events.length }),
        fc.integer({ min: 1, max: events.length }),
        async (order, size) => {
          const batches = [];
          for (let start = 0; start < order.length; start += size)
            batches.push(order.slice(start, start + size));
          assert.deepEqual(await outcome(batches), expected);
        },
      ),
      { numRuns: 25 },
    );
  }

  it('a source record that becomes another known person retires the former reading, and stale news does not undo it', () =>
    holdsAlways(
      [
        record(1, 'S1', 'X'),
        record(2, 'S2', 'Y'),
        record(3, 'S1', 'X', { job_title: 'Old' }),
        record(5, 'S1', 'Y'),
      ],
      ['Y viewer'],
    ));

  it('memberships under a further name of a person are that person’s', () =>
    holdsAlways(
      [record(1, 'S1', 'X'), group(1, 'group.created'), joined(2, { id: 'S2' }), record(3, 'S2', 'X')],
      ['X member'],
    ));

  it('of two names at the same moment, one group record wins, whichever came first', () =>
    holdsAlways(
      [
        record(1, 'S1', 'X'),
        joined(2, { id: 'S1', idp_id: 'X' }),
        group(3, 'group.created', 'admins', 'event_a'),
        group(3, 'group.created', 'others', 'event_b'),
        group(3, 'group.created', 'admins', 'event_c'),
      ],
      ['X member'],
    ));

  it('a group that was deleted and returns does not bring its old members back', () =>
    holdsAlways(
      [
        record(1, 'S1', 'X'),
        group(1, 'group.created'),
        joined(2, { id: 'S1', idp_id: 'X' }),
        group(3, 'group.deleted'),
        { ...group(4, 'group.created'), id: 'event_again' },
      ],
      ['X viewer'],
    ));
});
