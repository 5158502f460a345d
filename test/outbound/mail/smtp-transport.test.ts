import assert from 'node:assert/strict';
import type { Mail } from '../../../src/outbound/mail/mail.ts';
import { createSmtpTransport } from '../../../src/outbound/mail/smtp-transport.ts';
import { startSmtp, type TestSmtp } from '../../support/smtp.ts';

const from = 'Rollcall <rollcall@example.com>';
const mail: Mail = {
  id: '20260115T090000Z.acme.security.0123456789abcdef',
  at: new Date('2026-01-15T09:00:05Z'),
  to: ['security@acme.com', 'boss@acme.com'],
  subject: 'acme: 412 people wait to be deactivated',
  text: 'Ünïcödé\n',
  html: '<p>Ünïcödé</p>\n',
};

/** The headers of a message, unfolded, by their names. */
function headersOf(source: string): Map<string, string> {
  const [head = ''] = source.split('\r\n\r\n');
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
}

describe('Mail by SMTP', () => {
  let smtp: TestSmtp | undefined;
  afterEach(() => smtp?.stop());

  it('arrives whole, and says that a machine wrote it', async () => {
    smtp = await startSmtp();
    const transport = createSmtpTransport(`smtp://127.0.0.1:${smtp.port}`, from);
    assert.deepEqual(await transport.send(mail), { kind: 'sent', refused: 0 });
    const [received, ...more] = smtp.received;
    assert.ok(received);
    assert.deepEqual(more, []);
    assert.equal(received.from, 'rollcall@example.com');
    assert.deepEqual(received.to, mail.to);
    const headers = headersOf(received.source);
    assert.equal(headers.get('From'), from);
    assert.equal(headers.get('To'), 'security@acme.com, boss@acme.com');
    assert.equal(headers.get('Subject'), mail.subject);
    assert.equal(headers.get('Message-ID'), `<${mail.id}@example.com>`);
    assert.equal(headers.get('Auto-Submitted'), 'auto-generated');
    assert.equal(headers.get('Date'), 'Thu, 15 Jan 2026 09:00:05 +0000');
    assert.match(received.source, /text\/plain; charset=utf-8[\s\S]*text\/html; charset=utf-8/);
  });

  it('has no header that a subject, an address or an id would put there', async () => {
    smtp = await startSmtp();
    const transport = createSmtpTransport(`smtp://127.0.0.1:${smtp.port}`, from);
    const hostile: Mail = {
      ...mail,
      subject: 'x\r\nBcc: everyone@evil.example\r\n\r\nbody',
      to: [
        'ok@acme.com',
        'a@acme.com, b@evil.example',
        'c@acme.com\r\nBcc: d@evil.example',
        'E <e@acme.com>',
      ],
    };
    const outcome = await transport.send(hostile);
    assert.deepEqual(outcome, { kind: 'sent', refused: 3 });
    assert.deepEqual(
      smtp.received.map(({ to }) => to),
      [['ok@acme.com']],
    );
    for (const { source } of smtp.received) {
      const headers = headersOf(source);
      assert.deepEqual([...headers.keys()].sort(), [
        'Auto-Submitted',
        'Content-Type',
        'Date',
        'From',
        'MIME-Version',
        'Message-ID',
        'Subject',
        'To',
        'X-Auto-Response-Suppress',
      ]);
    }
  });

  it('logs in with what the address says', async () => {
    smtp = await startSmtp();
    const right = createSmtpTransport(`smtp://user%40acme.com:p%40ss@127.0.0.1:${smtp.port}`, from);
    assert.deepEqual(await right.send(mail), { kind: 'sent', refused: 0 });
    assert.deepEqual(smtp.users, ['user@acme.com']);
    const wrong = createSmtpTransport(`smtp://user:hunter2@127.0.0.1:${smtp.port}`, from);
    const outcome = await wrong.send(mail);
    assert.deepEqual(outcome, {
      kind: 'failed',
      error: 'The mail server refuses the user or the password (EAUTH, 535).',
    });
  });

  it('sends a password to another machine through TLS or not at all', async () => {
    smtp = await startSmtp();
    // 0.0.0.0 is this machine in truth, and nobody can tell from its name.
    const transport = createSmtpTransport(`smtp://user:p%40ss@0.0.0.0:${smtp.port}`, from);
    const outcome = await transport.send(mail);
    assert.equal(outcome.kind, 'failed');
    assert.match(outcome.error, /cannot be secured/);
    assert.deepEqual({ users: smtp.users, received: smtp.received }, { users: [], received: [] });
  });

  it('does not fall back to plain text where the certificate is nobody’s', async () => {
    smtp = await startSmtp({ disabledCommands: [] });
    const transport = createSmtpTransport(`smtp://127.0.0.1:${smtp.port}`, from);
    const outcome = await transport.send(mail);
    assert.equal(outcome.kind, 'failed');
    assert.match(outcome.error, /\((?:ETLS|ESOCKET)/);
    assert.deepEqual(smtp.received, []);
  });

  it('counts the addresses that were refused, and fails where all of them were', async () => {
    smtp = await startSmtp({
      onRcptTo({ address }, _session, done) {
        if (address === 'boss@acme.com') {
          done(Object.assign(new Error(`no such user ${address}`), { responseCode: 550 }));
        } else done();
      },
    });
    const transport = createSmtpTransport(`smtp://127.0.0.1:${smtp.port}`, from);
    assert.deepEqual(await transport.send(mail), { kind: 'sent', refused: 1 });
    assert.deepEqual(await transport.send({ ...mail, to: ['boss@acme.com'] }), {
      kind: 'failed',
      error: 'The mail server refuses the mail (EENVELOPE, 550).',
    });
  });

  it('says plainly that nobody answers', async () => {
    smtp = await startSmtp();
    const { port } = smtp;
    await smtp.stop();
    smtp = undefined;
    const outcome = await createSmtpTransport(`smtp://user:hunter2@127.0.0.1:${port}`, from).send(mail);
    assert.equal(outcome.kind, 'failed');
    assert.match(outcome.error, /^The mail server cannot be reached, or does not answer \(E\w+\)\.$/);
    assert.doesNotMatch(outcome.error, /hunter2|127|acme/);
  });
});
