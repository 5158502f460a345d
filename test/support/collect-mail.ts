import type { Mail, MailOutcome, MailTransport } from '../../src/outbound/mail/mail.ts';

/** A mail transport that keeps what it is given, and fails or waits for as long as a test says so. */
export interface CollectedMail extends MailTransport {
  readonly sent: Mail[];
  /** Every attempt, also the failed ones. */
  readonly attempts: Mail[];
  /** What becomes of each mail from now on; by default all of them are sent. */
  answer: (mail: Mail) => MailOutcome | Promise<MailOutcome>;
}

export function collectMail(): CollectedMail {
  const collected: CollectedMail = {
    sent: [],
    attempts: [],
    answer: () => ({ kind: 'sent', refused: 0 }),
    async send(mail) {
      collected.attempts.push(mail);
      const outcome = await collected.answer(mail);
      if (outcome.kind === 'sent') collected.sent.push(mail);
      return outcome;
    },
  };
  return collected;
}
