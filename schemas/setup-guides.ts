import { format } from 'prettier';
import { guideNames, type GuideName } from '../src/domain/identity-provider.ts';
import { guideOf } from '../src/tenancy/setup/guides/all-guides.ts';
import type { Guide, GuideStep } from '../src/tenancy/setup/guides/guide.ts';
import { code, table } from './markdown-parts.ts';

/** The pages of docs/setup by their file names, made from the guides that the API gives. */
export async function setupPages(): Promise<Map<string, string>> {
  const pages = new Map([['README.md', await pretty(indexPage())]]);
  for (const name of guideNames) pages.set(`${name}.md`, await pretty(guidePage(guideOf(name))));
  return pages;
}

/** As every page is. */
function pretty(text: string): Promise<string> {
  return format(text, {
    parser: 'markdown',
    proseWrap: 'always',
    printWidth: 120,
    embeddedLanguageFormatting: 'off',
  });
}

const ways: Record<Guide['sources'][number], string> = {
  scim: 'SCIM',
  workos: 'WorkOS',
  import: 'files',
};

function indexPage(): string {
  const rows = guideNames.map((name: GuideName) => {
    const { name: full, sources, about } = guideOf(name);
    return [`[${full}](${name}.md)`, sources.map((source) => ways[source]).join(', '), about];
  });
  return [
    '# Connecting an identity provider',
    'These pages are for the administrator of a customer. They are made from the guides that `GET /api/v1/directory-guides` gives, so that a product can show them too. How far a setup is, and what is missing next, says `rollcall directory setup ID --tenant acme` ([directories.md](../directories.md#setting-up)).',
    table(['Identity provider', 'By', 'What it does'], rows),
  ].join('\n\n');
}

function guidePage(guide: Guide): string {
  const scim = guide.sources.includes('scim');
  return [
    `# ${guide.name}`,
    guide.about,
    ...(scim ? [scimLead(guide)] : []),
    ...(guide.sources.includes('workos') ? [workosLead(guide, scim)] : []),
    '## What is needed',
    bullets([...guide.before, ...(guide.here?.before ?? [])]),
    '## Steps',
    ...guide.steps.flatMap((step, place) => stepParts(step, place + 1)),
    '## Attributes',
    table(
      ['Attribute', `In ${guide.idp === 'generic' ? 'the identity provider' : guide.name}`, 'Note'],
      guide.attributes.map(({ attribute, from, note = '' }) => [code(attribute), quoted(from), quoted(note)]),
    ),
    'Which attributes count is up to the policy (`attributes.map`); others are kept and do nothing.',
    '## Groups',
    bullets(guide.groups),
    '## Who leaves',
    bullets(guide.deactivation),
    '## Known traps',
    bullets([...guide.traps, ...(guide.here?.traps ?? [])]),
    '## Where it is stuck',
    '`rollcall directory setup ID --tenant acme` says what has happened so far. What to look at:',
    table(['What is missing', 'Where'], adviceRows(guide)),
  ].join('\n\n');
}

function scimLead({ profile }: Guide): string {
  return `Create the directory with \`rollcall directory create --tenant acme --source scim --profile ${profile ?? 'generic'}\`, or \`POST /api/v1/tenants/acme/directories\`. It gives the address, below called \`{base_url}\`, and the token, \`{token}\`, which is shown this once.`;
}

function workosLead({ idp }: Guide, isSecond: boolean): string {
  const label = idp === 'generic' ? '' : ` --idp ${idp}`;
  return `${isSecond ? 'Or through' : 'Through'} WorkOS: \`rollcall directory connect --tenant acme${label}\` prints a link to its Admin Portal, which leads through the setup ([workos.md](../workos.md#setup)).`;
}

function stepParts({ title, says, fields = [] }: GuideStep, number: number): string[] {
  const plain = fields.filter(({ value }) => !isJson(value));
  return [
    `### ${String(number)}. ${title}`,
    ...says.map(quoted),
    ...(plain.length === 0
      ? []
      : [
          table(
            ['Field', 'Value'],
            plain.map(({ field, value }) => [field, quoted(value)]),
          ),
        ]),
    ...fields
      .filter(({ value }) => isJson(value))
      .flatMap(({ field, value }) => [
        `${field}:`,
        `\`\`\`json\n${JSON.stringify(JSON.parse(value), null, 2)}\n\`\`\``,
      ]),
  ];
}

function isJson(value: string): boolean {
  return value.startsWith('{"');
}

/** Placeholders and formulas as code: Markdown would read parts of them as its own. */
function quoted(text: string): string {
  if (/^(?:Switch\(|\{\$)/.test(text)) return code(text);
  return text.replaceAll(/(?<!`)(\{(?:base_url|token)\})(?!`)/g, '`$1`');
}

function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${quoted(item)}`).join('\n');
}

function adviceRows({ advice }: Guide): string[][] {
  return [
    ['Nothing has come', advice.connect],
    ['Requests are refused', advice.token],
    ['People', advice.people],
    ['Groups', advice.groups],
    ['Members of groups', advice.members],
    ['Leaving', advice.deactivation],
  ];
}
