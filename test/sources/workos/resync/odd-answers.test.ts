import assert from 'node:assert/strict';
import { createWorkosApi, type WorkosApi } from '../../../../src/sources/workos/workos-api.ts';
import { requestResyncsOf } from '../../../../src/store/resync-requests.ts';
import { hastenResync, type ResyncRow } from '../../../../src/store/resyncs.ts';
import { claimDirectory, createDirectory } from '../../../../src/tenancy/directories.ts';
import { activeAccounts } from '../../../support/accounts.ts';
import { openResyncDesk, type Connected, type ResyncDesk } from '../../../support/resync-desk.ts';

const policy = `
identity: { match_by: [external_id], existing_accounts: link }
filters: { include: [{ name: Everyone, all: [{ attribute: email, present: true }] }] }
groups:
  default_role: member
  settle: 0s
  map: [{ name: admins, role: admin }]
  match_by: name
sole_admin: { action: allow }
deactivation: { mode: immediate, retain_data: 1d }
`;
const hour = 3_600_000;

describe('A resync where WorkOS answers oddly, or late', () => {
  let desk: ResyncDesk;

  before(async () => {
    desk = await openResyncDesk();
  });
  after(() => desk.stop());
  beforeEach(() => {
    desk.fake.beforeAnswer = null;
    desk.fake.requests.length = 0;
  });

  const rows = <Row>({ tenantId }: Connected, sql: string) =>
    desk.rollcall.database.inTenant(
      tenantId,
      async (trx) => (await trx.raw<{ rows: Row[] }>(sql, [tenantId])).rows,
    );
  const resyncs = (of: Connected) =>
    rows<Pick<ResyncRow, 'phase' | 'reason' | 'fault'>>(
      of,
      'select phase, reason, fault from resyncs where tenant_id = ? order by id',
    );
  const administrators = async ({ tenantId }: Connected) =>
    (await activeAccounts(desk.rollcall.database, tenantId)).filter(({ role }) => role === 'admin').length;
  const ask = (of: Connected) =>
    requestResyncsOf(desk.rollcall.database, [of.directory.id], 'events_expired', desk.clock.now());
  const isAsked = async (of: Connected) => {
    const sql = 'select 1 from directory_routes where key = ? and resync_requested_at is not null';
    return (await desk.rollcall.database.raw<{ rows: unknown[] }>(sql, [of.directory.id])).rows.length > 0;
  };
  /** Lets the service work for a while. */
  const pass = async (minutes: number): Promise<void> => {
    for (let minute = 0; minute < minutes; minute += 1) {
      for (const directory of desk.fake.directories) directory.catchUp();
      await desk.rollcall.service.resyncer?.workDue();
      await desk.rollcall.drain();
      desk.clock.advance(60_000);
    }
  };
  const apiWith = (list: (real: WorkosApi['list']) => WorkosApi['list']): { api: WorkosApi } => {
    const api = createWorkosApi({ url: desk.fake.url, apiKey: desk.fake.apiKey });
    return { api: { ...api, list: list(api.list.bind(api)) } };
  };

  it('answers a request that waited for days, because nothing ran', async () => {
    const acme = await desk.connect(policy);
    acme.hire(2);
    await desk.settle();
    await ask(acme);
    desk.clock.advance(72 * hour);
    await pass(3);
    assert.deepEqual(await resyncs(acme), [{ phase: 'done', reason: 'events_expired', fault: null }]);
    assert.equal(await isAsked(acme), false);
  });

  it('answers what was asked for before it began, whatever it was begun for, and nothing that came later', async () => {
    const acme = await desk.connect(policy);
    acme.hire(2);
    await desk.settle();
    await ask(acme);
    desk.clock.advance(1_000);
    assert.equal((await desk.resync(acme, 'nightly')).phase, 'done');
    assert.equal(await isAsked(acme), false);
    desk.fake.beforeAnswer = async (asked) => {
      if (!asked.includes('/directory_groups')) return;
      desk.clock.advance(1_000);
      await ask(acme);
    };
    assert.equal((await desk.resync(acme, 'nightly')).phase, 'done');
    desk.fake.beforeAnswer = null;
    assert.equal(await isAsked(acme), true);
    await pass(3);
    assert.equal(await isAsked(acme), false);
  });

  it('tries what was asked for again later and later while it fails', async () => {
    const acme = await desk.connect(policy);
    acme.hire(2);
    await desk.settle();
    acme.directory.state = 'unlinked';
    await ask(acme);
    const failed = async (minutes: number) => {
      await pass(minutes);
      return (await resyncs(acme)).length;
    };
    assert.deepEqual(
      [await failed(1), await failed(58), await failed(3), await failed(116), await failed(4)],
      [1, 1, 2, 2, 3],
    );
    acme.directory.state = 'linked';
    await pass(4 * 60);
    assert.deepEqual(
      (await resyncs(acme)).map(({ phase }) => phase),
      ['failed', 'failed', 'failed', 'done'],
    );
  });

  it('takes nobody for gone where the list of people is empty', async () => {
    const acme = await desk.connect(policy);
    acme.hire(5);
    await desk.settle();
    acme.directory.users = () => [];
    const { phase, fault } = await desk.resync(acme, 'nightly');
    assert.deepEqual(
      [phase, fault],
      [
        'failed',
        'WorkOS lists nobody, while people of the directory are known here: nobody was taken for gone. If they have all left, disconnect the directory.',
      ],
    );
    assert.equal((await activeAccounts(desk.rollcall.database, acme.tenantId)).length, 5);
  });

  it('is done where the directory is empty, and nobody is known', async () => {
    const acme = await desk.connect(policy);
    assert.equal((await desk.resync(acme, 'nightly')).phase, 'done');
  });

  it('takes nobody out of a group of which WorkOS does not know the members', async () => {
    const acme = await desk.connect(policy);
    const admins = acme.group('admins');
    acme.hire(5, [admins]);
    await desk.settle();
    desk.fake.beforeAnswer = (asked) => {
      if (!asked.includes('group=')) return;
      desk.fake.beforeAnswer = null;
      desk.fake.failNext(1, 404);
    };
    const { phase, result } = await desk.resync(acme, 'nightly');
    assert.deepEqual([phase, result?.differences], ['done', {}]);
    assert.equal(await administrators(acme), 5);
  });

  it('reads a list again where the record is gone behind which it went on', async () => {
    const acme = await desk.connect(policy);
    const admins = acme.group('admins');
    acme.hire(120, [admins]);
    await desk.settle();
    const [first] = acme.directory.idp.people;
    assert.ok(first);
    acme.directory.idp.leave(first, admins);
    desk.fake.beforeAnswer = (asked) => {
      if (!/group=.*after=/.test(asked)) return;
      desk.fake.beforeAnswer = null;
      desk.fake.failNext(1, 404);
    };
    const { phase, result, memberships } = await desk.resync(acme, 'nightly');
    assert.deepEqual([phase, memberships, result?.differences], ['done', 119, { memberships_left: 1 }]);
  });

  it('gives up on a list that WorkOS never goes on with', async () => {
    const acme = await desk.connect(policy);
    acme.hire(120);
    await desk.settle();
    desk.clock.advance(10 * 60_000);
    const id = await desk.begin(acme);
    const stuck = desk.anotherResyncer(
      apiWith((list) => async (path, query, signal) => {
        if ('after' in query) return { kind: 'refused', status: 400 };
        return list(path, query, signal);
      }),
    );
    for (let minute = 0; minute < 30; minute += 1) {
      await stuck.workDue();
      desk.clock.advance(60_000);
    }
    const { phase, fault, people } = await desk.read(acme, id);
    assert.equal(phase, 'failed');
    assert.match(
      fault ?? '',
      /^WorkOS refused 6 times to go on in the same list.*Nobody was taken for gone\.$/,
    );
    assert.equal(people, 100);
  });

  it('keeps out who was purged and is not active, and takes in who has come back', async () => {
    const acme = await desk.connect(policy);
    const [ada, bob] = acme.hire(3, [acme.group('admins')]);
    assert.ok(ada && bob);
    await desk.settle();
    for (const person of [ada, bob]) desk.fake.publish(acme.directory.idp.deactivate(person));
    await desk.settle();
    desk.clock.advance(72 * hour);
    await desk.rollcall.drain();
    const names = () =>
      rows<{ name: string }>(
        acme,
        `select coalesce(resource ->> 'userName', 'purged') as name from directory_users where tenant_id = ? order by 1`,
      ).then((people) => people.map(({ name }) => name.split('@')[0]));
    assert.deepEqual(await names(), ['p3', 'purged', 'purged']);
    const { result } = await desk.resync(acme, 'nightly');
    assert.deepEqual(result?.says, ['Nothing differed.']);
    acme.directory.idp.comeBack(bob);
    assert.equal((await desk.resync(acme, 'nightly')).phase, 'done');
    assert.deepEqual(await names(), ['p2', 'p3', 'purged']);
    assert.equal(await administrators(acme), 2);
  });

  it('is cancelled where the directory was deleted at WorkOS, and asked for no more', async () => {
    const acme = await desk.connect(policy);
    acme.hire(3);
    await desk.settle();
    await ask(acme);
    acme.directory.state = 'deleting';
    await pass(2);
    const [resync, ...others] = await resyncs(acme);
    assert.deepEqual([resync?.phase, others.length], ['cancelled', 0]);
    assert.match(resync?.fault ?? '', /^The directory was deleted at WorkOS\..*Nobody was taken for gone\.$/);
    assert.equal(await isAsked(acme), false);
    assert.equal((await activeAccounts(desk.rollcall.database, acme.tenantId)).length, 3);
    // Once that is known here, it is not even begun.
    await desk.rollcall.database.inTenant(acme.tenantId, (trx) =>
      trx.raw(`update directories set upstream_state = 'unlisted' where tenant_id = ?`, [acme.tenantId]),
    );
    await ask(acme);
    await pass(1);
    assert.deepEqual([await isAsked(acme), (await resyncs(acme)).length], [false, 1]);
  });

  it('is asked for when a directory claims its id, where directories are read', async () => {
    const acme = await desk.connect(policy);
    const { tenancy } = desk.rollcall.service;
    const operator = { kind: 'operator', id: 'test' } as const;
    const reason = async (workosId: string, deps = tenancy): Promise<string | null | undefined> => {
      const { id } = await createDirectory(deps, acme.tenantId, { source: 'workos' }, operator);
      await claimDirectory(deps, acme.tenantId, id, workosId, operator);
      const sql = 'select resync_reason from directory_routes where key = ?';
      return (await deps.database.raw<{ rows: { resync_reason: string | null }[] }>(sql, [workosId])).rows[0]
        ?.resync_reason;
    };
    assert.equal(await reason(desk.fake.addDirectory().id), 'connected');
    assert.equal(await reason(desk.fake.addDirectory().id, { ...tenancy, readsDirectories: false }), null);
  });

  it('waits as long as WorkOS wants, though somebody asks again', async () => {
    const acme = await desk.connect(policy);
    desk.clock.advance(10 * 60_000);
    const id = await desk.begin(acme);
    desk.fake.limits.refuseNext(1, 300);
    await desk.rollcall.service.resyncer?.workDue();
    const { next_attempt_at } = await desk.read(acme, id);
    assert.ok(next_attempt_at.getTime() - desk.clock.now().getTime() > 290_000);
    await desk.rollcall.database.inTenant(acme.tenantId, (trx) =>
      hastenResync(trx, acme.tenantId, acme.directoryId, desk.clock.now()),
    );
    assert.deepEqual((await desk.read(acme, id)).next_attempt_at, next_attempt_at);
  });

  it('is remembered for 90 days, and the last one that was done for longer', async () => {
    const acme = await desk.connect(policy);
    await desk.resync(acme, 'nightly');
    await desk.resync(acme, 'nightly');
    desk.clock.advance(91 * 24 * hour);
    acme.directory.state = 'unlinked';
    await desk.resync(acme, 'nightly');
    assert.deepEqual(
      (await resyncs(acme)).map(({ phase }) => phase),
      ['done', 'failed'],
    );
    acme.directory.state = 'linked';
    await desk.resync(acme, 'nightly');
    assert.deepEqual(
      (await resyncs(acme)).map(({ phase }) => phase),
      ['failed', 'done'],
    );
  });
});
