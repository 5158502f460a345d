import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Client } from 'pg';
import type { WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import { reconcile } from '../../src/reconcile/reconcile.ts';
import { normalizeWorkosEvent } from '../../src/sources/workos/normalize.ts';
import { createApiKey } from '../../src/store/api-keys.ts';
import { createSession } from '../../src/store/sessions.ts';
import {
  readAccountTables,
  type AccountTables,
  type RecordRow,
  type UserRow,
} from '../support/account-tables.ts';
import { historyPolicy, playHistory, step } from '../support/random-history.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { superuserUrl } from '../support/test-server.ts';

/** What may be said of each difference, beyond the columns that follow from others. */
const explains: Record<keyof UserRow, readonly string[]> = {
  id: [],
  xmin: [],
  updated_at: [],
  directory_id: ['user.linked'],
  directory_user_id: ['user.linked'],
  external_id: ['user.linked', 'user.updated'],
  email: ['user.updated'],
  display_name: ['user.updated'],
  given_name: ['user.updated'],
  family_name: ['user.updated'],
  attributes: ['user.updated'],
  status: ['user.deactivated', 'user.reactivated'],
  deactivated_at: ['user.deactivated', 'user.reactivated'],
  role: ['role.changed'],
  role_origin: ['role.changed'],
  sessions_valid_after: ['user.deactivated', 'session.revoked'],
};

/** Each difference as the user it is about and the actions one of which must be recorded. */
function differences(
  before: AccountTables,
  after: AccountTables,
): { userId: string; actions: readonly string[] }[] {
  const found: { userId: string; actions: readonly string[] }[] = [];
  for (const [id, user] of after.users) {
    const former = before.users.get(id);
    if (former === undefined) {
      found.push({ userId: id, actions: ['user.provisioned'] });
      continue;
    }
    for (const [column, actions] of Object.entries(explains) as [keyof UserRow, readonly string[]][]) {
      if (actions.length === 0 || JSON.stringify(user[column]) === JSON.stringify(former[column])) continue;
      found.push({ userId: id, actions });
    }
  }
  for (const id of before.users.keys()) assert.ok(after.users.has(id), 'an account is gone');
  const places = new Set([...before.workspaces.keys(), ...after.workspaces.keys()]);
  for (const place of places) {
    const [was, is] = [before.workspaces.get(place), after.workspaces.get(place)];
    if (was === is) continue;
    const action = was === undefined ? 'added' : is === undefined ? 'removed' : 'role_changed';
    found.push({ userId: place.split(' ')[0] ?? '', actions: [`workspace.${action}`] });
  }
  for (const [id, userId] of after.revoked) {
    if (!before.revoked.has(id)) {
      found.push({ userId, actions: ['session.revoked', 'api_key.revoked', 'user.deactivated'] });
    }
  }
  for (const [id, user] of after.users) {
    const wasWritten = user.xmin !== before.users.get(id)?.xmin;
    const isOther = found.some(({ userId }) => userId === id);
    assert.ok(!wasWritten || isOther, 'an account was written although nothing about it changed');
  }
  return found;
}

/** Whether what a record says of before and after is what the table had and has. */
function isTrue(record: RecordRow, before: AccountTables, after: AccountTables): boolean {
  const was = before.users.get(record.user_id ?? '');
  const is = after.users.get(record.user_id ?? '');
  switch (record.action) {
    case 'user.provisioned':
      return was === undefined && is?.status === 'active' && record.after?.['role'] === is.role;
    case 'user.deactivated':
      return was?.status === 'active' && is?.status === 'deactivated';
    case 'user.reactivated':
      return was?.status === 'deactivated' && is?.status === 'active';
    case 'role.changed':
      return (
        record.before?.['role'] === was?.role &&
        record.after?.['role'] === is?.role &&
        record.after?.['origin'] === is?.role_origin
      );
    case 'user.updated':
      return saysWhatIs(record.before, was) && saysWhatIs(record.after, is);
    case 'workspace.added':
    case 'workspace.role_changed':
      return (
        after.workspaces.get(`${record.user_id ?? ''} ${String(record.after?.['workspace'])}`) ===
        record.after?.['role']
      );
    case 'workspace.removed':
      return !after.workspaces.has(`${record.user_id ?? ''} ${String(record.before?.['workspace'])}`);
    case 'session.revoked':
    case 'api_key.revoked':
    case 'hold.opened':
    case 'hold.approved':
    case 'hold.expired':
      return true;
    default:
      return false;
  }
}

/** Each member that a record names, also of the attributes, is as the account has it. */
function saysWhatIs(said: RecordRow['after'], user: UserRow | undefined): boolean {
  const { attributes, ...columns } = said ?? {};
  const same = (part: Record<string, unknown>, whole: object | undefined) =>
    Object.entries(part).every(
      ([name, value]) =>
        JSON.stringify((whole as Record<string, unknown> | undefined)?.[name] ?? null) ===
        JSON.stringify(value),
    );
  return same(columns, user) && same((attributes ?? {}) as Record<string, unknown>, user?.attributes);
}

describe('Every write of an account', function () {
  this.timeout(60_000);
  let rollcall: TestRollcall;
  let count = 0;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  async function giveAccess(tenantId: string, userId: string): Promise<void> {
    const now = rollcall.clock.now();
    await rollcall.database.inTenant(tenantId, async (trx) => {
      await createSession(trx, tenantId, { userId, expiresAt: new Date(now.getTime() + 3_600_000) }, now);
      await createApiKey(trx, tenantId, { userId, name: 'k' }, now);
    });
  }

  async function playAndWatch(events: WorkosEvent[], cuts: number[], opened: number[]): Promise<number> {
    count += 1;
    const slug = `t${count}`;
    const { tenantId, directoryId } = await rollcall.createTenant(slug, `directory_${slug}`, historyPolicy);
    const heard = new Set<string>();
    let checked = 0;
    for (let start = 0, turn = 0; start < events.length; turn += 1) {
      const batch = events.slice(start, start + (cuts[turn % cuts.length] ?? 1));
      start += batch.length;
      rollcall.clock.advance(1_000);
      const people = [...(await readAccountTables(rollcall.database, tenantId)).users.values()].filter(
        ({ status }) => status === 'active',
      );
      const chosen = people[(opened[turn % opened.length] ?? 0) % Math.max(1, people.length)];
      if (chosen && turn % 2 === 0) await giveAccess(tenantId, chosen.id);

      const before = await readAccountTables(rollcall.database, tenantId);
      const news = batch.map((event) => ({
        directoryId,
        event: normalizeWorkosEvent(event, Buffer.from(event.id), rollcall.clock.now()).event,
      }));
      for (const { id } of batch) heard.add(id);
      await rollcall.database.inTenant(tenantId, (trx) =>
        reconcile(rollcall.service.tenancy, trx, tenantId, { kind: 'news', news }),
      );
      const after = await readAccountTables(rollcall.database, tenantId);
      checked += check(before, after, heard);
    }
    return checked;
  }

  function check(before: AccountTables, after: AccountTables, heard: Set<string>): number {
    const known = new Set(before.records.map(({ id }) => id));
    const records = after.records.filter(({ id }) => !known.has(id));
    const found = differences(before, after);
    for (const { userId, actions } of found) {
      const record = records.find((each) => each.user_id === userId && actions.includes(each.action));
      assert.ok(record, `${actions.join(' or ')} of ${userId} is not recorded`);
      const user = after.users.get(userId);
      // Sessions and workspaces change without their user's row.
      if (!/^(?:workspace|session|api_key)/.test(record.action)) {
        assert.equal(record.xmin, user?.xmin, 'the record was written in another transaction');
      }
    }
    for (const record of records) {
      const shown = JSON.stringify(record);
      assert.ok(isTrue(record, before, after), `not so: ${shown}`);
      assert.ok(record.event_ids.length > 0, `names no event: ${shown}`);
      assert.ok(
        record.event_ids.every((id) => heard.has(id)),
        `names an event that never came: ${shown}`,
      );
      assert.equal(record.policy_version, 1);
      assert.equal(record.actor_kind, 'directory');
      assert.match(record.reason, /^[A-Z0-9].{15,}/);
    }
    const changes = records.filter(({ action }) => !action.startsWith('hold.'));
    if (found.length === 0) assert.deepEqual(changes, []);
    return found.length;
  }

  it('has a record in the same transaction that says what, why, by which events and under which policy', async () => {
    let checked = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 20, maxLength: 60 }),
        fc.nat({ max: 1_000_000 }),
        fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 3, maxLength: 6 }),
        fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 5 }),
        async (steps, seed, cuts, opened) => {
          const { events } = playHistory(steps, seed, 'directory_any', seed % 3 > 0);
          checked += await playAndWatch(events, cuts, opened);
        },
      ),
      { numRuns: 20 },
    );
    assert.ok(checked > 130, `only ${checked} differences were seen, which proves little`);
  });

  it('is undone with its transaction where the record cannot be written', async () => {
    const { tenantId, directoryId } = await rollcall.createTenant(
      'unlogged',
      'directory_unlogged',
      historyPolicy,
    );
    const { events } = playHistory([{ do: 'hire', contractor: false }], 1, 'directory_unlogged');
    const news = events.map((event) => ({
      directoryId,
      event: normalizeWorkosEvent(event, Buffer.from(event.id), rollcall.clock.now()).event,
    }));
    const client = new Client(await superuserUrl(rollcall.databaseUrl));
    await client.connect();
    await client.query(
      `alter table audit_records add constraint nothing_of_this_tenant check (tenant_id <> '${tenantId}') not valid`,
    );
    await client.end();
    await assert.rejects(
      rollcall.database.inTenant(tenantId, (trx) =>
        reconcile(rollcall.service.tenancy, trx, tenantId, { kind: 'news', news }),
      ),
      /nothing_of_this_tenant/,
    );
    assert.equal((await readAccountTables(rollcall.database, tenantId)).users.size, 0);
  });
});
