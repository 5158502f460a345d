import { ask, isUntrusted, silenceInWords } from './ask.ts';
import { ok, problem, skipped, warning, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

const DAY_MS = 86_400_000;
const SOON_DAYS = 14;

/** Whether others reach the service at PUBLIC_URL, and can trust it. */
export async function checkPublicAddress(
  { config, wrong, clock }: Pick<Patient, 'config' | 'wrong' | 'clock'>,
  isSet: boolean,
  signal: AbortSignal,
): Promise<Finding> {
  if (wrong.has('PUBLIC_URL')) return skipped('PUBLIC_URL is wrong.');
  const { publicUrl, production } = config;
  if (!isSet) {
    return production
      ? warning(
          'PUBLIC_URL is not set, so links and SCIM addresses lead to this machine alone.',
          'Set it to the address at which others reach this service, such as https://rollcall.example.com.',
        )
      : skipped('PUBLIC_URL is not set: in development that is fine.');
  }
  const answer = await ask(`${publicUrl}/healthz`, { signal });
  if (answer.kind === 'silent') {
    if (isUntrusted(answer.code)) {
      return problem(
        `${publicUrl} cannot be trusted: ${silenceInWords(answer.code)}.`,
        'Renew or correct the certificate: neither WorkOS nor identity providers will talk to it.',
      );
    }
    return warning(
      `${publicUrl} does not answer from here: ${silenceInWords(answer.code)}.`,
      'Start the service, and look at the proxy and the name. From the outside it may be different.',
    );
  }
  if (answer.status !== 200 || !/^\{"status":"ok"\}\s*$/.test(answer.body)) {
    return problem(
      `${publicUrl}/healthz answers ${answer.status}, and not as Rollcall does.`,
      'Have the proxy pass everything below PUBLIC_URL on to the service as it is.',
    );
  }
  const { certificateEnds } = answer;
  const days = certificateEnds && Math.floor((certificateEnds.getTime() - clock.now().getTime()) / DAY_MS);
  if (days !== null && days < SOON_DAYS) {
    return warning(`${publicUrl} answers; its certificate ends in ${days} days.`, 'Renew it.');
  }
  return ok(`${publicUrl} answers${days === null ? '' : `; its certificate is valid for ${days} days`}.`);
}
