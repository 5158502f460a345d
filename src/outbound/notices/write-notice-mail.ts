import { createHash } from 'node:crypto';
import { letterHtml } from './letter-html.ts';
import { letterText } from './letter-text.ts';
import type { Mail } from '../mail/mail.ts';
import { writeLetter, type LetterContents } from './notice-letter.ts';

/** The notices that one mail is about. */
export interface NoticesOfMail {
  /** Of the notices, in their order. */
  ids: readonly string[];
  /** When the latest of them was made. */
  latestAt: Date;
}

/** The mail to the people behind a channel. */
export function writeNoticeMail(
  contents: LetterContents,
  { ids, latestAt }: NoticesOfMail,
  to: readonly string[],
  now: Date,
): Mail {
  const letter = writeLetter(contents);
  const digest = createHash('sha256').update(ids.join()).digest('hex').slice(0, 16);
  const stamp = latestAt.toISOString().replace(/[-:]|\.\d+/g, '');
  return {
    id: `${stamp}.${contents.tenant}.${contents.channel}.${digest}`,
    at: now,
    to,
    subject: letter.subject,
    text: letterText(letter),
    html: letterHtml(letter),
  };
}
