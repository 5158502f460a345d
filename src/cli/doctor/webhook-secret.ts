import { ok, problem, skipped, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** Whether webhooks of WorkOS can be verified. */
export function checkWebhookSecret({ config, wrong }: Pick<Patient, 'config' | 'wrong'>): Finding {
  const { workosWebhookSecrets, production, workosPolling } = config;
  if (wrong.has('WORKOS_WEBHOOK_SECRET')) return skipped('WORKOS_WEBHOOK_SECRET is wrong.');
  if (workosWebhookSecrets !== null) {
    const count = workosWebhookSecrets.length;
    return ok(`WORKOS_WEBHOOK_SECRET has ${count === 1 ? 'one secret' : `${count} secrets`}.`);
  }
  if (!production) return ok(`In development the secret in ${config.home}/workos-webhook-secret is used.`);
  if (workosPolling.enabled) {
    return skipped(
      'WORKOS_WEBHOOK_SECRET is not set: events are only read, which brings them a few seconds later.',
    );
  }
  return problem(
    'WORKOS_WEBHOOK_SECRET is not set, so webhooks of WorkOS are answered 503.',
    'Set it to the signing secret of the endpoint. Without WorkOS, leave this as it is.',
  );
}
