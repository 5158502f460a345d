import { durationMs } from '../../domain/duration.ts';
import type { SourceNode } from '../source-node.ts';

/** The milliseconds that are written here; null if there is nothing, or something that the schema refuses anyway. */
export function writtenMs(node: SourceNode | null): number | null {
  if (typeof node?.value !== 'string' || !/^\d{1,6}[smhd]$/.test(node.value)) return null;
  return durationMs(node.value);
}

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
