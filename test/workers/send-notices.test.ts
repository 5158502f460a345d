import assert from 'node:assert/strict';
import { pino } from 'pino';
import { createActivePolicies } from '../../src/reconcile/active-policy.ts';
import { openDatabase } from '../../src/store/database.ts';
import { createNoticeSender } from '../../src/workers/send-notices.ts';
import { collectMail } from '../support/collect-mail.ts';
import { dumpDatabase } from '../support/dump.ts';
import { noticeTo, openNoticeDesk, type NoticeDesk } from '../support/notice-desk.ts';

const seconds = 1_000;
const minutes = 60 * seconds;
const hours = 60 * minutes;
const channels = `
  security: { on: [deactivated, guard_held], send: at_once, to: [security@acme.com, boss@acme.com] }
  admins: { on: [deactivated], send: daily, to: [admins@acme.com] }
`;
const away = {
  kind: 'failed',
  error: 'The mail server cannot be reached, or does not answer (ESOCKET).',
} as const;

describe('Sending notices', () => {
  let desk: NoticeDesk;
  let acme: string;

  beforeEach(async () => {
    desk = await openNoticeDesk();
    acme = await desk.tenant('acme', channels);
  });
  afterEach(() => desk.close());

  const sendAfter = async (ms: number) => {
    desk.clock.advance(ms);
    await desk.sender.sendDue();
  };
  const subjects = () => desk.mail.sent.map(({ subject }) => subject);
  const statuses = async (tenantId = acme) => (await desk.notices(tenantId)).map(({ status }) => status);

  it('makes one mail of a burst', async () => {
    const ada = await desk.user(acme, 'Ada Lovelace');
    for (let count = 0; count < 399; count += 1) await desk.queue(acme, noticeTo('security'));
    await desk.queue(acme, noticeTo('security', ada));
    await sendAfter(5 * seconds);
    assert.deepEqual(subjects(), ['acme: 400 people were deactivated']);
    const [mail] = desk.mail.sent;
    assert.deepEqual(mail?.to, ['security@acme.com', 'boss@acme.com']);
    assert.match(mail.text, /^- Ada Lovelace <ada\.lovelace@acme\.com>$/m);
    assert.match(mail.text, /^and 399 more$/m);
    assert.deepEqual(new Set(await statuses()), new Set(['sent']));
    assert.deepEqual(desk.outcomes, { sent: 400 });
    await sendAfter(2 * hours);
    assert.equal(desk.mail.sent.length, 1);
  });

  it('lets what is told at once gather for five seconds, and then for a minute', async () => {
    await desk.queue(acme, noticeTo('security'));
    await sendAfter(4_999);
    assert.deepEqual(subjects(), []);
    await desk.queue(acme, noticeTo('security'));
    await sendAfter(1);
    assert.deepEqual(subjects(), ['acme: 2 people were deactivated']);

    await desk.queue(acme, noticeTo('security'));
    await sendAfter(10 * seconds);
    await desk.queue(acme, noticeTo('security'));
    await sendAfter(49 * seconds);
    assert.equal(desk.mail.sent.length, 1);
    await sendAfter(1 * seconds);
    assert.deepEqual(subjects().slice(1), ['acme: 2 people were deactivated']);
  });

  it('sends the digest at seven o’clock UTC, with all of the day', async () => {
    await desk.queue(acme, noticeTo('admins', null, { send: 'daily' }));
    await sendAfter(3 * hours);
    await desk.queue(acme, noticeTo('admins', null, { send: 'daily' }));
    await sendAfter(19 * hours - 1);
    assert.deepEqual(subjects(), []);
    await sendAfter(1);
    assert.equal(desk.clock.now().toISOString(), '2026-01-16T07:00:00.000Z');
    assert.deepEqual(subjects(), ['acme, daily digest: 2 people were deactivated']);
    assert.deepEqual(desk.mail.sent[0]?.to, ['admins@acme.com']);
  });

  it('asks the policy of the moment whom to tell', async () => {
    await desk.queue(acme, noticeTo('security'), noticeTo('admins'));
    await desk.changeChannels(
      acme,
      'acme',
      '  security: { on: [guard_held], send: daily, to: [new@acme.com] }\n',
    );
    await sendAfter(5 * seconds);
    assert.deepEqual(
      desk.mail.sent.map(({ to }) => to),
      [['new@acme.com']],
    );
    const [told, dropped] = await desk.notices(acme);
    assert.equal(told?.status, 'sent');
    assert.equal(dropped?.status, 'dropped');
    assert.equal(dropped.last_error, 'The policy has no channel admins any more.');
    assert.match(desk.logged.join(''), /"channel":"admins".*no channel admins any more.*were dropped/);
    assert.deepEqual(desk.outcomes, { sent: 1, dropped: 1 });
  });

  it('takes no part of JavaScript for a channel', async () => {
    await desk.queue(acme, noticeTo('constructor'));
    await sendAfter(5 * seconds);
    assert.deepEqual(await statuses(), ['dropped']);
  });

  it('counts a channel without addresses as told, and writes no mail', async () => {
    const globex = await desk.tenant('globex', '  hooks: { on: [deactivated], send: at_once }\n');
    await desk.queue(globex, noticeTo('hooks'));
    await sendAfter(5 * seconds);
    assert.deepEqual(await statuses(globex), ['sent']);
    assert.deepEqual(desk.mail.attempts, []);
  });

  it('tries again while the mail server is down for hours, and then sends all of it in one mail', async () => {
    desk.mail.answer = () => away;
    await desk.queue(acme, noticeTo('security'));
    for (let minute = 0; minute < 180; minute += 1) {
      if (minute % 10 === 0) await desk.queue(acme, noticeTo('security'));
      await sendAfter(1 * minutes);
    }
    const waiting = await desk.notices(acme);
    assert.deepEqual(new Set(waiting.map(({ status }) => status)), new Set(['waiting']));
    assert.equal(waiting[0]?.last_error, away.error);
    // Half an hour apart at the end, also though something new came every ten minutes.
    assert.ok(
      desk.mail.attempts.length >= 8 && desk.mail.attempts.length <= 14,
      String(desk.mail.attempts.length),
    );
    desk.mail.answer = () => ({ kind: 'sent', refused: 0 });
    await sendAfter(30 * minutes);
    assert.deepEqual(subjects(), ['acme: 19 people were deactivated']);
    assert.deepEqual(new Set(await statuses()), new Set(['sent']));
    assert.equal(desk.outcomes['failed'], desk.mail.attempts.length - 1);
  });

  it('gives up after a day, visibly, and goes on with what came later', async () => {
    desk.mail.answer = () => away;
    await desk.queue(acme, noticeTo('security'));
    for (let hour = 0; hour < 23; hour += 1) await sendAfter(1 * hours);
    await desk.queue(acme, noticeTo('security'));
    await sendAfter(1.5 * hours);
    assert.deepEqual(
      (await desk.notices(acme)).map(({ status, last_error }) => ({ status, last_error })),
      [
        { status: 'dead', last_error: away.error },
        { status: 'waiting', last_error: away.error },
      ],
    );
    assert.equal(desk.outcomes['dead'], 1);
    desk.mail.answer = () => ({ kind: 'sent', refused: 0 });
    await sendAfter(1 * hours);
    assert.deepEqual(await statuses(), ['dead', 'sent']);
    assert.deepEqual(subjects(), ['acme: 1 person was deactivated']);
  });

  it('forgets after three months what was sent, and what was not', async () => {
    await desk.queue(acme, noticeTo('security'), noticeTo('gone'));
    await sendAfter(5 * seconds);
    await sendAfter(1 * hours);
    await desk.queue(acme, noticeTo('admins', null, { send: 'daily' }));
    await sendAfter(90 * 24 * hours - 1 * minutes);
    await desk.queue(acme, noticeTo('security'));
    await sendAfter(10 * seconds);
    assert.deepEqual(
      (await desk.notices(acme)).map(({ channel, status }) => `${channel} ${status}`),
      ['admins sent', 'security sent'],
    );
  });

  it('says how many addresses were refused', async () => {
    desk.mail.answer = () => ({ kind: 'sent', refused: 1 });
    await desk.queue(acme, noticeTo('security'));
    await sendAfter(5 * seconds);
    const [notice] = await desk.notices(acme);
    assert.equal(notice?.status, 'sent');
    assert.equal(notice.last_error, '1 of 2 addresses were refused by the mail server.');
  });

  it('does not let a channel that fails keep others from theirs', async () => {
    const globex = await desk.tenant(
      'globex',
      '  it: { on: [deactivated], send: at_once, to: [it@globex.example] }\n',
    );
    desk.mail.answer = (mail) => {
      if (mail.to.includes('security@acme.com')) throw new TypeError('security@acme.com');
      return { kind: 'sent', refused: 0 };
    };
    await desk.queue(acme, noticeTo('security'));
    await desk.queue(globex, noticeTo('it'));
    await sendAfter(5 * seconds);
    assert.deepEqual(subjects(), ['globex: 1 person was deactivated']);
    const [notice] = await desk.notices(acme);
    assert.equal(notice?.last_error, 'The mail could not be made (TypeError).');
  });

  describe('by several processes', () => {
    it('sends each notice in one mail, of whichever of them', async () => {
      for (const slug of ['t1', 't2', 't3', 't4']) {
        const id = await desk.tenant(slug, channels);
        for (let count = 0; count < 20; count += 1) await desk.queue(id, noticeTo('security'));
      }
      desk.clock.advance(5 * seconds);
      const other = collectMail();
      await Promise.all([
        desk.sender.sendDue(),
        desk.anotherSender(other).sendDue(),
        desk.anotherSender(other).sendDue(),
      ]);
      assert.deepEqual(
        [...desk.mail.sent, ...other.sent].map(({ subject }) => subject).sort(),
        ['t1', 't2', 't3', 't4'].map((slug) => `${slug}: 20 people were deactivated`),
      );
    });

    it('leaves alone what another one is sending, and what belongs with it', async () => {
      const first = slowMail();
      await desk.queue(acme, noticeTo('security'));
      desk.clock.advance(5 * seconds);
      const sending = desk.anotherSender(first.mail).sendDue();
      await first.reached;
      await desk.queue(acme, noticeTo('security'));
      await sendAfter(30 * seconds);
      assert.deepEqual(desk.mail.attempts, []);
      first.release();
      await sending;
      await sendAfter(2 * minutes);
      assert.equal(first.mail.sent.length, 1);
      assert.deepEqual(subjects(), ['acme: 1 person was deactivated']);
      assert.deepEqual(await statuses(), ['sent', 'sent']);
    });

    it('sends what a process left that died while it sent, as the same message', async () => {
      const dead = slowMail();
      await desk.queue(acme, noticeTo('security'));
      desk.clock.advance(5 * seconds);
      const dying = desk.anotherSender(dead.mail).sendDue();
      await dead.reached;
      await sendAfter(119 * seconds);
      assert.deepEqual(desk.mail.attempts, []);
      await sendAfter(1 * seconds);
      assert.equal(desk.mail.sent.length, 1);
      assert.equal(desk.mail.sent[0]?.id, dead.mail.attempts[0]?.id);
      assert.deepEqual(await statuses(), ['sent']);
      dead.release();
      await dying;
    });

    it('finishes the mail that is being sent when it is stopped, and begins no other', async () => {
      const slow = slowMail();
      const sender = desk.anotherSender(slow.mail);
      const globex = await desk.tenant('globex', channels);
      await desk.queue(acme, noticeTo('security'));
      await desk.queue(globex, noticeTo('security'));
      desk.clock.advance(5 * seconds);
      sender.start();
      await slow.reached;
      const stopped = sender.stop();
      slow.release();
      await stopped;
      assert.deepEqual([...(await statuses()), ...(await statuses(globex))].sort(), ['sent', 'waiting']);
    });

    it('works over connections of its own', async () => {
      const database = openDatabase({ url: desk.databaseUrl, poolSize: 2 });
      try {
        const { clock, mail } = desk;
        const sender = createNoticeSender({
          database,
          policies: createActivePolicies(Buffer.alloc(32)),
          clock,
          mail,
          alertsTo: [],
          publicUrl: 'https://rollcall.example.com',
          log: pino({ level: 'silent' }),
          intervalMs: 1 * seconds,
          onOutcome: () => undefined,
        });
        await desk.queue(acme, noticeTo('security'));
        clock.advance(5 * seconds);
        await Promise.all([sender.sendDue(), desk.sender.sendDue()]);
        assert.equal(mail.sent.length, 1);
      } finally {
        await database.close();
      }
    });
  });

  describe('and what is personal', () => {
    it('reads names when it writes the mail, so that who was purged meanwhile is not named', async () => {
      const ada = await desk.user(acme, 'Ada Lovelace');
      const bob = await desk.user(acme, 'Bob Byte');
      await desk.queue(acme, noticeTo('security', ada), noticeTo('security', bob));
      await desk.database.inTenant(acme, (trx) =>
        trx.raw(
          `update users set status = 'purged', email = null, display_name = null, role = null where id = ?`,
          [ada],
        ),
      );
      await desk.database.inTenant(acme, (trx) =>
        trx.raw(`update users set display_name = 'Bob Married' where id = ?`, [bob]),
      );
      await sendAfter(5 * seconds);
      const [mail] = desk.mail.sent;
      assert.match(mail?.text ?? '', /^- Bob Married <bob\.byte@acme\.com>$/m);
      assert.match(mail?.text ?? '', new RegExp(`^- Somebody whose data are removed, ${ada}$`, 'm'));
      assert.doesNotMatch(`${mail?.text ?? ''}${mail?.html ?? ''}`, /Lovelace/);
    });

    it('keeps none of it in the notices and the log, however the sending ends', async () => {
      const ada = await desk.user(acme, 'Ada Lovelace');
      const answers = [away, { kind: 'sent', refused: 1 }] as const;
      for (const answer of answers) {
        desk.mail.answer = () => answer;
        await desk.queue(acme, noticeTo('security', ada), noticeTo('gone', ada));
        await sendAfter(1 * hours);
      }
      desk.mail.answer = () => Promise.reject(new Error('no such user security@acme.com'));
      await desk.queue(acme, noticeTo('security', ada));
      await sendAfter(1 * hours);
      assert.match(desk.mail.attempts[0]?.text ?? '', /Lovelace/);
      const rows = (await dumpDatabase(desk.databaseUrl)).get('public.notices') ?? [];
      assert.equal(rows.length, 5);
      for (const text of [...rows, ...desk.logged]) assert.doesNotMatch(text, /lovelace|ada\b|@/i);
      assert.ok(desk.logged.length >= 4);
    });
  });
});

/** Mail that is being sent until it is released, or for ever. */
function slowMail() {
  const mail = collectMail();
  let release = (): void => undefined;
  let reach = (): void => undefined;
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  mail.answer = () =>
    new Promise((resolve) => {
      release = () => resolve({ kind: 'sent', refused: 0 });
      reach();
    });
  return { mail, reached, release: () => release() };
}
