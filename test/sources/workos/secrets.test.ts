import assert from 'node:assert/strict';
import { pino } from 'pino';
import { signWebhook } from '../../../src/cli/demo/sign-webhook.ts';
import { dumpDatabase } from '../../support/dump.ts';
import { everyForm, plantEverywhere, plantedSecrets, secretsIn } from '../../support/plant-secrets.ts';
import { operatorToken, startRollcall, webhookSecret, type TestRollcall } from '../../support/rollcall.ts';
import { sampleKinds, workosSample } from '../../support/workos-samples.ts';

/** Attributes are read, groups give roles and workspaces, and rules look: whatever could carry a value on, does. */
const policy = `
identity: { verified_domains: [example.com] }
attributes:
  map:
    department: { from: enterprise.department }
    title: { from: title }
    country: { from: addresses.work.country }
    locale: { from: locale }
groups:
  match_by: name
  default_role: viewer
  map: [ { name: Developers, role: member, workspaces: [ { key: engineering, role: member } ] } ]
`;

describe('A secret', function () {
  this.timeout(120_000);
  let rollcall: TestRollcall;
  const heard: { from: string; text: string }[] = [];
  let posted = 0;

  const hear = (from: string, text: string) => heard.push({ from, text });

  before(async () => {
    const logger = pino({ level: 'trace' }, { write: (line) => hear('the log', line) });
    rollcall = await startRollcall({ logger, batchSize: 100 });
    await rollcall.createTenant('acme', 'directory_acme', policy);
  });
  after(() => rollcall.stop());

  async function post(body: string, at: string): Promise<number> {
    posted += 1;
    const answer = await fetch(`${rollcall.url}/api/webhooks/workos`, {
      method: 'POST',
      headers: { 'workos-signature': signWebhook(body, webhookSecret, rollcall.clock.now()) },
      body,
    });
    hear(`the answer to ${at}`, `${JSON.stringify([...answer.headers])} ${await answer.text()}`);
    return answer.status;
  }

  async function postAll(bodies: Iterable<{ at: string; body: unknown }>): Promise<void> {
    const waiting = [...bodies];
    const work = async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        assert.equal(await post(JSON.stringify(next.body), next.at), 200, next.at);
      }
    };
    await Promise.all(Array.from({ length: 12 }, work));
  }

  function* everyPosition(directoryId: string): Generator<{ at: string; body: unknown }> {
    for (const kind of sampleKinds) {
      const sample = workosSample(kind, directoryId);
      const user = (kind.includes('group.user') ? sample.data['user'] : sample.data) as Record<
        string,
        unknown
      >;
      if (kind.startsWith('dsync.user')) {
        Object.assign(user, {
          custom_attributes: { ...(user['custom_attributes'] as object), ...everyForm },
        });
      }
      Object.assign(sample.data, kind.endsWith('updated') ? { previous_attributes: { note: 'x' } } : {});
      Object.assign(sample, { context: { actor: 'x' } });
      let count = 0;
      for (const { at, body } of plantEverywhere(sample)) {
        count += 1;
        const id = `event_${directoryId}_${kind}_${count}`;
        const withOwnId =
          typeof body === 'object' && body !== null && 'id' in body && body.id === sample.id
            ? { ...body, id }
            : body;
        yield { at: `${kind} ${at}`, body: withOwnId };
      }
    }
  }

  /** Someone who is there in the end, with secrets in what the account is made of. */
  function* lastWord(directoryId: string): Generator<{ at: string; body: unknown }> {
    const { ssn, card, iban } = plantedSecrets;
    const later = '2026-01-14T00:00:00.000Z';
    const created = workosSample('dsync.user.created', directoryId);
    const person = { ...created.data, id: 'directory_user_last', idp_id: ssn, updated_at: later };
    const custom = {
      job_title: card,
      department_name: 'Engineering',
      preferred_language: iban,
      username: ssn,
    };
    yield {
      at: 'the last person',
      body: {
        ...created,
        id: 'event_last_1',
        data: { ...person, first_name: ssn, custom_attributes: custom },
      },
    };
    const joined = workosSample('dsync.group.user_added', directoryId);
    const group = { ...(joined.data['group'] as object), id: 'directory_group_last', idp_id: iban };
    yield {
      at: 'the last membership',
      body: {
        ...joined,
        id: 'event_last_2',
        created_at: later,
        data: { ...joined.data, user: person, group },
      },
    };
  }

  async function ask(path: string): Promise<unknown> {
    const answer = await fetch(rollcall.url + path, {
      headers: { authorization: `Bearer ${operatorToken}` },
    });
    const text = await answer.text();
    hear(`the answer to GET ${path}`, text);
    return path === '/metrics' ? text : (JSON.parse(text) as unknown);
  }

  async function askEverything(): Promise<void> {
    for (const list of ['users', 'groups', 'events', 'directories', 'holds', 'workspaces', 'audit-records']) {
      for (let cursor: string | null = ''; cursor !== null;) {
        const page = (await ask(
          `/api/v1/tenants/acme/${list}?limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`,
        )) as { data: { id: string }[]; next_cursor: string | null };
        cursor = page.next_cursor;
        if (list !== 'users') continue;
        for (const { id } of page.data) await ask(`/api/v1/tenants/acme/users/${id}/why`);
      }
    }
    for (const path of ['/api/v1/unclaimed-directories?limit=200', '/metrics', '/readyz']) await ask(path);
  }

  it('in any position of any event of a claimed or an unclaimed directory is nowhere afterwards', async () => {
    await postAll(everyPosition('directory_acme'));
    await postAll(everyPosition('directory_stray'));
    await postAll(lastWord('directory_acme'));
    assert.ok(posted > 1_500, `only ${posted} positions were tried`);
    await rollcall.drain();

    // And those of the unclaimed directory once more, on their way to a tenant.
    await rollcall.api('POST', '/tenants/acme/directories', {
      source: 'workos',
      workos_id: 'directory_stray',
    });
    await rollcall.drain();
    await askEverything();
  });

  it('in a body that is no event, or no JSON, or not signed, is nowhere afterwards', async () => {
    const { ssn, password } = plantedSecrets;
    const bodies: [unknown, number][] = [
      [ssn, 200],
      [[ssn, { a: ssn }], 200],
      [{ [ssn]: ssn }, 200],
      [{ event: { ssn }, id: [ssn], data: ssn, password }, 200],
      [{ event: 'dsync.user.created', data: { directory_id: 'directory_acme', id: { ssn }, password } }, 200],
      [
        { event: 'dsync.user.created', data: { directory_id: 'directory_acme', id: ` ${ssn} `.repeat(40) } },
        200,
      ],
      [
        { event: `dsync.${ssn}`, id: 'event_unknown', data: { directory_id: 'directory_acme', password } },
        200,
      ],
    ];
    for (const [body, status] of bodies) assert.equal(await post(JSON.stringify(body), 'no event'), status);
    assert.equal(await post(`{"ssn":"${ssn}"`, 'no JSON'), 400);
    assert.equal(await post(`${password} ${ssn}`, 'no JSON'), 400);
    for (const signature of ['t=1, v1=00', `t=${ssn}, v1=${ssn}`]) {
      const answer = await fetch(`${rollcall.url}/api/webhooks/workos`, {
        method: 'POST',
        headers: { 'workos-signature': signature },
        body: JSON.stringify({ ssn, password }),
      });
      assert.equal(answer.status, 401);
      hear('the answer to no signature', await answer.text());
    }
    const long = await fetch(`${rollcall.url}/api/webhooks/workos?ssn=${ssn}`, { method: 'POST', body: ssn });
    hear('the answer to a query', await long.text());
    await rollcall.drain();
    await askEverything();
  });

  it('and what was looked through for it is not empty: accounts, groups, events and logs are there', async () => {
    const dump = await dumpDatabase(rollcall.databaseUrl);
    const rows = (table: string) => dump.get(`public.${table}`) ?? [];
    assert.deepEqual(
      rows('users')
        .map((row) => JSON.parse(row) as Record<string, unknown>)
        .filter(({ status }) => status === 'active')
        .map(({ email, role, attributes }) => [email, role, attributes]),
      [['lela.block@example.com', 'member', { department: 'Engineering' }]],
    );
    for (const table of ['directory_users', 'directory_groups', 'inbox', 'audit_records']) {
      assert.ok(rows(table).length > 1, `${table} is empty`);
    }
    assert.ok(rows('inbox').length > 1_000);
    const log = heard.filter(({ from }) => from === 'the log');
    assert.ok(log.length > 1_000, 'the log is empty');
    // What is no secret is still there, around where the secrets were.
    assert.ok(rows('directory_users').some((row) => row.includes('lela.block@example.com')));
    assert.ok(rows('inbox').some((row) => row.includes('withheld-')));

    const found = [...dump].flatMap(([table, all]) =>
      all.flatMap((row) => secretsIn(row).map((secret) => `${secret} in ${table}: ${row.slice(0, 400)}`)),
    );
    assert.deepEqual(found.slice(0, 5), [], `${found.length} rows give a secret away`);
    const told = heard.flatMap(({ from, text }) =>
      secretsIn(text).map((secret) => `${secret} in ${from}: ${text.slice(0, 400)}`),
    );
    assert.deepEqual(told.slice(0, 5), [], `${told.length} lines give a secret away`);
  });
});
