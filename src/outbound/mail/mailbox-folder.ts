import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { RollcallError } from '../../domain/rollcall-error.ts';
import { createPrivateFile } from '../../store/home-directory.ts';
import { toMessage, type MailOutcome, type MailTransport } from './mail.ts';

/**
 * Mail into a folder, one .eml file each, which only its owner may read. For development, and until a mail server is
 * configured. What is there already is not written again.
 */
export function createMailboxFolder(folder: string, from: string): MailTransport {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
  return {
    async send(mail): Promise<MailOutcome> {
      const { message } = await composer.sendMail(toMessage(mail, from));
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        // Whoever made it: it holds what people may not see of each other.
        chmodSync(folder, 0o700);
        createPrivateFile(join(folder, `${mail.id}.eml`), (message as Buffer).toString());
        return { kind: 'sent', refused: 0 };
      } catch (fault) {
        return { kind: 'failed', error: `The mailbox folder cannot be written (${codeOf(fault)}).` };
      }
    },
  };
}

function codeOf(fault: unknown): string {
  const cause = fault instanceof RollcallError ? fault.cause : fault;
  return (cause as NodeJS.ErrnoException | undefined)?.code ?? 'unknown';
}
