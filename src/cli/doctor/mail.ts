import { verifySmtp } from '../../outbound/mail/smtp-transport.ts';
import { ok, problem, skipped, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** Whether the mail server answers, and takes user and password. No mail is sent. */
export async function checkMail(
  { config, wrong }: Pick<Patient, 'config' | 'wrong'>,
  limitMs: number,
): Promise<Finding> {
  if (wrong.has('ROLLCALL_SMTP_URL')) return skipped('ROLLCALL_SMTP_URL is wrong.');
  const { smtpUrl } = config.mail;
  if (smtpUrl === null) return skipped(`ROLLCALL_SMTP_URL is not set: mail goes to ${config.home}/mailbox.`);
  const fault = await verifySmtp(smtpUrl, limitMs);
  const { host } = new URL(smtpUrl);
  if (fault === null) return ok(`The mail server ${host} answers, and would take mail.`);
  return problem(
    `${host}: ${fault}`,
    'Correct ROLLCALL_SMTP_URL. May this machine reach that port? Many networks shut port 25.',
  );
}
