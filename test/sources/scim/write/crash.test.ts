import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Event } from '../../../../src/generated/api.ts';
import { startRollcall, type TestRollcall } from '../../../support/rollcall.ts';
import { newGroup, newUser, patchOf, scimTenant, type ScimClient } from '../../../support/scim-client.ts';

const policy = `
groups:
  match_by: name
  default_role: viewer
  map: [ { name: members, role: member } ]
`;

describe('A process that is killed in the middle of SCIM writes', function () {
  this.timeout(60_000);
  let rollcall: TestRollcall;
  let idp: ScimClient;
  let group: string;
  let count = 0;
  const children: ChildProcess[] = [];
  /** What was answered 2xx, by user name. */
  const created = new Map<string, string>();
  const joined = new Set<string>();

  before(async () => {
    rollcall = await startRollcall();
    idp = await scimTenant(rollcall, { policy });
    group = (await idp.expect(201, 'POST', '/Groups', newGroup('members'))).id;
  });
  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await rollcall.stop();
  });

  async function serve(): Promise<{ child: ChildProcess; url: string }> {
    const child = fork(new URL('../../../support/lane-process.ts', import.meta.url), {
      env: { ...process.env, DATABASE_URL: rollcall.databaseUrl },
    });
    children.push(child);
    const [port] = (await once(child, 'message')) as [number];
    return { child, url: `http://127.0.0.1:${port}/scim/v2/${idp.directoryId}` };
  }

  /** Hires people into the group over twelve connections, and kills the process once this many are there. */
  async function killAfter(people: number): Promise<number> {
    const { child, url } = await serve();
    const send = async (method: string, path: string, body: unknown) => {
      const answer = await fetch(url + path, {
        method,
        headers: { authorization: `Bearer ${idp.token}`, 'content-type': 'application/scim+json' },
        body: JSON.stringify(body),
      });
      const text = await answer.text();
      assert.ok(answer.ok, `${method} ${path} answered ${answer.status}: ${text}`);
      return text;
    };
    let unanswered = 0;
    const until = created.size + people;
    const hire = async () => {
      try {
        for (;;) {
          const name = `p${(count += 1)}@acme.com`;
          const { id } = JSON.parse(await send('POST', '/Users', newUser(name, { externalId: name }))) as {
            id: string;
          };
          created.set(name, id);
          const join = patchOf({ op: 'add', path: 'members', value: [{ value: id }] });
          await send('PATCH', `/Groups/${group}`, join);
          joined.add(id);
          if (created.size >= until) child.kill('SIGKILL');
        }
      } catch (error) {
        // Of a process that is gone there is no answer; what it did answer was right.
        if (error instanceof assert.AssertionError) throw error;
        unanswered += 1;
      }
    };
    await Promise.all(Array.from({ length: 12 }, hire));
    return unanswered;
  }

  async function allEvents(): Promise<Event[]> {
    const events: Event[] = [];
    for (let cursor = ''; ;) {
      const page = await idp.api.expect('EventList', 'GET', `/tenants/${idp.slug}/events?limit=200${cursor}`);
      events.push(...page.data);
      if (page.next_cursor === null) return events;
      cursor = `&cursor=${page.next_cursor}`;
    }
  }

  it('has lost nothing that it answered, and has left nothing half done, and no lock', async () => {
    for (const people of [30, 50]) assert.equal(await killAfter(people), 12, 'nothing was under way');
    // Takes its turn at the tenant behind whatever PostgreSQL still ends or commits.
    const last = newUser('last@acme.com', { externalId: 'last@acme.com' });
    created.set('last@acme.com', (await idp.expect(201, 'POST', '/Users', last)).id);

    const { Resources: shown } = await idp.expect(200, 'GET', '/Users?count=1000');
    const ids = new Map(shown.map(({ userName, id }) => [userName, id]));
    for (const [name, id] of created) assert.equal(ids.get(name), id, `${name} is lost`);
    const { members } = await idp.expect(200, 'GET', `/Groups/${group}`);
    const there = new Set(members?.map(({ value }) => value));
    for (const id of joined) assert.ok(there.has(id), `${id} has lost the membership`);

    // Also of what was not answered: a person, the event, the account and its audit record are there, or none of them.
    const events = (await allEvents()).filter(({ type }) => type === 'scim.user.created');
    assert.equal(events.length, shown.length);
    const accounts = new Map((await idp.users()).map((user) => [user.external_id, user]));
    const records = await idp.records('&action=user.provisioned');
    assert.equal(accounts.size, shown.length);
    assert.equal(records.length, shown.length);
    assert.deepEqual(records.flatMap((record) => record.event_ids).sort(), events.map(({ id }) => id).sort());
    for (const { userName, id } of shown) {
      assert.equal(accounts.get(userName)?.role, there.has(id) ? 'member' : 'viewer', userName);
    }
  });
});
