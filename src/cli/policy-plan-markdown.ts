import type { PolicyPlan, PolicyPlanGroup } from '../generated/api.ts';
import { holdKindInWords } from './hold-kind-in-words.ts';
import { personInWords, placeInWords, planHeading, planTotals, testingInWords } from './policy-plan-words.ts';

/** A plan for a pull request. `file` is the proposed policy, or null where it is a version. */
export function planMarkdown(plan: PolicyPlan, file: string | null): string {
  const lines = [`### ${text(planHeading(plan, file))}`, '', `**${text(planTotals(plan))}**`];
  for (const { says, command } of testingInWords(plan)) lines.push('', `${text(says)} \`${command}\``);
  lines.push(...planTables(plan));
  for (const { file: of, line, message } of plan.diagnostics) {
    lines.push('', `> warning: ${text(`${of}:${line} ${message}`)}`);
  }
  lines.push('', `Plan \`${plan.hash}\``);
  return lines.join('\n');
}

/** What is done to whom, and what waits. */
export function planTables({ groups, holds }: Pick<PolicyPlan, 'groups' | 'holds'>): string[] {
  const lines: string[] = [];
  if (groups.length > 0) {
    lines.push('', '| people | what | by |', '| ---: | --- | --- |', ...groups.map(row));
  }
  if (holds.length > 0) {
    lines.push('', 'Would wait for somebody to decide:', '');
    lines.push(...holds.map(({ reason, kind }) => `- ${text(reason)} (${holdKindInWords(kind)})`));
  }
  for (const group of groups.filter(({ named }) => named.length > 0)) lines.push('', ...people(group));
  return lines;
}

function row(group: PolicyPlanGroup): string {
  const by = placeInWords(group.place);
  return `| ${group.people} | ${text(whatBecomes(group))} | ${by === null ? 'the directory' : text(by)} |`;
}

function whatBecomes({ says, held_by }: PolicyPlanGroup): string {
  return held_by === null ? says : `${says}, but wait: ${holdKindInWords(held_by)}`;
}

function people(group: PolicyPlanGroup): string[] {
  const { named, people: count } = group;
  const more = count - named.length;
  return [
    `<details><summary>${text(whatBecomes(group))}: ${named.length}${more > 0 ? ` of ${count}` : ''}</summary>`,
    '',
    ...named.map((person) => `- ${text(`${personInWords(person)}: ${person.reason}`)}`),
    '',
    '</details>',
  ];
}

/**
 * What comes from outside is text, whatever is in it: no markup, no line of its own, and no mention, reference or link.
 * GitHub and GitLab find those in what is shown, escaped or not, so a space of no width stands in between.
 */
export function text(value: string): string {
  return value
    .replaceAll(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/([@#!$%~&])(?=[\p{L}\p{N}_])|(:)(?=\/\/)|\b(www)(?=\.)|\b(GH-)(?=\d)/giu, '$1$2$3$4\u200B')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]|~#]/g, '\\$&');
}
