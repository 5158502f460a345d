import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { operatorChannel, type NoticeItem, type ToldProblem } from '../../../src/domain/notice.ts';
import { gatherNoticeItems } from '../../../src/domain/gather-notice-items.ts';
import { letterHtml } from '../../../src/outbound/notices/letter-html.ts';
import { letterText } from '../../../src/outbound/notices/letter-text.ts';
import { disabledInWords } from '../../../src/outbound/webhooks/disabled-in-words.ts';
import { writeLetter, type LetterContents } from '../../../src/outbound/notices/notice-letter.ts';
import type { NamedHold, NamedPerson } from '../../../src/store/notice-people.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'fixtures', 'notices');

const idOf = (index: number) => `01a20000-0000-7000-8000-${String(index).padStart(12, '0')}`;
const person = (index: number, name: string | null = `Person ${index}`): NamedPerson => ({
  user_id: idOf(index),
  name,
  email: name === null ? null : `person-${index}@acme.com`,
  purged: false,
});
const item = (kind: NoticeItem['kind'], says: string, ...people: number[]): NoticeItem => ({
  kind,
  says,
  people: people.length,
  user_ids: people.map(idOf).slice(0, 50),
  hold_id: null,
  hold_kind: null,
});
const holdItem = (kind: NoticeItem['kind'], hold: NamedHold): NoticeItem => ({
  kind,
  says: hold.reason,
  people: 1,
  user_ids: [],
  hold_id: hold.id,
  hold_kind: hold.kind,
});
const endpointItem = (id: number, ofEveryTenant: boolean): NoticeItem => ({
  ...item('webhook_disabled', disabledInWords({ ...failing, ofEveryTenant })),
  endpoint: { id: idOf(id), of_every_tenant: ofEveryTenant },
});
const problemItem = (
  kind: NoticeItem['kind'],
  problem: Pick<ToldProblem, 'code' | 'resolved' | 'next_step'>,
): NoticeItem => ({
  ...item(kind, `What is the matter with ${problem.code}.`),
  problem: { directory_id: idOf(960), directory: 'Acme Okta', ...problem },
});
const failing = {
  host: 'hooks.acme.com',
  gone: false,
  failingSince: new Date('2026-01-13T09:00:00Z'),
  lastError: 'The endpoint answered 500. Any 2xx counts as received.',
  waiting: 12,
};
const numbers = (count: number, from = 1) => Array.from({ length: count }, (_, index) => from + index);

const emptied: NamedHold = {
  id: idOf(900),
  kind: 'deactivations',
  status: 'open',
  revision: 3,
  cause: 'the group Sales was emptied',
  reason: '412 people would lose access, all because the group Sales was emptied',
  people: 412,
  named: numbers(50).map((index) => person(index)),
};
const lastAdministrator: NamedHold = {
  id: idOf(901),
  kind: 'sole_admin',
  status: 'open',
  revision: 3,
  cause: idOf(7),
  reason: 'The last administrator would leave: they keep it until another administrator exists',
  people: 1,
  named: [person(7, 'Jana Eriksen')],
};

function contents(items: NoticeItem[], more: Partial<LetterContents> = {}): LetterContents {
  return {
    tenant: 'acme',
    channel: 'security',
    send: 'at_once',
    items: gatherNoticeItems(items),
    people: new Map(numbers(600).map((index) => [idOf(index), person(index)])),
    holds: new Map([emptied, lastAdministrator].map((hold) => [hold.id, hold])),
    endpoints: new Map([[idOf(950), 'disabled']]),
    publicUrl: 'https://rollcall.example.com',
    ...more,
  };
}

const letters: Record<string, LetterContents> = {
  'surge-and-new-administrators': contents([
    holdItem('guard_held', emptied),
    item('role_granted_admin', 'Role changed from member to admin: joined the group saas-admins', 1, 2),
  ]),
  'last-administrator': contents([holdItem('sole_admin_blocked', lastAdministrator)]),
  'daily-digest': contents(
    [
      item('deactivated', 'Deactivated: is no longer active in the directory', ...numbers(60)),
      item('deactivated', 'Deactivated: is in no mapped group', 71),
      item('read_only', 'May read for 14 days: is no longer active in the directory', 72),
      item('role_changed', 'Role changed from admin to member: left the group saas-admins', 73),
      item('rule', 'Role changed from admin to member: Contractors never administer', 74),
    ],
    { channel: 'admins', send: 'daily' },
  ),
  'policy-mismatch': contents([
    ...['editors', 'viewers'].map((name) => ({
      ...item('policy_mismatch', `No directory has a group called "${name}".`),
      people: 0,
    })),
    item('deactivated', 'Deactivated: is no longer active in the directory', 71),
  ]),
  'directory-problems': contents(
    [
      problemItem('directory_failing', {
        code: 'invalid_credentials',
        resolved: false,
        next_step: 'Have an administrator of the customer renew the credentials: send them a setup link.',
      }),
      problemItem('directory_silent', {
        code: 'silent',
        resolved: true,
        next_step: 'Ask the customer whether provisioning still runs in their identity provider.',
      }),
    ],
    { channel: 'support' },
  ),
  'disabled-endpoint': contents([endpointItem(950, false)], { channel: operatorChannel }),
};

describe('Mails about notices', () => {
  for (const [name, given] of Object.entries(letters)) {
    it(`read as expected: ${name}`, () => {
      const letter = writeLetter(given);
      for (const [ending, actual] of [
        ['txt', `Subject: ${letter.subject}\n\n${letterText(letter)}`],
        ['html.txt', letterHtml(letter)],
      ] as const) {
        const golden = join(FOLDER, `${name}.${ending}`);
        // Write what is there now with UPDATE_GOLDENS=1, and read the difference before committing it.
        if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(golden, actual);
        assert.ok(existsSync(golden), `There is no ${golden}; run with UPDATE_GOLDENS=1 to write it.`);
        assert.equal(actual, readFileSync(golden, 'utf8'));
      }
    });
  }

  it('name at most 50 people, and say how many more there are', () => {
    const text = letterText(
      writeLetter(
        contents([
          item('deactivated', 'one reason', ...numbers(40)),
          item('deactivated', 'another', ...numbers(300, 50)),
        ]),
      ),
    );
    assert.equal(text.match(/^- Person/gm)?.length, 50);
    assert.match(text, /^340 people were deactivated$/m);
    assert.match(text, /^and 290 more$/m);
  });

  it('count people of reasons that are not shown', () => {
    const items = numbers(60).map((index) => item('deactivated', `reason ${index}`, index));
    const text = letterText(writeLetter(contents(items)));
    assert.equal(text.match(/^- Person/gm)?.length, 50);
    assert.match(text, /^For other reasons\.\n10 more$/m);
  });

  it('say of a hold that is answered meanwhile that it does not wait any more', () => {
    const holds = new Map([[emptied.id, { ...emptied, status: 'rejected' }]]);
    const text = letterText(writeLetter(contents([holdItem('guard_held', emptied)], { holds })));
    assert.match(text, /does not wait any more: the hold is rejected/);
    assert.doesNotMatch(text, /approve/);
  });

  it('say of an endpoint that is enabled or deleted meanwhile that there is nothing to do', () => {
    const given = [endpointItem(950, true)];
    const enabled = writeLetter(contents(given, { endpoints: new Map([[idOf(950), 'active']]) }));
    assert.equal(enabled.subject, 'Rollcall: a webhook endpoint was disabled');
    assert.match(letterText(enabled), /It is enabled again since/);
    assert.doesNotMatch(letterText(enabled), /rollcall webhook enable/);
    const deleted = letterText(writeLetter(contents(given, { endpoints: new Map() })));
    assert.match(deleted, /The endpoint was deleted since/);
    assert.doesNotMatch(deleted, /https:/);
  });

  it('keep two endpoints of one host apart', () => {
    const letter = writeLetter(contents([endpointItem(950, false), endpointItem(951, false)]));
    assert.equal(letter.paragraphs.length, 2);
  });

  it('name nobody whose data were removed', () => {
    const people = new Map([[idOf(1), { ...person(1, null), purged: true }]]);
    const text = letterText(writeLetter(contents([item('deactivated', 'left', 1, 2)], { people })));
    assert.match(text, new RegExp(`^- Somebody whose data are removed, ${idOf(1)}$`, 'm'));
    assert.match(text, new RegExp(`^- Somebody whose data are removed, ${idOf(2)}$`, 'm'));
  });

  const hostile = [
    'Eve\r\nBcc: everyone@evil.example',
    'Eve\u2028\u2029\u0085Subject: x',
    'Eve \u202egnirts',
    '<script>alert(1)</script>',
    '"><img src=https://evil.example/x.png onerror=alert(1)>',
    "'&amp;<b>",
    'https://evil.example/login',
    'a\0b\ud800',
    'x'.repeat(100_000),
  ];
  for (const name of hostile) {
    it(`keep a name in its place: ${JSON.stringify(name.slice(0, 40))}`, () => {
      const people = new Map([[idOf(1), { ...person(1), name, email: `${name}@acme.com` }]]);
      const given = contents([item('role_granted_admin', `Joined the group ${name}`, 1)], { people });
      const letter = writeLetter(given);
      assert.equal(letter.subject, 'acme: 1 person became an administrator');
      const text = letterText(letter);
      const html = letterHtml(letter);
      assert.ok(text.isWellFormed());
      assert.ok(text.length < 2_000);
      // The lines of a letter about somebody with a plain name, and no other.
      const plain = letterText(writeLetter(contents([item('role_granted_admin', 'Joined the group x', 1)])));
      assert.equal(text.split('\n').length, plain.split('\n').length);
      assert.doesNotMatch(text, /(?!\n)\p{Cc}|[\u2028\u2029\u202a-\u202e]/u);
      assert.doesNotMatch(text.replaceAll('https://rollcall.example.com/', ''), /:\/\//);
      assert.deepEqual([...new Set([...html.matchAll(/<\/?([a-z]+)/gi)].map(([, tag]) => tag))].sort(), tags);
      assert.doesNotMatch(html, /\bon\w+=(?!alert)/);
      assert.deepEqual(
        [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, url]) => url),
        [`https://rollcall.example.com/api/v1/tenants/acme/users/${idOf(1)}/why`],
      );
    });
  }
  const tags = ['a', 'body', 'h', 'head', 'hr', 'html', 'li', 'meta', 'p', 'pre', 'small', 'title', 'ul'];

  it('load nothing from elsewhere, and say which language they are in', () => {
    for (const given of Object.values(letters)) {
      const html = letterHtml(writeLetter(given));
      assert.match(html, /<html lang="en">/);
      assert.doesNotMatch(html, /<(?:img|link|script|iframe|style)|\burl\(|@import|\bsrc=/);
    }
  });
});
