import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMailboxFolder } from '../../../src/outbound/mail/mailbox-folder.ts';
import type { Mail } from '../../../src/outbound/mail/mail.ts';
import { makeTestFolder } from '../../support/run-folder.ts';

const mail: Mail = {
  id: '20260115T090000Z.acme.security.0123456789abcdef',
  at: new Date('2026-01-15T09:00:05Z'),
  to: ['security@acme.com'],
  subject: 'acme: 1 person was deactivated',
  text: 'Ada\n',
  html: '<p>Ada</p>\n',
};
const modeOf = (path: string) => statSync(path).mode & 0o777;

describe('Mail into a folder', () => {
  it('is one file each, which only its owner may read, also where the folder was open before', async () => {
    const folder = join(makeTestFolder('mailbox'), 'home', 'mailbox');
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o755);
    const mailbox = createMailboxFolder(folder, 'rollcall@localhost');
    assert.deepEqual(await mailbox.send(mail), { kind: 'sent', refused: 0 });
    const name = `${mail.id}.eml`;
    assert.deepEqual(readdirSync(folder), [name]);
    assert.equal(modeOf(folder), 0o700);
    assert.equal(modeOf(join(folder, name)), 0o600);
    const text = readFileSync(join(folder, name), 'utf8');
    assert.match(text, /^To: security@acme\.com$/m);
    assert.match(text, /^Message-ID: <20260115T090000Z\.acme\.security\.0123456789abcdef@localhost>$/m);
  });

  it('is not written twice', async () => {
    const folder = makeTestFolder('mailbox');
    const mailbox = createMailboxFolder(folder, 'rollcall@localhost');
    await mailbox.send(mail);
    const [name = ''] = readdirSync(folder);
    writeFileSync(join(folder, name), 'kept');
    assert.deepEqual(await mailbox.send(mail), { kind: 'sent', refused: 0 });
    assert.deepEqual(readdirSync(folder), [name]);
    assert.equal(readFileSync(join(folder, name), 'utf8'), 'kept');
  });

  it('fails with a code, and no path, where the folder cannot be made', async () => {
    const file = join(makeTestFolder('mailbox'), 'file');
    writeFileSync(file, '');
    const outcome = await createMailboxFolder(join(file, 'mailbox'), 'rollcall@localhost').send(mail);
    assert.deepEqual(outcome, {
      kind: 'failed',
      error: 'The mailbox folder cannot be written (ENOTDIR).',
    });
  });
});
