import { createTransport, type NodemailerError } from 'nodemailer';
import { toMessage, type MailOutcome, type MailTransport } from './mail.ts';

const connectTimeoutMs = 10_000;
const silenceTimeoutMs = 30_000;
/** However slowly a server drips. Below the time for which a notice is claimed. */
const attemptTimeoutMs = 60_000;

/**
 * Mail by SMTP, a connection for each. Where the server offers TLS it is used; a password goes nowhere without it.
 *
 * @param url smtp:// or smtps://, with user and password where the server wants them
 */
export function createSmtpTransport(url: string, from: string): MailTransport {
  const transport = connectionTo(url);
  return {
    async send(mail): Promise<MailOutcome> {
      try {
        const { rejected } = await transport.sendMail({
          ...toMessage(mail, from),
          signal: AbortSignal.timeout(attemptTimeoutMs),
        });
        return { kind: 'sent', refused: rejected.length };
      } catch (fault) {
        return { kind: 'failed', error: describe(fault) };
      }
    },
  };
}

/**
 * Greets the mail server and logs in, as for a mail, and sends none.
 *
 * @param limitMs milliseconds for all of it
 * @returns why no mail could be sent, in a sentence; null where one could
 */
export async function verifySmtp(url: string, limitMs: number): Promise<string | null> {
  const transport = connectionTo(url, limitMs);
  try {
    await transport.verify();
    return null;
  } catch (fault) {
    return describe(fault);
  } finally {
    transport.close();
  }
}

function connectionTo(url: string, limitMs = Infinity) {
  const { protocol, hostname, port, username, password } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const secure = protocol === 'smtps:';
  const user = decodeURIComponent(username);
  const timeout = Math.min(connectTimeoutMs, limitMs);
  return createTransport({
    host,
    secure,
    ...(port === '' ? {} : { port: Number(port) }),
    ...(user === '' ? {} : { auth: { user, pass: decodeURIComponent(password) } }),
    requireTLS: !secure && user !== '' && !isThisMachine(host),
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    dnsTimeout: timeout,
    socketTimeout: Math.min(silenceTimeoutMs, limitMs),
  });
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

const away = new Set(['ECONNECTION', 'ETIMEDOUT', 'ESOCKET', 'EDNS', 'EABORT', 'EPROTOCOL', 'EPROXY']);
const notTrusted = new Set(['ETLS', 'EREQUIRETLS']);
const noLogin = new Set(['EAUTH', 'ENOAUTH', 'EOAUTH2']);

/** The code alone: what a server says may quote addresses. */
function describe(fault: unknown): string {
  const { code = 'unknown', responseCode } = fault instanceof Error ? (fault as NodemailerError) : {};
  const shown = typeof responseCode === 'number' ? `${code}, ${responseCode}` : code;
  if (away.has(code)) return `The mail server cannot be reached, or does not answer (${shown}).`;
  if (notTrusted.has(code)) return `The connection to the mail server cannot be secured (${shown}).`;
  if (noLogin.has(code)) return `The mail server refuses the user or the password (${shown}).`;
  return `The mail server refuses the mail (${shown}).`;
}
