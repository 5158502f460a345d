import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fc from 'fast-check';
import type { Client } from 'pg';
import type { SimulatedPerson, WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import type { Hold, Problem, User } from '../../src/generated/api.ts';
import { createApiClient, type Answered, type ApiClient } from '../support/api-client.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { hireMany } from '../support/crowd.ts';
import type { LaneCall, LaneReport } from '../support/lane-process.ts';
import { operatorToken, startRollcall, type TestRollcall } from '../support/rollcall.ts';
import {
  newGroup,
  newUser,
  patchOf,
  scimDirectory,
  scimTenant,
  type ScimClient,
} from '../support/scim-client.ts';
import { connectSuperuser } from '../support/superuser.ts';

const policyWith = (action: string): string => `
groups:
  match_by: name
  default_role: member
  map: [ { name: admins, role: admin } ]
sole_admin: { action: ${action}, promote: { from: [member], pick: longest_tenured } }
`;
const guarded = `${policyWith('block')}
guards: { deactivations: { percent: 20, at_least: 3, within: 1h } }
`;

/** A process of the operating system. */
interface Other {
  child: ChildProcess;
  url: string;
}

/** Somebody who answers holds: with a token of their own, at a process of their own. */
interface Answerer {
  api: ApiClient;
  tokenId: string;
}

type Verdict = 'approve' | 'reject';

describe('Two processes of the operating system on one database, when people leave', function () {
  this.timeout(120_000);
  let rollcall: TestRollcall;
  const children: ChildProcess[] = [];
  let others: [Other, Other];
  let answerers: [Answerer, Answerer];
  /** Stands in the way of both until they are to begin. */
  let barrier: Client;
  let watcher: Client;

  before(async () => {
    rollcall = await startRollcall();
    [barrier, watcher] = [
      await connectSuperuser(rollcall.databaseUrl),
      await connectSuperuser(rollcall.databaseUrl),
    ];
    others = await Promise.all([startOther(), startOther()]);
    answerers = await Promise.all([becomeAnswerer('Ann', others[0]), becomeAnswerer('Bob', others[1])]);
  });
  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await barrier.end();
    await watcher.end();
    await rollcall.stop();
  });

  async function startOther(): Promise<Other> {
    const child = fork(new URL('../support/lane-process.ts', import.meta.url), {
      env: {
        ...process.env,
        DATABASE_URL: rollcall.databaseUrl,
        NOW: rollcall.clock.now().toISOString(),
        ON_CALL: 'yes',
      },
    });
    children.push(child);
    const [port] = (await once(child, 'message')) as [number];
    return { child, url: `http://127.0.0.1:${port}` };
  }

  async function becomeAnswerer(name: string, { url }: Other): Promise<Answerer> {
    const operator = await createApiClient(rollcall.url, operatorToken);
    const { id, token } = await operator.expect('TokenOnce', 'POST', '/tokens', {
      body: { name, scopes: ['read', 'write'] },
    });
    return { api: await createApiClient(url, token), tokenId: id };
  }

  /** Nobody gets at the tenant's lane meanwhile. */
  async function whileClosed<T>(tenantId: string, act: () => Promise<T>): Promise<T> {
    await barrier.query('begin');
    await barrier.query('select 1 from tenants where id = $1 for no key update', [tenantId]);
    try {
      return await act();
    } finally {
      await barrier.query('commit');
    }
  }

  /** Sends requests to both processes, and lets both go on at one moment: once each of them waits for the lane. */
  async function askAtOnce<T>(tenantId: string, ask: () => Promise<T>[]): Promise<T[]> {
    const asked = await whileClosed(tenantId, async () => {
      const requests = ask();
      await untilWaiting(others.length, requests);
      return { requests };
    });
    return Promise.all(asked.requests);
  }

  /** Until so many wait for the lane. An answer without a wait is of a lane that is none, and nothing to wait for. */
  async function untilWaiting(count: number, requests: readonly Promise<unknown>[]): Promise<void> {
    const yes = (): boolean => true;
    const answered = Promise.race(requests.map((request) => request.then(yes, yes)));
    while ((await countWaiting()) < count && !(await Promise.race([answered, Promise.resolve(false)])));
  }

  async function countWaiting(): Promise<number> {
    const { rows } = await watcher.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity
        where datname = current_database() and backend_type = 'client backend' and wait_event_type = 'Lock'`,
    );
    return rows[0]?.count ?? 0;
  }

  /** Lets both processes work off the lane, from one moment on, each with so many events in a transaction. */
  async function drainAtOnce(tenantId: string, batchSizes: readonly [number, number]): Promise<void> {
    const { finished } = await whileClosed(tenantId, async () => {
      const called = others.map(({ child }, i) =>
        callToLane(child, { tenantId, batchSize: batchSizes[i] ?? 1 }),
      );
      await Promise.all(called.map(({ began }) => began));
      return { finished: called.map((each) => each.finished) };
    });
    await Promise.all(finished);
    await rollcall.service.sealer.sealAll();
  }

  async function assertChainHolds(api: ApiClient, slug: string, records: number): Promise<void> {
    await rollcall.service.sealer.sealAll();
    const report = await api.expect('ChainReport', 'GET', `/tenants/${slug}/audit-records/verify`);
    assert.deepEqual(
      [report.intact, report.problem, report.sealed, report.unsealed],
      [true, null, records, 0],
    );
  }

  it('keep exactly one administrator, however the news of all of them leaving is split between the two', async () => {
    const anyWay = fc.constantFrom<Way>('deactivated', 'removed', 'taken out');
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('block', 'block', 'promote'),
        fc.array(anyWay, { minLength: 2, maxLength: 4 }),
        fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
        async (action, ways, batchSizes) => {
          const company = await foundCompany(rollcall, policyWith(action));
          const admins = await hireMany(company, ways.length, 'admin', ['admins']);
          await hireMany(company, 2, 'member');
          const left = await Promise.all(
            admins.map(async (person, i) => {
              const way = ways[i] ?? 'deactivated';
              return { user: (await company.userOf(person)).id, way, events: leave(company, person, way) };
            }),
          );
          const before = (await company.records()).length;
          for (const { events } of left) for (const event of events) await rollcall.post(event);
          await drainAtOnce(company.tenantId, batchSizes);

          const administrators = (await company.users()).filter(isAdministrator);
          assert.equal(administrators.length, 1, 'administrators');
          const records = await company.records();
          const holds = await company.holds();
          if (action === 'block') {
            const [kept] = administrators;
            assert.deepEqual(
              holds.map(({ kind, status, user_id }) => [kind, status, user_id]),
              [['sole_admin', 'open', kept?.id]],
            );
            const said = records.slice(before).map(({ action, user_id }) => `${action} ${user_id ?? ''}`);
            const done = left.flatMap(({ user, way }) => {
              if (user !== kept?.id)
                return `${way === 'taken out' ? 'role.changed' : 'user.deactivated'} ${user}`;
              // Who leaves altogether keeps the role, and not the open sessions.
              return ['hold.opened', ...(way === 'taken out' ? [] : ['session.revoked'])].map(
                (each) => `${each} ${user}`,
              );
            });
            assert.deepEqual(said.toSorted(), done.toSorted());
          } else assert.deepEqual(holds, []);
          await assertChainHolds(company.api, company.slug, records.length);
        },
      ),
      { numRuns: 20, endOnFailure: true },
    );
  });

  it('refuse exactly one of the requests that would take all administrators away, each process with its own', async () => {
    const cases: Way[][] = [
      ['deactivated', 'deactivated'],
      ['deactivated', 'removed'],
      ['removed', 'taken out'],
      ['taken out', 'taken out'],
      ['deactivated', 'removed', 'taken out'],
      ['removed', 'deactivated', 'deactivated', 'deactivated'],
    ];
    for (const [round, ways] of [...cases, ...cases].entries()) {
      // The requests of one directory also wait for each other because of its clock; those of two do not.
      const idps = [await scimTenant(rollcall, { policy: policyWith('block') })] as [ScimClient];
      const [idp] = idps;
      const { tenantId, slug } = idp;
      if (round >= cases.length)
        idps.push(await scimDirectory(rollcall, { tenantId, slug, profile: 'generic' }));
      const leavers: Leaver[] = [];
      for (const [d, each] of idps.entries()) {
        const own = [...ways.keys()].filter((i) => i % idps.length === d);
        leavers.push(...(await hireAdministrators(each, own)));
      }
      assert.equal((await idp.users()).filter(isAdministrator).length, ways.length);

      const replies = await askAtOnce(tenantId, () =>
        leavers.map((leaver) =>
          sendScim(others[leaver.i % 2]?.url ?? '', ways[leaver.i] ?? 'removed', leaver),
        ),
      );
      const refused = replies.filter(({ status }) => status >= 300);
      assert.equal(refused.length, 1, JSON.stringify(replies));
      assertSaysWhyNot(refused[0]);
      const administrators = (await idp.users()).filter(isAdministrator);
      assert.equal(administrators.length, 1);
      assert.deepEqual(
        (await idp.holds()).map(({ kind, status, user_id }) => [kind, status, user_id]),
        [['sole_admin', 'open', administrators[0]?.id]],
      );
      const all = await idp.records();
      assert.equal(all.filter(({ action }) => action === 'hold.opened').length, 1);
      await assertChainHolds(idp.api, slug, all.length);
    }
  });

  it('keep one of two of whom one leaves by the news in the lane, and one by a request to the other process', async () => {
    for (let round = 0; round < 6; round += 1) {
      const company = await foundCompany(rollcall, policyWith('block'));
      const ada = await company.hire('ada', { groups: ['admins'] });
      const { tenantId, slug } = company;
      const idp = await scimDirectory(rollcall, { tenantId, slug, profile: 'generic' });
      const [bob] = await hireAdministrators(idp, [0]);
      assert.ok(bob);
      for (const event of company.idp.deactivate(ada)) await rollcall.post(event);
      const [first, second] = round % 2 === 0 ? others : others.toReversed();
      assert.ok(first && second);
      const { lane, answer } = await whileClosed(tenantId, async () => {
        const begun = {
          lane: callToLane(first.child, { tenantId, batchSize: 1 }),
          answer: sendScim(second.url, 'removed', bob),
        };
        await Promise.all([begun.lane.began, untilWaiting(1, [begun.answer])]);
        return begun;
      });
      const [reply] = await Promise.all([answer, lane.finished]);

      const administrators = (await company.users()).filter(isAdministrator);
      assert.equal(administrators.length, 1);
      assert.equal(administrators[0]?.email, reply.status < 300 ? 'ada@acme.com' : 'admin0@acme.com');
      if (reply.status >= 300) assertSaysWhyNot(reply);
      assert.deepEqual(
        (await company.holds()).map(({ kind, status, user_id }) => [kind, status, user_id]),
        [['sole_admin', 'open', administrators[0].id]],
      );
      await assertChainHolds(company.api, slug, (await company.records()).length);
    }
  });

  const pairs: [Verdict, Verdict][] = [
    ['approve', 'approve'],
    ['approve', 'reject'],
    ['reject', 'approve'],
    ['reject', 'reject'],
  ];

  for (const [first, second] of pairs) {
    it(`take one answer of two people who ${first} and ${second} a surge at the same moment`, async () => {
      for (let round = 0; round < 3; round += 1) {
        const company = await foundCompany(rollcall, guarded);
        await company.hire('root', { groups: ['admins'] });
        const crowd = await hireMany(company, 9, 'p');
        await company.tell(crowd.slice(0, 6).flatMap((person) => company.idp.deactivate(person)));
        const { status, since } = await answerAtOnce(company, [first, second]);

        const isApproved = status === 'approved';
        assert.equal((await company.users('?status=active')).length, isApproved ? 4 : 8);
        assert.deepEqual(
          since,
          [...Array<string>(isApproved ? 4 : 0).fill('user.deactivated'), `hold.${status}`].sort(),
        );
      }
    });
  }

  it('take one answer about the last administrator, and have exactly one afterwards', async () => {
    for (const verdicts of [...pairs, ...pairs]) {
      const company = await foundCompany(rollcall, policyWith('block'));
      const root = await company.hire('root', { groups: ['admins'] });
      await hireMany(company, 3, 'p');
      await company.tell(company.idp.deactivate(root));
      const { status, since } = await answerAtOnce(company, verdicts);

      const administrators = (await company.users()).filter(isAdministrator);
      assert.equal(administrators.length, 1);
      assert.equal(administrators[0]?.email === 'root@acme.com', status === 'rejected');
      assert.deepEqual(
        since,
        status === 'approved' ? ['hold.approved', 'role.changed', 'user.deactivated'] : ['hold.rejected'],
      );
    }
  });

  /**
   * Two people answer the only hold of a company. One of them is heard, and the other is told so.
   * @returns what became of the hold, and the actions that were recorded since, sorted
   */
  async function answerAtOnce(
    company: Company,
    verdicts: readonly [Verdict, Verdict],
  ): Promise<{ status: Hold['status']; since: string[] }> {
    const [hold, another] = await company.holds('?status=open');
    assert.ok(hold && another === undefined);
    const before = (await company.records()).length;
    const answers = await askAtOnce(company.tenantId, () =>
      answerers.map(({ api }, i) =>
        api.ask('POST', `/tenants/${company.slug}/holds/${hold.id}/${verdicts[i] ?? ''}`, { body: {} }),
      ),
    );
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409], JSON.stringify(answers));
    const heard = answers.findIndex(({ status }) => status === 200);
    const winner = { kind: 'api_token', id: answerers[heard]?.tokenId };
    const status = verdicts[heard] === 'approve' ? 'approved' : 'rejected';

    const { code, detail } = (answers[1 - heard] as Answered<Problem>).body;
    const when = rollcall.clock.now().toISOString();
    assert.deepEqual(
      [code, detail],
      ['conflict', `The hold is ${status} already, by api token ${winner.id ?? ''} at ${when}.`],
    );
    const [resolved] = await company.holds();
    assert.deepEqual([resolved?.id, resolved?.status, resolved?.resolved_by], [hold.id, status, winner]);
    const records = await company.records();
    const since = records.slice(before);
    assert.deepEqual(
      since.map(({ actor }) => actor),
      since.map(() => winner),
    );
    await assertChainHolds(company.api, company.slug, records.length);
    return { status, since: since.map(({ action }) => action).toSorted() };
  }
});

type Way = 'deactivated' | 'removed' | 'taken out';

function isAdministrator({ status, role }: User): boolean {
  return status === 'active' && role === 'admin';
}

function leave({ idp }: Company, person: SimulatedPerson, way: Way): WorkosEvent[] {
  switch (way) {
    case 'deactivated':
      return idp.deactivate(person);
    case 'removed':
      return idp.remove(person);
    case 'taken out':
      return idp.groupsOf(person).flatMap((group) => idp.leave(person, group));
  }
}

/** Tells a process to work at a lane; says when it has been there once, and when nothing waits there any more. */
function callToLane(child: ChildProcess, call: LaneCall): { began: Promise<void>; finished: Promise<void> } {
  const reported = (kind: LaneReport['kind']): Promise<void> =>
    new Promise((resolve, reject) => {
      const listen = (report: LaneReport): void => {
        if (report.kind === kind) resolve();
        else if (report.kind === 'failed') reject(new Error(report.fault));
        else return;
        child.off('message', listen);
      };
      child.on('message', listen);
    });
  const reports = { began: reported('began'), finished: reported('finished') };
  // Of a lane that fails before it has begun, that is said already.
  reports.finished.catch(() => undefined);
  child.send(call);
  return reports;
}

/** An administrator in a directory that speaks SCIM. */
interface Leaver {
  idp: ScimClient;
  i: number;
  id: string;
  /** What makes them one. */
  group: string;
}

async function hireAdministrators(idp: ScimClient, numbers: readonly number[]): Promise<Leaver[]> {
  const hired: { i: number; id: string }[] = [];
  for (const i of numbers) {
    hired.push({ i, id: (await idp.expect(201, 'POST', '/Users', newUser(`admin${i}@acme.com`))).id });
  }
  const ids = hired.map(({ id }) => id);
  const group = (await idp.expect(201, 'POST', '/Groups', newGroup('admins', ids))).id;
  return hired.map((each) => ({ ...each, idp, group }));
}

interface Reply {
  status: number;
  text: string;
}

/** Tells the process at this address that somebody leaves. */
async function sendScim(url: string, way: Way, { idp, id, group }: Leaver): Promise<Reply> {
  const send = (method: string, path: string, body?: unknown) =>
    fetch(`${url}${new URL(idp.baseUrl).pathname}${path}`, {
      method,
      headers: { authorization: `Bearer ${idp.token}`, 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const sent = {
    removed: () => send('DELETE', `/Users/${id}`),
    deactivated: () =>
      send('PATCH', `/Users/${id}`, patchOf({ op: 'replace', path: 'active', value: false })),
    'taken out': () => {
      const member = { op: 'remove', path: `members[value eq "${id}"]` };
      return send('PATCH', `/Groups/${group}`, patchOf(member));
    },
  };
  const answer = await sent[way]();
  return { status: answer.status, text: await answer.text() };
}

function assertSaysWhyNot(reply: Reply | undefined): void {
  assert.equal(reply?.status, 409);
  assert.match(reply.text, /without an administrator, so the last one keeps the role until there is another/);
}
