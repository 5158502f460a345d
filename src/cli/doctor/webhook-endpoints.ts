import { countEndpoints } from '../../store/webhook-endpoints.ts';
import { inDatabase } from './database-fault.ts';
import { ok, warning, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** Whether the product is told: endpoints of webhooks that fail, or were disabled for it. */
export function checkWebhookEndpoints(patient: Patient): Promise<Finding | Finding[]> {
  return inDatabase(patient, async () => {
    const { active, failing, disabled } = await countEndpoints(await patient.database());
    const todo = '`rollcall webhook list` says which and why.';
    if (disabled > 0) {
      return warning(
        `${disabled} of ${active + failing + disabled} webhook endpoints ${disabled === 1 ? 'is' : 'are'} disabled, and told nothing.`,
        `${todo} Then \`rollcall webhook enable\`.`,
      );
    }
    if (failing > 0)
      return warning(
        `Webhook endpoints that do not take what they are sent: ${failing} of ${active + failing}.`,
        todo,
      );
    return ok(
      active === 0 ? 'There are no webhook endpoints.' : `None of the webhook endpoints fails (${active}).`,
    );
  });
}
