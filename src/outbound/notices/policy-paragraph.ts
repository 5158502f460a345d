import type { Paragraph, Place } from './notice-paragraphs.ts';
import { plainLine } from './plain-line.ts';

/** Where the policy and the directory do not match any more, each in a line. */
export function policyParagraph(lines: readonly string[], { tenant, publicUrl }: Place): Paragraph {
  return {
    title: 'The policy and the directory do not match any more',
    groups: lines.map((line) => ({ says: plainLine(line, 500), people: [], more: 0 })),
    advice: [
      'Nobody is changed by this. Bring the policy up to date, or the directory; what goes on is not told again.',
    ],
    commands: [`rollcall policy check --tenant ${tenant}`],
    links: [{ says: 'With lines and hints', url: `${publicUrl}/api/v1/tenants/${tenant}/policy/mismatches` }],
  };
}
