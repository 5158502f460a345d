import type { PolicyPlan, PolicyPlanGroup, PolicyPlanPerson } from '../generated/api.ts';
import { printable } from './aligned-table.ts';
import { holdKindInWords } from './hold-kind-in-words.ts';
import { personInWords, planHeading, planTotals, placeInWords, testingInWords } from './policy-plan-words.ts';

/**
 * A plan for a person at a terminal. `file` is the proposed policy, or null where it is a version.
 * @param suggests whether to say how exactly this is done
 * @param pushes what the command for it has to name besides the plan
 */
export function planText(
  plan: PolicyPlan,
  file: string | null,
  { suggests = true, pushes = '' } = {},
): string {
  const lines = [planHeading(plan, file), '', planTotals(plan)];
  for (const { says, command } of testingInWords(plan)) lines.push('', says, `  ${command}`);
  lines.push(...planLines(plan, '--people'));
  if (suggests && plan.outcome !== 'nothing' && plan.against === null) {
    const how =
      plan.proposal.version === null
        ? `rollcall policy push ${plan.tenant}${pushes} --plan ${plan.hash}`
        : `rollcall policy activate ${plan.tenant} ${plan.proposal.version} --plan ${plan.hash}`;
    lines.push('', 'To do exactly this:', `  ${how}`);
  }
  return lines.join('\n');
}

/**
 * What is done to whom, and what waits.
 * @param more the option that names more people
 */
export function planLines({ groups, holds }: Pick<PolicyPlan, 'groups' | 'holds'>, more: string): string[] {
  const lines = groups.flatMap((group) => ['', ...groupLines(group, more)]);
  if (holds.length > 0) {
    lines.push('', 'Would wait for somebody to decide:');
    lines.push(...holds.map(({ reason, kind }) => `  ${printable(reason)} (${holdKindInWords(kind)})`));
  }
  return lines;
}

function groupLines(group: PolicyPlanGroup, option: string): string[] {
  const waits = group.held_by === null ? '' : `, but wait: ${holdKindInWords(group.held_by)}`;
  const lines = [`${String(group.people).padStart(6)}  ${group.says}${waits}`];
  const place = placeInWords(group.place);
  if (place !== null) lines.push(`        by ${printable(place)}`);
  lines.push(...group.named.map((person) => `          ${personLine(person)}`));
  const more = group.people - group.named.length;
  if (more > 0 && group.named.length > 0)
    lines.push(`          and ${more} more (${option} ${Math.min(1_000, group.people)})`);
  return lines;
}

function personLine(person: PolicyPlanPerson): string {
  return printable(`${personInWords(person)}: ${person.reason}`);
}
