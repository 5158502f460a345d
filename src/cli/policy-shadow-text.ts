import type { PolicyProposal, ShadowDifference } from '../generated/api.ts';
import { printable } from './aligned-table.ts';
import { personInWords, placeInWords } from './policy-plan-words.ts';

/** What `policy propose` has done. */
export function proposedText(tenant: string, { version, against }: PolicyProposal): string {
  return [
    `Version ${version} is proposed. Version ${against} stays in force: decisions are compared, and nothing of the proposal is applied.`,
    `See whom it would decide otherwise: rollcall policy shadow ${tenant}`,
  ].join('\n');
}

/**
 * Whom a proposal would decide otherwise, by the line that makes the difference.
 * @param names whether everyone is named below it, so that nobody needs to be told how to have that
 */
export function proposalText(tenant: string, proposal: PolicyProposal, names: boolean): string {
  const { people, differ, ever_differed, decisions } = proposal;
  const many = `${counted(differ)} of ${counted(people)} ${people === 1 ? 'person' : 'people'}`;
  const lines = [`Under ${nameOf(proposal)}, ${many} would be decided otherwise.`];
  for (const { says, place, people: some } of proposal.groups) {
    lines.push('', `${counted(some).padStart(6)}  ${printable(says)}`);
    const where = placeInWords(place);
    if (where !== null) lines.push(`        by ${printable(where)}`);
  }
  lines.push('');
  if (!proposal.complete) lines.push('Not everyone has been compared yet: more may differ.');
  lines.push(
    `Since then, ${counted(decisions)} ${decisions === 1 ? 'decision' : 'decisions'} about ${counted(ever_differed)} ${ever_differed === 1 ? 'person' : 'people'} would have been other ones.`,
  );
  if (differ > 0 && !names) lines.push(`Name them: rollcall policy shadow ${tenant} --people`);
  return lines.join('\n');
}

/** Everyone who differs, with what does. */
export function differencesText(differences: readonly ShadowDifference[]): string {
  return differences
    .flatMap((difference) => {
      const where = placeInWords(difference.place);
      return [
        printable(`${personInWords({ ...difference, reason: '' })}: ${difference.says}`),
        ...(where === null ? [] : [printable(`    by ${where}`)]),
      ];
    })
    .join('\n');
}

function nameOf({ kind, version, author, proposed_at, rules }: PolicyProposal): string {
  if (kind === 'version')
    return printable(`the proposal (version ${version}, by ${author}, since ${proposed_at})`);
  const named = rules.map((name) => JSON.stringify(name)).join(', ');
  const what = rules.length === 1 ? `the proposed rule ${named}` : `the proposed rules ${named}`;
  return printable(`${what} (version ${version}, since ${proposed_at})`);
}

function counted(count: number): string {
  return count.toLocaleString('en-US');
}
