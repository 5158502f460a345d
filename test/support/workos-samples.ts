import { readFileSync } from 'node:fs';

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

export interface Sample {
  id: string;
  event: string;
  created_at: string;
  data: Record<string, unknown>;
}

/** A sample of WorkOS's documentation, as if this directory had sent it. */
export function workosSample(kind: SampleKind, directoryId: string): Sample {
  const file = new URL(`../fixtures/workos-events/${kind}.json`, import.meta.url);
  const text = readFileSync(file, 'utf8').replaceAll(
    /"directory_01E(?:HWNC0FCBHZ3BJ7EGKYXK0E6|CAZ4NV9QMV47GW873HDCX74)"/g,
    JSON.stringify(directoryId),
  );
  return JSON.parse(text) as Sample;
}
