import type { PolicyPlan, PolicyPlanPerson, PolicyPlanPlace } from '../generated/api.ts';

/** What is compared with what. */
export function planHeading({ tenant, base, against, proposal }: PolicyPlan, file: string | null): string {
  const proposed =
    proposal.version === null ? (file ?? 'the proposed policy') : `version ${proposal.version}`;
  const other = against === null ? `version ${base}, which is in force` : `version ${against}`;
  return `What ${proposed} would do to the people of ${tenant}, instead of ${other}`;
}

/** How many people it is about, in a sentence. */
export function planTotals({ people, outcome }: PolicyPlan): string {
  const all = `${counted(people.looked_at)} ${people.looked_at === 1 ? 'person' : 'people'} looked at`;
  if (outcome === 'nothing') return `${all}: nothing changes for anybody.`;
  const parts = [
    ...(people.changed > 0 ? [`something changes for ${counted(people.changed)}`] : []),
    ...(people.held > 0 ? [`${counted(people.held)} would wait for somebody to decide`] : []),
  ];
  return `${all}: ${parts.join(', and ')}.`;
}

/** Of whom nothing is applied, whatever the policy says, and where to see what would be: a sentence for each directory. */
export function testingInWords({ tenant, testing }: PolicyPlan): { says: string; command: string }[] {
  return testing.map(({ directory, people }) => ({
    says: `${counted(people)} of them ${people === 1 ? 'is' : 'are'} of a directory in testing, of which nothing is applied yet. What activating it would do:`,
    command: `rollcall directory plan ${directory} --tenant ${tenant}`,
  }));
}

export function placeInWords(place: PolicyPlanPlace | null): string | null {
  if (place === null) return null;
  const { file, line, text, pointer } = place;
  return line === null ? `${file}, ${pointer}` : `${file}:${line}  ${text ?? ''}`.trimEnd();
}

/** Who it is: as much as is there. */
export function personInWords(person: PolicyPlanPerson): string {
  const { display_name, email, external_id } = person;
  if (display_name !== null && email !== null) return `${display_name} <${email}>`;
  return display_name ?? email ?? external_id ?? person.user_id ?? person.directory_user_id ?? 'somebody';
}

function counted(count: number): string {
  return count.toLocaleString('en-US');
}
