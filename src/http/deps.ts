import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { ReceiveWorkosWebhook } from '../sources/workos/receive-webhook.ts';
import type { TenancyDeps } from '../tenancy/deps.ts';

/** What the HTTP side is given by the composition root. */
export interface HttpDeps extends TenancyDeps {
  logger: Logger;
  /** Shown at /metrics; the request durations are registered here. */
  metrics: Registry;
  /** Where others reach this service, without a slash at the end. */
  publicUrl: string;
  /** The largest request body that is read. */
  bodyLimitBytes: number;
  receiveWorkosWebhook: ReceiveWorkosWebhook;
  /** Whether this process applies events. */
  lanesAreRunning: () => boolean;
  /** The names of migrations that the database still lacks. Throws when it cannot be reached. */
  pendingMigrations: () => Promise<string[]>;
}
