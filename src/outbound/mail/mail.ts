import type { SendMailOptions } from 'nodemailer';

/** A mail to the people behind a channel. */
export interface Mail {
  /**
   * Letters, digits, dots, hyphens and underscores. The same notices have the same one, so that a mail that is sent again
   * after a crash is known for the same.
   */
  id: string;
  at: Date;
  /** One address each; nothing in them is taken for a further one. */
  to: readonly string[];
  subject: string;
  text: string;
  html: string;
}

/** How mail leaves: by SMTP, or into a folder. */
export interface MailTransport {
  send(mail: Mail): Promise<MailOutcome>;
}

/** `refused`: to how many addresses it could not go. An error is a sentence without an address or a secret in it. */
export type MailOutcome = { kind: 'sent'; refused: number } | { kind: 'failed'; error: string };

/**
 * A mail as nodemailer takes it, whatever carries it. The headers keep automatic answers away (RFC 3834), and nothing is
 * ever read from a file or an address.
 */
export function toMessage(mail: Mail, from: string): SendMailOptions {
  return {
    from,
    to: mail.to.map((address) => ({ name: '', address })),
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    date: mail.at,
    messageId: `<${mail.id}@${domainOf(from)}>`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function domainOf(from: string): string {
  return /@([^\s<>@]+)>?$/.exec(from)?.[1] ?? 'localhost';
}
