import type { AuditRecord } from '../../generated/api.ts';
import type { TimedScene } from './working-day.ts';

/** What one scene did to the accounts, and why. */
export interface SceneReport {
  at: string;
  title: string;
  says: string;
  webhooks: number;
  changes: ActionCount[];
  /** The reasons of the audit records, the most frequent first. */
  because: ReasonCount[];
}

export interface ActionCount {
  action: string;
  count: number;
}

interface ReasonCount {
  reason: string;
  count: number;
}

export interface Check {
  name: string;
  passed: boolean;
  /** What was compared, or what is wrong. */
  says: string;
}

/** One person's day, as the records tell it. */
export interface Story {
  name: string;
  user_id: string;
  records: { at: string; action: string; reason: string }[];
  /** The trace behind what the account is now, in sentences. */
  why: string[];
}

export interface DemoSummary {
  tenant: string;
  directory_id: string;
  seed: number;
  people: number;
  webhooks: number;
  seconds: number;
  scenes: SceneReport[];
  changes: ActionCount[];
  holds: { kind: string; reason: string }[];
  story: Story;
  checks: Check[];
}

export function reportScene(scene: TimedScene, records: AuditRecord[]): SceneReport {
  return {
    at: scene.at,
    title: scene.title,
    says: scene.says,
    webhooks: scene.deliveries.length,
    changes: countActions(records),
    because: tally(records.map(({ reason }) => reason)).map(([reason, count]) => ({ reason, count })),
  };
}

export function countActions(records: Pick<AuditRecord, 'action'>[]): ActionCount[] {
  return tally(records.map(({ action }) => action)).map(([action, count]) => ({ action, count }));
}

/** The most frequent first; in the order of appearance among equals. */
function tally(texts: string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}
