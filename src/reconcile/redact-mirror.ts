import { canonicalJson } from '../domain/canonical-json.ts';
import { readResources, replaceResources } from '../store/stored-resources.ts';
import type { Flow } from './flow.ts';

/** Drops from the mirror what the policy of today calls sensitive, and the policy of the day it arrived did not. */
export async function redactMirror(flow: Flow, directoryUserIds: string[]): Promise<void> {
  const { trx, tenantId, policy } = flow;
  const stored = await readResources(trx, tenantId, directoryUserIds);
  const redacted = stored.map(({ id, resource }) => ({
    id,
    resource: policy.redaction.redactResource(resource),
  }));
  await replaceResources(
    trx,
    tenantId,
    redacted.filter(
      ({ resource }, index) => canonicalJson(resource) !== canonicalJson(stored[index]?.resource),
    ),
  );
}
