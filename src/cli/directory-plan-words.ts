import type { DirectoryPlan } from '../generated/api.ts';
import { printable } from './aligned-table.ts';
import { planTables, text } from './policy-plan-markdown.ts';
import { planLines } from './policy-plan-text.ts';

/** The plan of a directory for a person at a terminal. */
export function directoryPlanText(plan: DirectoryPlan): string {
  const { report, outcome } = plan;
  const lines = [heading(plan), '', printable(report.says)];
  lines.push(...report.unmapped_groups.named.map((group) => `  ${printable(unmapped(group))}`));
  lines.push(...planLines(plan, '--named'));
  if (outcome === 'nothing') lines.push('', 'No account changes.');
  return [...lines, '', 'To do exactly this:', `  ${command(plan)}`].join('\n');
}

/** The plan of a directory for a ticket. */
export function directoryPlanMarkdown(plan: DirectoryPlan): string {
  const { report, hash } = plan;
  const lines = [`### ${text(heading(plan))}`, '', `**${text(report.says)}**`];
  const { named } = report.unmapped_groups;
  if (named.length > 0) lines.push('', ...named.map((group) => `- ${text(unmapped(group))}`));
  return [...lines, ...planTables(plan), '', `Plan \`${hash}\``].join('\n');
}

function heading({ step, directory, tenant, people_then }: DirectoryPlan): string {
  const what = {
    activate: 'activating',
    resume: 'resuming',
    disconnect: people_then === 'keep' ? 'disconnecting, and keeping its accounts,' : 'disconnecting',
  }[step];
  return `What ${what} the directory ${directory} would do to the people of ${tenant}`;
}

function unmapped({
  id,
  name,
  members,
}: DirectoryPlan['report']['unmapped_groups']['named'][number]): string {
  return `unmapped: ${name ?? id}, ${members.toLocaleString('en-US')} ${members === 1 ? 'member' : 'members'}`;
}

function command({ step, directory, tenant, people_then, hash }: DirectoryPlan): string {
  const people = people_then === null ? '' : ` --people ${people_then}`;
  return `rollcall directory ${step} ${directory} --tenant ${tenant}${people} --plan ${hash}`;
}
