import { ok, warning, type Finding } from './finding.ts';

/** @param version such as 24.1.0. One that is too old does not come as far as this. */
export function checkNode(version: string): Finding {
  const major = Number(version.split('.')[0]);
  if (major >= 24) return ok(`Node ${version}.`);
  return warning(
    `Node ${version} works, and Rollcall is tested with Node 24.`,
    'Install Node 24, or run the one that `npm ci` brings along.',
  );
}
