import type { WorkosEvent } from '../../../src/cli/demo/workos-payload.ts';
import type { EventLog } from './event-log.ts';
import type { FakeDirectory, FakeDirectoryOptions } from './fake-directory.ts';
import type { Organizations } from './organizations.ts';
import type { RateLimits } from './rate-limits.ts';
import type { WebhookDeliveries } from './webhook-deliveries.ts';

/** One environment of WorkOS, as far as Directory Sync goes, over HTTP. It has the time of its clock. */
export interface FakeWorkos {
  /** For WORKOS_API_URL. */
  url: string;
  apiKey: string;
  webhookSecret: string;
  directories: FakeDirectory[];
  events: EventLog;
  webhooks: WebhookDeliveries;
  limits: RateLimits;
  organizations: Organizations;
  /** What was asked so far: method, path and query. */
  requests: string[];
  /** Awaited before each answer: for what has to happen at just that moment. */
  beforeAnswer: ((request: string) => Promise<void> | void) | null;
  addDirectory(options?: FakeDirectoryOptions): FakeDirectory;
  /** What happened in a directory becomes known: to the Events API at once, and by webhook when they are delivered. */
  publish(events: readonly WorkosEvent[]): void;
  /** The next requests are answered with this status of the server. */
  failNext(requests: number, status?: number): void;
  stop(): Promise<void>;
}
