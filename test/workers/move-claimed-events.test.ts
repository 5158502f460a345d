import assert from 'node:assert/strict';
import { pino } from 'pino';
import { createSimulatedDirectory, type SimulatedDirectory } from '../../src/cli/demo/simulated-directory.ts';
import { claimRoute } from '../../src/store/directory-routes.ts';
import { insertUnclaimedEvents } from '../../src/store/unclaimed-events.ts';
import { normalizeWorkosEvent } from '../../src/sources/workos/normalize.ts';
import { createDirectory } from '../../src/tenancy/directories.ts';
import { moveClaimedEvents } from '../../src/workers/move-claimed-events.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const policy = `
groups:
  match_by: name
  default_role: viewer
  map: [ { name: members, role: member } ]
attributes:
  map: { title: { from: title } }
  sensitive: { drop: [password, department], drop_values_like: [us_ssn] }
`;

const operator = { kind: 'operator', id: 'test' } as const;

describe('Events of a directory that nobody has claimed', () => {
  let rollcall: TestRollcall;
  let company: Company;
  let stray: SimulatedDirectory;
  let count = 0;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    count += 1;
    company = await foundCompany(rollcall, policy);
    stray = createSimulatedDirectory({
      seed: count,
      startsAt: new Date('2026-01-10T08:00:00Z'),
      directoryId: `directory_stray_${count}`,
    });
  });

  const details = (name: string, attributes: Record<string, unknown> = {}) => ({
    email: `${name}@acme.com`,
    firstName: name,
    lastName: 'Example',
    attributes,
  });
  const claim = async (): Promise<string> => {
    const request = { source: 'workos', workosId: stray.directoryId } as const;
    return (await createDirectory(rollcall.service.tenancy, company.tenantId, request, operator)).id;
  };
  const unclaimed = async () => {
    const { data } = await company.api.expect('UnclaimedDirectoryList', 'GET', '/unclaimed-directories');
    return data.filter(({ directory_key }) => directory_key === stray.directoryId);
  };
  const roles = async () =>
    (await company.users()).map(({ email, status, role }) => `${email ?? ''} ${status} ${role ?? ''}`).sort();

  it('are kept, shown, and applied in full after the claim, in the source’s order', async () => {
    const ada = stray.hire(details('ada'));
    const ben = stray.hire(details('ben'));
    const members = stray.createGroup('members');
    const events = [
      ...ada.events,
      ...ben.events,
      ...members.events,
      ...stray.join(ada.person, members.group),
      ...stray.update(ada.person, { lastName: 'Later' }),
      ...stray.remove(ben.person),
    ];
    for (const event of events.toReversed()) {
      const answer = await rollcall.post(event);
      assert.equal(answer['event_status'], 'unclaimed');
    }
    await rollcall.post(events[0] ?? {});
    await rollcall.drain();
    assert.equal((await unclaimed())[0]?.events, events.length);
    assert.deepEqual(await company.users(), []);

    await claim();
    await rollcall.drain();
    assert.deepEqual(await roles(), ['ada@acme.com active member']);
    assert.equal((await company.userOf(ada.person)).family_name, 'Later');
    assert.deepEqual(await unclaimed(), []);
    const kept = await company.events();
    assert.deepEqual([...kept.keys()].sort(), events.map(({ id }) => id).sort());
  });

  it('may arrive after the claim by way of a process that does not know of it yet: still applied', async () => {
    const ada = stray.hire(details('ada'));
    // The receiver remembers for a moment that nobody owns this directory.
    await company.tell(ada.events);
    await claim();
    await rollcall.drain();
    const answer = await rollcall.post(stray.update(ada.person, { lastName: 'Later' })[0] ?? {});
    assert.equal(answer['event_status'], 'unclaimed');
    await rollcall.drain();
    assert.equal((await company.userOf(ada.person)).family_name, 'Later');

    rollcall.clock.advance(1_000);
    const direct = await rollcall.post(stray.update(ada.person, { lastName: 'Last' })[0] ?? {});
    assert.equal(direct['event_status'], 'waiting');
  });

  it('may arrive while the claim is being made', async () => {
    const ada = stray.hire(details('ada'));
    const id = await company.addDirectory().then((added) => added.id);
    await rollcall.database.inTenant(company.tenantId, async (trx) => {
      await claimRoute(trx, stray.directoryId, { tenant_id: company.tenantId, directory_id: id });
      // Not committed yet.
      const answer = await rollcall.post(ada.events[0] ?? {});
      assert.equal(answer['event_status'], 'unclaimed');
    });
    await rollcall.drain();
    assert.equal((await company.userOf(ada.person)).directory_id, id);
  });

  it('are redacted by the default policy on arrival, and by the tenant’s own with the claim', async () => {
    const ada = stray.hire(
      details('ada', {
        department_name: 'Secret Projects',
        job_title: 'Engineer',
        note: 'my number is 078-05-1120',
        password: 'hunter2',
      }),
    );
    await company.tell(ada.events);
    const kept = await rollcall.database.knex.raw<{ rows: { payload: unknown }[] }>(
      'select payload from unclaimed_events where directory_key = ?',
      [stray.directoryId],
    );
    const text = JSON.stringify(kept.rows);
    assert.match(text, /Secret Projects/);
    assert.doesNotMatch(text, /078-05-1120|hunter2/);

    await claim();
    await rollcall.drain();
    assert.equal((await company.userOf(ada.person)).attributes['title'], 'Engineer');
    assert.doesNotMatch(JSON.stringify([...(await company.events())]), /Secret Projects/);
    const mirror = await rollcall.database.inTenant(company.tenantId, (trx) =>
      trx.raw<{ rows: unknown[] }>('select * from directory_users'),
    );
    assert.doesNotMatch(JSON.stringify(mirror.rows), /Secret Projects/);
  });

  it('that are unknown or malformed keep what is to be said of them', async () => {
    const data = { directory_id: stray.directoryId, id: 'u' };
    await company.tell([
      { id: 'event_odd', event: 'dsync.odd', data },
      { id: 'event_bad', event: 'dsync.user.created', data },
    ]);
    await claim();
    await rollcall.drain();
    const events = await company.events();
    assert.equal(events.get('event_odd')?.status, 'ignored');
    assert.equal(events.get('event_bad')?.status, 'set_aside');
    assert.match(events.get('event_bad')?.error ?? '', /data\.state/);
  });

  it('move in parts, each whole: a fault loses none of them', async () => {
    const ada = stray.hire(details('ada'));
    const events = [...ada.events];
    for (let i = 0; i < 1_200; i += 1) events.push(...stray.update(ada.person, { lastName: `No ${i}` }));
    const now = rollcall.clock.now();
    await rollcall.database.acrossTenants((trx) =>
      insertUnclaimedEvents(
        trx,
        events.map((event) => ({
          directoryKey: stray.directoryId,
          event: normalizeWorkosEvent(event, Buffer.from(event.id), now).event,
          receivedAt: now,
        })),
      ),
    );
    await claim();
    const deps = { ...rollcall.service.tenancy, log: pino({ level: 'silent' }) };
    const broken = {
      ...deps,
      policies: {
        ...deps.policies,
        load: () => Promise.reject(new Error('the process dies in the middle')),
      },
    };
    assert.equal(await moveClaimedEvents(broken), 0);
    assert.equal((await unclaimed())[0]?.events, events.length);
    const moved = [];
    for (;;) {
      const part = await moveClaimedEvents(deps);
      if (part === 0) break;
      moved.push(part);
    }
    assert.deepEqual(moved, [500, 500, 201]);
    await rollcall.drain();
    assert.equal((await company.userOf(ada.person)).family_name, 'No 1199');
    assert.deepEqual(await unclaimed(), []);
  });
});
