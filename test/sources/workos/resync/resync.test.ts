import assert from 'node:assert/strict';
import { pino } from 'pino';
import { reconcile } from '../../../../src/reconcile/reconcile.ts';
import { createWorkosApi } from '../../../../src/sources/workos/workos-api.ts';
import { requestResyncsOf } from '../../../../src/store/resync-requests.ts';
import { createLanes } from '../../../../src/workers/lanes.ts';
import type { Connected, ResyncDesk } from '../../../support/resync-desk.ts';
import { openResyncDesk } from '../../../support/resync-desk.ts';
import { activeAccounts, seenRecords } from '../../../support/accounts.ts';

const policy = `
identity: { match_by: [external_id], existing_accounts: link }
filters: { include: [{ name: Everyone, all: [{ attribute: email, present: true }] }] }
groups:
  default_role: member
  settle: 0s
  map: [{ name: admins, role: admin }]
  match_by: name
guards: { deactivations: { percent: 10, at_least: 10, within: 1h } }
`;

describe('A resync of a directory', () => {
  let desk: ResyncDesk;

  before(async () => {
    desk = await openResyncDesk();
  });
  after(() => desk.stop());
  beforeEach(() => {
    Object.assign(desk.fake.webhooks, { shuffles: false, copies: 1 });
    desk.fake.beforeAnswer = null;
    desk.fake.requests.length = 0;
  });

  const roleOf = async ({ tenantId }: Connected, idpId: string) =>
    (await activeAccounts(desk.rollcall.database, tenantId)).find(({ external_id }) => external_id === idpId)
      ?.role;
  const count = async ({ tenantId }: Connected, table: string, where = 'true') =>
    desk.rollcall.database.inTenant(tenantId, async (trx) => {
      const result = await trx.raw<{ rows: [{ count: number }] }>(
        `select count(*)::int as count from ${table} where tenant_id = ? and ${where}`,
        [tenantId],
      );
      return result.rows[0].count;
    });

  it('finds a membership that ended without a word', async () => {
    const acme = await desk.connect(policy);
    const admins = acme.group('admins');
    const [ada, bob] = acme.hire(2, [admins]);
    assert.ok(ada && bob);
    await desk.settle();
    assert.equal(await roleOf(acme, ada.idpId), 'admin');
    acme.directory.idp.leave(ada, admins);
    const { phase, result, people, groups, memberships, fault } = await desk.resync(acme, 'nightly');
    assert.deepEqual([phase, fault, people, groups, memberships], ['done', null, 2, 1, 1]);
    assert.deepEqual(result, {
      differences: { memberships_left: 1 },
      set_aside: 0,
      says: ['1 membership differed: Okta sent no removal.'],
    });
    assert.equal(await roleOf(acme, ada.idpId), 'member');
    assert.equal(await roleOf(acme, bob.idpId), 'admin');
    assert.equal(await count(acme, 'resync_records'), 0);
  });

  it('says in the audit log what it found, and once for the whole directory', async () => {
    const acme = await desk.connect(policy);
    const [ada] = acme.hire(3);
    assert.ok(ada);
    await desk.settle();
    acme.directory.idp.remove(ada);
    const { result } = await desk.resync(acme);
    assert.deepEqual(result?.says, ['1 person was not there any more: Okta sent no removal.']);
    const records = await seenRecords(desk.rollcall.database, acme.tenantId);
    const left = records.find(({ action }) => action === 'user.deactivated');
    assert.match(
      left?.reason ?? '',
      /is no longer active in the directory.*which a resync of the directory found$/,
    );
    const resynced = records.filter(({ action }) => action === 'directory.resynced');
    assert.equal(resynced.length, 1);
    assert.equal(resynced[0]?.after?.['people_gone'], 1);
    assert.equal(await roleOf(acme, ada.idpId), undefined);
  });

  it('finds people, groups and memberships that nobody told of', async () => {
    const acme = await desk.connect(policy);
    const admins = acme.group('admins');
    const [ada] = acme.hire(2, [admins]);
    assert.ok(ada);
    await desk.settle();
    desk.fake.webhooks.url = null;
    const [eve] = acme.hire(1, [admins]);
    const wheel = acme.group('wheel');
    acme.directory.idp.deactivate(ada);
    acme.directory.idp.renameGroup(admins, 'admins');
    acme.hire(120, [wheel]);
    desk.fake.webhooks.url = `${desk.rollcall.url}/api/webhooks/workos`;
    const { result, people, groups, memberships } = await desk.resync(acme);
    assert.deepEqual([people, groups, memberships], [123, 2, 123]);
    assert.deepEqual(result?.differences, { people_seen: 122, groups_seen: 1, memberships_joined: 121 });
    assert.equal(await roleOf(acme, eve?.idpId ?? ''), 'admin');
    assert.equal(await roleOf(acme, ada.idpId), undefined);
  });

  it('writes nothing where nothing differs', async () => {
    const acme = await desk.connect(policy);
    acme.hire(150, [acme.group('admins'), acme.group('staff')]);
    await desk.settle();
    const before = [await count(acme, 'inbox'), await count(acme, 'audit_records')];
    const rows = async () =>
      desk.rollcall.database.inTenant(acme.tenantId, async (trx) => {
        const sql = `select xmin::text, id from users where tenant_id = ? union all
                     select xmin::text, id from directory_users where tenant_id = ? order by 2`;
        return (await trx.raw<{ rows: unknown[] }>(sql, [acme.tenantId, acme.tenantId])).rows;
      });
    const written = await rows();
    const { result } = await desk.resync(acme, 'nightly');
    assert.deepEqual(result, { differences: {}, set_aside: 0, says: ['Nothing differed.'] });
    assert.deepEqual([await count(acme, 'inbox'), await count(acme, 'audit_records')], before);
    assert.deepEqual(await rows(), written);
  });

  it('asks at most four times a second, and waits as long as WorkOS wants', async () => {
    const acme = await desk.connect(policy);
    const groups = Array.from({ length: 12 }, (_, i) => acme.group(`g${i}`));
    acme.hire(3, groups);
    await desk.settle();
    desk.clock.advance(600_000);
    const id = await desk.begin(acme);
    const asked: number[] = [];
    const refused: number[] = [];
    desk.fake.beforeAnswer = () => {
      const now = desk.clock.now().getTime();
      asked.push(now);
      if (asked.length === 7) {
        desk.fake.limits.refuseNext(1, 120);
        refused.push(now);
      }
    };
    const { phase, fault } = await desk.work(acme, id);
    assert.deepEqual([phase, fault], ['done', null]);
    assert.equal(
      asked.length,
      1 + 1 + 1 + 12 + 1 + 2,
      'each page once, once more after the refusal, and the state',
    );
    for (const [i, at] of asked.entries()) {
      assert.ok(asked.filter((other) => other > at - 1_000 && other <= at).length <= 4, `request ${i}`);
    }
    assert.ok((asked[7] ?? 0) - (refused[0] ?? Infinity) >= 120_000);
  });

  it('goes on where another process was when it died', async () => {
    const acme = await desk.connect(policy);
    acme.hire(250, [acme.group('admins')]);
    await desk.settle();
    const [gone] = acme.directory.idp.people;
    assert.ok(gone);
    acme.directory.idp.remove(gone);
    desk.clock.advance(600_000);
    const id = await desk.begin(acme);
    // Dies with a page in its hands: what it had asked for is not kept, nor is the turn given back.
    const { database } = desk.rollcall;
    let pages = 0;
    const dying = desk.anotherResyncer({
      database: {
        ...database,
        inTenant: (tenantId, work) => {
          if (tenantId === acme.tenantId && pages > 3) throw new Error('the process died');
          pages += 1;
          return database.inTenant(tenantId, work);
        },
      },
    });
    await dying.workDue();
    const left = await desk.read(acme, id);
    assert.deepEqual([left.phase, left.people > 0], ['users', true]);
    const before = desk.fake.requests.length;
    await desk.rollcall.service.resyncer?.workDue();
    assert.equal(desk.fake.requests.length, before, 'the turn is still the dead one’s');
    desk.clock.advance(61_000);
    const { phase, people, memberships, result } = await desk.work(acme, id);
    assert.deepEqual([phase, people, memberships], ['done', 249, 249]);
    assert.deepEqual(result?.differences, { people_gone: 1 });
    const pagesOfUsers = desk.fake.requests.filter(
      (asked) => /directory_users\?.*limit/.test(asked) && !/group=/.test(asked),
    );
    assert.deepEqual(
      [pagesOfUsers.length, new Set(pagesOfUsers).size],
      [4, 3],
      'only what was lost is asked again',
    );
  });

  it('is worked on by one of two processes at a time', async () => {
    const acme = await desk.connect(policy);
    acme.hire(120, [acme.group('admins')]);
    await desk.settle();
    desk.clock.advance(600_000);
    const id = await desk.begin(acme);
    await Promise.all([desk.rollcall.service.resyncer?.workDue(), desk.anotherResyncer().workDue()]);
    const { phase } = await desk.work(acme, id);
    assert.equal(phase, 'done');
    const pages = desk.fake.requests.filter((asked) => asked.includes('limit='));
    assert.deepEqual(pages, [...new Set(pages)], 'no page was read twice');
  });

  it('loses half of the people to the guard, not to a list', async () => {
    const acme = await desk.connect(policy);
    const people = acme.hire(60);
    await desk.settle();
    for (const person of people.slice(0, 30)) acme.directory.idp.remove(person);
    const { result } = await desk.resync(acme);
    assert.deepEqual(result?.differences, { people_gone: 30 });
    assert.equal((await activeAccounts(desk.rollcall.database, acme.tenantId)).length, 60);
    assert.equal(await count(acme, 'holds', `status = 'open' and kind = 'deactivations'`), 1);
  });

  it('holds a surge whole, however many batches its news comes in', async () => {
    const lanes = createLanes({
      ...desk.rollcall.service.tenancy,
      reconcile,
      log: pino({ level: 'silent' }),
      ...{ batchSize: 20, concurrency: 1, pollIntervalMs: 1_000, onTurn: () => undefined },
    });
    const acme = await desk.connect(policy);
    const people = acme.hire(300);
    await desk.settle();
    for (const person of people.slice(0, 45)) acme.directory.idp.remove(person);
    desk.clock.advance(600_000);
    const id = await desk.begin(acme);
    await desk.rollcall.service.resyncer?.workDue();
    await lanes.drain();
    assert.equal((await activeAccounts(desk.rollcall.database, acme.tenantId)).length, 300);
    assert.equal(await count(acme, 'held_people', `status = 'open'`), 45);
    desk.clock.advance(60_000);
    assert.equal((await desk.work(acme, id)).phase, 'done');
  });

  it('takes nobody for gone where WorkOS does not know who is there', async () => {
    for (const state of ['invalid_credentials', 'unlinked'] as const) {
      const acme = await desk.connect(policy);
      acme.hire(5);
      await desk.settle();
      for (const person of acme.directory.idp.people) acme.directory.idp.remove(person);
      acme.directory.state = state;
      const { phase, fault } = await desk.resync(acme);
      assert.equal(phase, 'failed');
      assert.match(fault ?? '', /Nobody was taken for gone\.$/);
      assert.equal((await activeAccounts(desk.rollcall.database, acme.tenantId)).length, 5);
    }
  });

  it('forgets what it has read when the credentials break meanwhile', async () => {
    const acme = await desk.connect(policy);
    acme.hire(150);
    await desk.settle();
    for (const person of acme.directory.idp.people.slice(0, 3)) acme.directory.idp.remove(person);
    desk.fake.beforeAnswer = (asked) => {
      if (asked.includes('/directory_groups')) acme.directory.state = 'invalid_credentials';
    };
    const { phase, fault } = await desk.resync(acme);
    assert.equal(phase, 'failed');
    assert.match(fault ?? '', /must renew them/);
    assert.equal((await activeAccounts(desk.rollcall.database, acme.tenantId)).length, 150);
    assert.equal(await count(acme, 'resync_records'), 0);
    assert.match(desk.logged(), /a resync of a directory failed/);
  });

  it('does not believe what makes no sense', async () => {
    const whole = async (
      acme: Connected,
      change: (page: { data: Record<string, unknown>[]; after: string | null }) => void,
    ) => {
      desk.clock.advance(600_000);
      const api = createWorkosApi({ url: desk.fake.url, apiKey: desk.fake.apiKey });
      const lying = desk.anotherResyncer({
        api: {
          ...api,
          async list(path, query, signal) {
            const answer = await api.list(path, query, signal);
            if (answer.kind === 'ok' && path === '/directory_users') {
              change(answer.value as { data: Record<string, unknown>[]; after: string | null });
            }
            return answer;
          },
        },
      });
      const id = await desk.begin(acme);
      await lying.workDue();
      return desk.read(acme, id);
    };
    const acme = await desk.connect(policy);
    acme.hire(130);
    await desk.settle();
    const lies: [RegExp, Parameters<typeof whole>[1]][] = [
      [/no usable id/, ({ data }) => delete data[0]?.['id']],
      [
        /belongs to another directory/,
        ({ data }) => Object.assign(data[0] ?? {}, { directory_id: 'directory_other' }),
      ],
      [/is not a record/, ({ data }) => data.splice(0, 1, null as never)],
      [/same page of a list twice/, (page) => Object.assign(page, { data: [], after: 'directory_user_1' })],
    ];
    for (const [says, lie] of lies) {
      const { phase, fault } = await whole(acme, lie);
      assert.equal(phase, 'failed');
      assert.match(fault ?? '', says);
    }
    let first: Record<string, unknown>[] | null = null;
    const circle = await whole(acme, (page) => {
      first ??= page.data;
      Object.assign(page, { data: first, after: String(page.data.at(-1)?.['id']) });
    });
    assert.match(circle.fault ?? '', /same page of a list twice/);
    // Who is there, and whose record is broken, is not gone.
    const broken = await whole(acme, ({ data }) => {
      for (const record of data) delete record['state'];
    });
    assert.equal(broken.fault, null);
    assert.equal((await desk.work(acme, broken.id)).phase, 'done');
    assert.equal((await activeAccounts(desk.rollcall.database, acme.tenantId)).length, 130);
  });

  it('undoes nothing that is newer, and believes nothing that is older', async () => {
    const acme = await desk.connect(policy);
    const admins = acme.group('admins');
    const [ada, bob, cyd] = acme.hire(3, [admins]);
    assert.ok(ada && bob && cyd);
    await desk.settle();
    desk.clock.advance(3_600_000);
    acme.directory.catchUp();
    const { idp } = acme.directory;
    // Of which one arrives only after the resync, and the other never.
    const late = idp.leave(bob, admins);
    idp.join(bob, admins);
    // In the middle of reading: ada was read as a member, and leaves; cyd is removed.
    desk.fake.beforeAnswer = async (asked) => {
      if (!asked.includes('/directory_groups')) return;
      desk.fake.beforeAnswer = null;
      acme.directory.catchUp();
      for (const event of [...idp.leave(ada, admins), ...idp.remove(cyd)]) await desk.rollcall.post(event);
      await desk.rollcall.drain();
      idp.join(ada, admins);
      idp.leave(ada, admins);
    };
    const { phase, result } = await desk.resync(acme);
    assert.deepEqual([phase, result?.differences], ['done', {}]);
    for (const event of late) await desk.rollcall.post(event);
    await desk.rollcall.drain();
    assert.deepEqual(
      [await roleOf(acme, ada.idpId), await roleOf(acme, bob.idpId), await roleOf(acme, cyd.idpId)],
      ['member', 'admin', undefined],
    );
    assert.equal(
      await count(acme, 'inbox', `status = 'ignored' and error like 'The whole directory was read%'`),
      1,
    );
  });

  it('keeps nothing that the policy calls sensitive, not even for a while', async () => {
    const acme = await desk.connect(`${policy}
attributes: { sensitive: { drop: [badge], drop_values_like: [us_ssn] } }
`);
    acme.hire(3, [], { badge: 'PLANTED-BADGE', note: '536-90-4399', department: 'Sales' });
    await desk.settle();
    let staged = '';
    desk.fake.beforeAnswer = async (asked) => {
      if (!asked.includes('/directory_groups')) return;
      staged = await desk.rollcall.database.inTenant(acme.tenantId, async (trx) => {
        const sql = 'select jsonb_agg(to_jsonb(r))::text as text from resync_records r where tenant_id = ?';
        return (await trx.raw<{ rows: [{ text: string }] }>(sql, [acme.tenantId])).rows[0].text;
      });
    };
    const { result } = await desk.resync(acme);
    assert.match(staged, /Sales/);
    assert.doesNotMatch(staged, /PLANTED|536-90/);
    assert.deepEqual(result?.differences, {});
    assert.doesNotMatch(desk.logged(), /PLANTED|536-90|sk_test_never/);
  });

  it('begins what was asked for, and clears the request once it is done', async () => {
    const acme = await desk.connect(policy);
    acme.hire(2);
    await desk.settle();
    const { database, service } = desk.rollcall;
    const route = async () => {
      const sql = 'select resync_requested_at, resync_reason from directory_routes where key = ?';
      return (await database.raw<{ rows: { resync_reason: string | null }[] }>(sql, [acme.directory.id]))
        .rows[0];
    };
    acme.directory.state = 'unlinked';
    await requestResyncsOf(database, [acme.directory.id], 'events_expired', desk.clock.now());
    await service.resyncer?.workDue();
    assert.equal((await route())?.resync_reason, 'events_expired', 'what failed is still asked for');
    assert.equal(await count(acme, 'resyncs', `phase = 'failed'`), 1);
    desk.clock.advance(600_000);
    assert.equal(await service.resyncer?.workDue(), 0, 'not so soon again');
    await desk.rollcall.drain();
    acme.directory.state = 'linked';
    desk.clock.advance(3_600_000);
    await service.resyncer?.workDue();
    // That the connection works again is news of its own, and comes first.
    await desk.rollcall.drain();
    desk.clock.advance(2_000);
    await service.resyncer?.workDue();
    assert.equal((await route())?.resync_reason, null);
    assert.equal(await count(acme, 'resyncs', `phase = 'done' and reason = 'events_expired'`), 1);
  });

  it('comes by night, once, and not where one was done lately or the directory is disconnected', async () => {
    const acme = await desk.connect(policy);
    const left = await desk.connect(policy);
    const { database } = desk.rollcall;
    await database.inTenant(left.tenantId, (trx) =>
      trx.raw(`update directories set state = 'disconnected' where tenant_id = ?`, [left.tenantId]),
    );
    const byNight = desk.anotherResyncer({ hours: { from: 1, to: 5 } });
    const hour = 3_600_000;
    const until = (hours: number) =>
      desk.clock.advance(
        (hours * hour - (desk.clock.now().getTime() % (24 * hour)) + 24 * hour) % (24 * hour),
      );
    const nights = () => count(acme, 'resyncs', `reason = 'nightly' and phase = 'done'`);
    until(0.5);
    await byNight.workDue();
    assert.equal(await nights(), 0);
    for (let quarter = 0; quarter < 24; quarter += 1) {
      desk.clock.advance(hour / 4);
      await byNight.workDue();
    }
    assert.equal(await nights(), 1);
    assert.equal(await count(left, 'resyncs'), 0);
    // Down for the night: it is not made up for by day.
    until(12);
    desk.clock.advance(24 * hour);
    await byNight.workDue();
    assert.equal(await nights(), 1);
    until(0.75);
    await desk.work(acme, await desk.begin(acme));
    for (let quarter = 0; quarter < 18; quarter += 1) {
      desk.clock.advance(hour / 4);
      await byNight.workDue();
    }
    assert.equal(await nights(), 1, 'one was done by hand shortly before');
  });
});
