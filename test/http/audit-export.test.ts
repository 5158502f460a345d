import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'csv-parse/sync';
import express from 'express';
import { Client } from 'pg';
import type { AuditRecord } from '../../src/generated/api.ts';
import { sendDownload } from '../../src/http/send-download.ts';
import { openBrowser } from '../support/cookie-browser.ts';
import { openOffice, type Office } from '../support/office.ts';
import { operatorToken } from '../support/rollcall.ts';
import { superuserUrl } from '../support/test-server.ts';

const many = 1_203;

describe('the audit log as a file', () => {
  let office: Office;
  const path = '/api/v1/tenants/acme/audit-records/export';

  before(async () => {
    office = await openOffice();
    await office.hire('=HYPERLINK("https://evil.example")', ['members']);
    const superuser = new Client(await superuserUrl(office.rollcall.databaseUrl));
    await superuser.connect();
    // Many at the same moment, so that the order is that of the moment and the id.
    await superuser.query(
      `insert into audit_records (tenant_id, id, at, actor_kind, action, reason, salt, content_digest, digest)
       select $1, gen_random_uuid(), $2::timestamptz - (n / 100) * interval '1 minute', 'directory', 'user.updated', 'r' || n,
              's', 'c', 'd'
         from generate_series(1, ${many}) n`,
      [office.tenantId, office.rollcall.clock.now()],
    );
    await superuser.end();
  });
  after(() => office.stop());

  const download = async (query: string) => {
    const answer = await fetch(`${office.rollcall.url}${path}${query}`, {
      headers: { authorization: `Bearer ${operatorToken}` },
    });
    return { answer, text: await answer.text() };
  };

  it('has every record once, the oldest first, over as many pages as it takes', async () => {
    const { answer, text } = await download('?action=user.updated');
    assert.equal(answer.status, 200);
    assert.equal(
      answer.headers.get('content-disposition'),
      `attachment; filename="rollcall-activity-acme-${office.rollcall.clock.now().toISOString().slice(0, 10)}.json"`,
    );
    assert.equal(answer.headers.get('content-length'), null, 'it is made while it is sent');
    const records = JSON.parse(text) as AuditRecord[];
    assert.equal(records.length, many);
    const positions = records.map(({ at, id }) => `${at} ${id}`);
    assert.deepEqual(positions, [...new Set(positions)].sort());
    const none = await download('?action=user.purged');
    assert.deepEqual(JSON.parse(none.text), []);
  });

  it('as CSV has the same, and no cell that a spreadsheet runs', async () => {
    const { answer, text } = await download('?format=csv');
    assert.equal(answer.headers.get('content-type'), 'text/csv; charset=utf-8');
    const rows = parse<Record<string, string>>(text, { bom: true, columns: true });
    const all = JSON.parse((await download('')).text) as AuditRecord[];
    assert.deepEqual(
      rows.map(({ id }) => id),
      all.map(({ id }) => id),
    );
    assert.ok(rows.some(({ user_name: name }) => name?.startsWith(`'=HYPERLINK("`)));
    for (const row of rows) for (const cell of Object.values(row)) assert.doesNotMatch(cell, /^[=+@\t]/);
  });

  it('is asked for by a link, whose query says which session counts', async () => {
    const { url } = await office.api.expect('PortalLinkOnce', 'POST', '/tenants/acme/portal-links', {
      body: { pages: ['activity'] },
    });
    const browser = openBrowser(office.rollcall.url, 'portal');
    await browser.enter(url);
    const link = { 'rollcall-app': '' };
    assert.equal((await browser.ask('GET', path, { headers: link })).status, 200);
    browser.jar.set('rollcall_console', 'another');
    assert.equal((await browser.ask('GET', path, { headers: link })).status, 401);
    const said = await browser.ask('GET', `${path}?app=portal`, { headers: link });
    assert.equal(said.status, 200);
    const elsewhere = { ...link, 'sec-fetch-site': 'cross-site' };
    assert.equal((await browser.ask('GET', `${path}?app=portal`, { headers: elsewhere })).status, 403);
    assert.equal((await browser.ask('GET', `${path}?app=console`, { headers: link })).status, 401);
  });

  it('refuses what it does not know, as a problem and not as a file', async () => {
    for (const query of ['?format=xml', '?limit=5', '?since=yesterday', '?app=other']) {
      const { answer } = await download(query);
      assert.equal(answer.status, 400, query);
      assert.match(answer.headers.get('content-type') ?? '', /problem\+json/);
      assert.equal(answer.headers.get('content-disposition'), null);
    }
  });
});

describe('a file that is made while it is sent', () => {
  /** A server that sends these pieces to whoever asks, and what came of it. */
  async function serve(pieces: () => AsyncGenerator<string>) {
    const app = express();
    const { promise: outcome, resolve } = Promise.withResolvers<unknown>();
    app.get('/', async (_request, response) => {
      const sending = sendDownload(response, { type: 'text/plain', fileName: 'a', pieces: pieces() });
      await sending.then(
        () => {
          resolve('sent');
        },
        (fault: unknown) => {
          resolve(fault);
          if (!response.headersSent) response.status(500).end();
        },
      );
    });
    const server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { url, outcome, close: () => server.close() };
  }

  it('is read no further than its reader takes it, and no more once they are gone', async () => {
    let made = 0;
    const { promise: ended, resolve } = Promise.withResolvers<undefined>();
    const { url, outcome, close } = await serve(async function* () {
      try {
        for (;;) {
          made += 1;
          yield await Promise.resolve('x'.repeat(1_000_000));
        }
      } finally {
        resolve(undefined);
      }
    });
    const request = get(url);
    const [answer] = (await once(request, 'response')) as [NodeJS.ReadableStream];
    await once(answer, 'readable');
    request.destroy();
    await ended;
    assert.equal(await outcome, 'sent');
    assert.ok(made < 50, `${made}`);
    close();
  });

  it('breaks off where it fails on the way, and is refused where it fails at once', async () => {
    const late = await serve(async function* () {
      yield await Promise.resolve('a');
      throw new Error('late');
    });
    await assert.rejects(fetch(late.url).then((answer) => answer.text()));
    assert.match(String(await late.outcome), /late/);
    late.close();

    const atOnce = await serve(async function* () {
      if (await Promise.resolve(true)) throw new Error('at once');
      yield '';
    });
    assert.equal((await fetch(atOnce.url)).status, 500);
    atOnce.close();
  });
});
