import { readFileSync } from 'node:fs';
import type { WorkosEvent } from '../../src/cli/demo/workos-payload.ts';

export const sampleKinds = [
  'dsync.activated',
  'dsync.deleted',
  'dsync.user.created',
  'dsync.user.updated',
  'dsync.user.deleted',
  'dsync.group.created',
  'dsync.group.updated',
  'dsync.group.deleted',
  'dsync.group.user_added',
  'dsync.group.user_removed',
] as const;

export type SampleKind = (typeof sampleKinds)[number];

/** A sample of WorkOS's documentation, as if this directory had sent it. */
export function workosSample(kind: SampleKind, directoryId: string): WorkosEvent {
  const file = new URL(`../fixtures/workos-events/${kind}.json`, import.meta.url);
  const text = readFileSync(file, 'utf8').replaceAll(
    /"directory_01E(?:HWNC0FCBHZ3BJ7EGKYXK0E6|CAZ4NV9QMV47GW873HDCX74)"/g,
    JSON.stringify(directoryId),
  );
  return JSON.parse(text) as WorkosEvent;
}
