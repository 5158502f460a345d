import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { systemClock } from '../../src/domain/clock.ts';
import { createService, type Service } from '../../src/service.ts';
import type { Database } from '../../src/store/database.ts';
import { createTenant } from '../../src/tenancy/create-tenant.ts';
import { createDirectory } from '../../src/tenancy/directories.ts';
import { readPolicyContext } from '../../src/tenancy/policy-context.ts';

const actor = { kind: 'operator', id: 'bench' } as const;

/** A service over this database that does not listen and whose lanes stand still. */
export async function quietService(database: Database, batchSize = 500): Promise<Service> {
  return createService({
    database,
    clock: systemClock,
    logger: pino({ level: 'error' }),
    policyContext: readPolicyContext(new URL('../../policies/', import.meta.url).pathname).context,
    workosWebhookSecrets: null,
    lanes: { concurrency: 4, batchSize, pollIntervalMs: 1_000 },
    scim: { testResource: false, rateLimitPerSecond: null, bodyLimitBytes: 10_000_000 },
    publicUrl: 'http://127.0.0.1',
    bodyLimitBytes: 1_000_000,
    webhooks: { secretKeys: [randomBytes(32)], allowPrivate: true },
    pendingMigrations: () => Promise.resolve([]),
  });
}

/** A tenant with one active WorkOS directory. `policy` is YAML without its head. */
export async function foundTenant(
  database: Database,
  slug: string,
  workosId: string,
  policy?: string,
): Promise<{ tenantId: string; directoryId: string }> {
  const { tenancy } = await quietService(database);
  const policyYaml = policy === undefined ? null : `version: rollcall/v1\ntenant: ${slug}\n${policy}`;
  const { tenant } = await createTenant(tenancy, { slug, policyYaml }, actor);
  const request = { source: 'workos', workosId, idp: 'okta' } as const;
  const { id } = await createDirectory(tenancy, tenant.id, request, actor);
  return { tenantId: tenant.id, directoryId: id };
}
