import type { PolicyPlan, PolicyPlanGroup } from '../generated/api.ts';
import { holdKindInWords } from './hold-kind-in-words.ts';
import { personInWords, placeInWords, planHeading, planTotals } from './policy-plan-words.ts';

/** A plan for a pull request. `file` is the proposed policy, or null where it is a version. */
export function planMarkdown(plan: PolicyPlan, file: string | null): string {
  const lines = [`### ${text(planHeading(plan, file))}`, '', `**${text(planTotals(plan))}**`];
  if (plan.groups.length > 0) {
    lines.push('', '| people | what | by |', '| ---: | --- | --- |', ...plan.groups.map(row));
  }
  if (plan.holds.length > 0) {
    lines.push('', 'Would wait for somebody to decide:', '');
    lines.push(...plan.holds.map(({ reason, kind }) => `- ${text(reason)} (${holdKindInWords(kind)})`));
  }
  for (const group of plan.groups.filter(({ named }) => named.length > 0)) lines.push('', ...people(group));
  for (const { file: of, line, message } of plan.diagnostics) {
    lines.push('', `> warning: ${text(`${of}:${line} ${message}`)}`);
  }
  lines.push('', `Plan \`${plan.hash}\``);
  return lines.join('\n');
}

function row({ people: count, says, held_by, place }: PolicyPlanGroup): string {
  const waits = held_by === null ? '' : `, but wait: ${holdKindInWords(held_by)}`;
  const by = placeInWords(place);
  return `| ${count} | ${text(`${says}${waits}`)} | ${by === null ? 'the directory' : text(by)} |`;
}

function people({ named, says, people: count }: PolicyPlanGroup): string[] {
  const more = count - named.length;
  return [
    `<details><summary>${text(says)}: ${named.length}${more > 0 ? ` of ${count}` : ''}</summary>`,
    '',
    ...named.map((person) => `- ${text(`${personInWords(person)}: ${person.reason}`)}`),
    '',
    '</details>',
  ];
}

/** What comes from outside is text, whatever is in it: no markup, no mention of anybody, no line of its own. */
export function text(value: string): string {
  return value
    .replaceAll(/\p{Cc}/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]|~#]/g, '\\$&')
    .replaceAll('@', '&#64;');
}
