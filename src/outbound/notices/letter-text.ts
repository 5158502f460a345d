import type { Letter } from './notice-letter.ts';
import type { Paragraph } from './notice-paragraphs.ts';

/** A letter as plain text. */
export function letterText({ paragraphs, because }: Letter): string {
  return `${[...paragraphs.map(paragraphText), `-- \n${because}`].join('\n\n')}\n`;
}

function paragraphText({ title, groups, advice, commands, links }: Paragraph): string {
  const parts = [`${title}\n${'-'.repeat(Math.min(title.length, 78))}`];
  for (const { says, people, more } of groups) {
    const lines = [
      ...(says === null ? [] : [says]),
      ...people.flatMap((person) => [
        `- ${person.says}`,
        ...(person.url === null ? [] : [`  ${person.url}`]),
      ]),
      ...(more > 0 ? [people.length > 0 ? `and ${more} more` : `${more} more`] : []),
    ];
    parts.push(lines.join('\n'));
  }
  if (advice.length > 0) parts.push(advice.join('\n'));
  const where = [
    ...commands.map((command) => `  ${command}`),
    ...links.map(({ says, url }) => `${says}: ${url}`),
  ];
  if (where.length > 0) parts.push(where.join('\n'));
  return parts.join('\n\n');
}
