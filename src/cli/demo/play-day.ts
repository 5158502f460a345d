import type { AuditRecord, DirectoryDetail } from '../../generated/api.ts';
import type { AdminApi } from './admin-api.ts';
import { reportScene, type SceneReport } from './day-report.ts';
import { deliverWebhooks, type WebhookSender } from './deliver-webhooks.ts';
import { DemoFailure } from './demo-failure.ts';
import type { ProgressLine } from './progress-line.ts';
import type { TimedScene, WorkingDay } from './working-day.ts';

/** Where the day is played: a tenant and its directory on a running server. */
export interface Venue {
  api: AdminApi;
  slug: string;
  /** Rollcall's id of the directory. */
  directoryId: string;
  sender: WebhookSender;
}

const POLL_EVERY = 100;
const GIVE_UP_AFTER = 60_000;

/**
 * Delivers scene after scene, each when everything before it has been applied, and reports what it changed.
 * Returns the audit records of the day, the oldest first.
 */
export async function playDay(
  day: WorkingDay,
  venue: Venue,
  progress: ProgressLine,
  onScene: (report: SceneReport) => void,
): Promise<AuditRecord[]> {
  const total = day.scenes.reduce((sum, { deliveries }) => sum + deliveries.length, 0);
  const before = await recordsAfter([], venue);
  const records: AuditRecord[] = [];
  let delivered = 0;
  for (const scene of day.scenes) {
    const title = `${scene.at} ${scene.title}`;
    progress.show(delivered, total, title);
    await deliverWebhooks(scene.deliveries, scene.atOnce, venue.sender, () => {
      delivered += 1;
      progress.show(delivered, total, title);
    });
    await untilApplied(venue, scene);
    const fresh = await recordsAfter([...before, ...records], venue);
    records.push(...fresh);
    progress.clear();
    onScene(reportScene(scene, fresh));
  }
  return records;
}

async function untilApplied({ api, slug, directoryId, sender }: Venue, scene: TimedScene): Promise<void> {
  let fewest = Number.POSITIVE_INFINITY;
  let since = sender.now().getTime();
  for (;;) {
    const { events } = await api.get<DirectoryDetail>(`/tenants/${slug}/directories/${directoryId}`);
    if (events.waiting === 0) return;
    if (events.waiting < fewest) {
      fewest = events.waiting;
      since = sender.now().getTime();
    }
    if (sender.now().getTime() - since > GIVE_UP_AFTER) {
      throw new DemoFailure(
        `${events.waiting} events of "${scene.title}" still wait after a minute without progress: see the server's log.`,
      );
    }
    await sender.pause(POLL_EVERY);
  }
}

/** Those that are not among `known`. They are asked for by time, and several can share a moment with the last. */
async function recordsAfter(known: AuditRecord[], { api, slug }: Venue): Promise<AuditRecord[]> {
  const ids = new Set(known.map(({ id }) => id));
  const last = known.at(-1);
  const since = last === undefined ? '' : `&since=${encodeURIComponent(last.at)}`;
  const records = await api.all<AuditRecord>(`/tenants/${slug}/audit-records?order=asc${since}`);
  return records.filter(({ id }) => !ids.has(id));
}
