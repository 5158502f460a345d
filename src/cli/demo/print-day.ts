import type { ActionCount, DemoSummary, SceneReport } from './day-report.ts';

const REASONS_SHOWN = 4;

export function printScene(scene: SceneReport): string {
  const more = scene.because.length - REASONS_SHOWN;
  return lines([
    '',
    `${scene.at}  ${scene.title}`,
    `       ${scene.says}`,
    `       ${scene.webhooks} ${scene.webhooks === 1 ? 'webhook' : 'webhooks'} → ${printCounts(scene.changes)}`,
    ...scene.because
      .slice(0, REASONS_SHOWN)
      .map(({ reason, count }) => `         ${count === 1 ? '' : `${count} × `}${reason}`),
    ...(more > 0 ? [`         … and ${more} more`] : []),
  ]);
}

export function printSummary(summary: DemoSummary, url: string): string {
  return lines([
    '',
    `The day in numbers: ${summary.people} people, ${summary.webhooks} webhooks, applied in ${summary.seconds.toFixed(1)} s.`,
    ...summary.changes.map(({ action, count }) => `  ${String(count).padStart(6)}  ${action}`),
    '',
    'Waiting for a person to decide:',
    ...summary.holds.map(({ kind, reason }) => `  ${kind}: ${reason}`),
    '',
    `The story of ${summary.story.name}, from the audit log:`,
    ...summary.story.records.map(({ action, reason }) => `  ${action.padEnd(20)} ${reason}`),
    ...(summary.story.why.length === 0 ? [] : ['  And today, because:']),
    ...summary.story.why.map((sentence) => `    ${sentence}`),
    '',
    'Checked afterwards:',
    ...summary.checks.map(({ name, passed, says }) => `  ${passed ? '✓' : '✗'} ${name}: ${says}`),
    '',
    `Look around: ${url}/api/v1/tenants/${summary.tenant}/users, /audit-records, /events and /users/{id}/why,`,
    `with the operator token as Authorization: Bearer; ${url}/docs describes them.`,
  ]);
}

function printCounts(changes: ActionCount[]): string {
  if (changes.length === 0) return 'no account changed';
  return changes.map(({ action, count }) => `${count} ${action}`).join(', ');
}

function lines(all: string[]): string {
  return `${all.join('\n')}\n`;
}
