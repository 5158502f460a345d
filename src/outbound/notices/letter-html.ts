import type { Letter } from './notice-letter.ts';
import type { Paragraph } from './notice-paragraphs.ts';

/** A letter as HTML: headings and lists in the order of reading, and nothing that is loaded from elsewhere. */
export function letterHtml({ subject, paragraphs, because }: Letter): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    `<head><meta charset="utf-8"><title>${escaped(subject)}</title></head>`,
    '<body style="font-family: sans-serif; line-height: 1.5; max-width: 44em">',
    ...paragraphs.map(paragraphHtml),
    `<hr>\n<p><small>${escaped(because)}</small></p>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function paragraphHtml({ title, groups, advice, commands, links }: Paragraph): string {
  const parts = [`<h2>${escaped(title)}</h2>`];
  for (const { says, people, more } of groups) {
    if (says !== null) parts.push(`<p>${escaped(says)}</p>`);
    const items = people.map(({ says: person, url }) => (url === null ? escaped(person) : link(person, url)));
    if (more > 0) items.push(items.length > 0 ? `and ${more} more` : `${more} more`);
    if (items.length > 0) parts.push(`<ul>\n${items.map((item) => `<li>${item}</li>`).join('\n')}\n</ul>`);
  }
  parts.push(...advice.map((line) => `<p>${escaped(line)}</p>`));
  if (commands.length > 0) parts.push(`<pre>${commands.map(escaped).join('\n')}</pre>`);
  parts.push(...links.map(({ says, url }) => `<p>${link(says, url)}</p>`));
  return parts.join('\n');
}

function link(says: string, url: string): string {
  return `<a href="${escaped(url)}">${escaped(says)}</a>`;
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
