import { approvingInWords, rejectingInWords } from '../domain/hold-words.ts';
import type { Hold, HoldPerson } from '../generated/api.ts';
import type { Page } from '../store/keyset.ts';
import { alignedTable, printable } from './aligned-table.ts';
import { changesInWords } from './changes-in-words.ts';
import { factLines, type Fact } from './fact-lines.ts';

/** How many people of a hold are shown with it; the others are a command of their own. */
export const PEOPLE_SHOWN = 50;

export function holdTable(holds: Hold[]): string {
  return alignedTable(
    ['HOLD', 'KIND', 'STATUS', 'PEOPLE', 'OPENED', 'ANSWER DUE', 'WHY'],
    holds.map((hold) => [
      hold.id,
      hold.kind,
      hold.status,
      hold.people,
      hold.opened_at,
      hold.answer_due_at,
      hold.reason,
    ]),
  );
}

/** Everything that whoever decides on a hold wants to know. */
export function holdInWords(hold: Hold, people: Page<HoldPerson>, tenant: string): string {
  const lines = [...factLines(factsOf(hold)), '', holdPeopleTable(people.items)];
  if (people.next !== null) {
    lines.push(`And more: rollcall holds people ${hold.id} --tenant ${tenant}`);
  }
  if (hold.status !== 'open') return lines.join('\n');
  const answering = `${hold.id} --tenant ${tenant} --revision ${hold.revision}`;
  const approving = approvalOf(hold);
  lines.push('', `Approving: ${approvingInWords(hold.kind)}`);
  if (approving !== null) lines.push(`  rollcall holds approve ${answering}${approving}`);
  lines.push(`Rejecting: ${rejectingInWords(hold.people)}`, `  rollcall holds reject ${answering}`);
  return lines.join('\n');
}

/** What an approval needs beside the revision; null where there is no approving. */
function approvalOf({ kind }: Hold): string | null {
  switch (kind) {
    case 'ambiguous_role':
      return null;
    case 'ambiguous_match':
      return ' --account USER';
    default:
      return '';
  }
}

export function holdPeopleTable(people: HoldPerson[]): string {
  return alignedTable(
    ['PERSON', 'E-MAIL', 'USER', 'STATUS', 'CHANGES'],
    people.map((person) => [
      person.display_name,
      person.email,
      person.user_id,
      person.status,
      changesInWords(person.changes),
    ]),
  );
}

/** What became of a hold that was answered just now. */
export function answeredInWords(hold: Hold): string {
  const many = `${hold.people} ${hold.people === 1 ? 'person' : 'people'}`;
  return printable(`${hold.resolution ?? `It is ${hold.status}`} (hold ${hold.id}, ${hold.kind}, ${many}).`);
}

function factsOf(hold: Hold): Fact[] {
  const changes = Object.entries(hold.actions).map(([action, times = 0]) => `${times} ${action}`);
  const facts: Fact[] = [
    ['Hold', hold.id],
    ['Kind', hold.kind],
    ['Status', hold.status],
    ['Why', hold.reason],
    ['People', hold.people],
    ['Changes', changes.length === 0 ? null : changes.join(', ')],
    ['Revision', hold.revision],
    ['Policy', `version ${hold.policy_version}`],
    ['Opened', hold.opened_at],
  ];
  if (hold.status === 'open') {
    const due = hold.answer_due_at;
    facts.push(['Unanswered', due === null ? 'it waits' : `the policy answers it at ${due}`]);
  } else {
    const by =
      hold.resolved_by === null ? null : `${hold.resolved_by.kind} ${hold.resolved_by.id ?? ''}`.trim();
    facts.push(['Answered', hold.resolved_at], ['By', by], ['Answer', hold.resolution]);
  }
  return facts;
}
