import { basename } from 'node:path';
import type { PolicyDocument } from '../generated/policy.ts';
import { sectionOrigins, type Section } from '../policy/effective-policy.ts';
import { locateIn } from '../policy/locate.ts';
import { onOneLine } from '../policy/plain-english/in-quotes.ts';
import { policyInWords } from '../policy/plain-english/policy-in-words.ts';
import type { Chapter } from '../policy/plain-english/statement.ts';
import { openPolicyFolder } from './policy-folder.ts';
import type { LineIo } from './policy-check.ts';
import { fileOf, noSuchPolicy, readShown } from './policy-show.ts';

export interface PolicyDocsOptions {
  format: 'markdown' | 'text';
  policiesDirectory: string;
}

/**
 * Prints a policy in plain English, each statement with the line behind it.
 * @returns the exit code: 0 printed, 1 if the policy has errors, 2 if there is none of that name
 */
export async function policyDocs(tenant: string, options: PolicyDocsOptions, io: LineIo): Promise<number> {
  const folder = openPolicyFolder(options.policiesDirectory);
  for (const notice of folder.files.notices) io.stderr(notice);
  const file = fileOf(tenant, folder);
  if (!file) {
    io.stderr(noSuchPolicy(tenant, folder, options.policiesDirectory));
    return Promise.resolve(2);
  }
  const shown = readShown(tenant, file, folder, io);
  if (!shown) return 1;
  const { document, defaultDocument, effective } = shown;
  const lineOf = linesOf(document, defaultDocument, {
    tenant: { name: basename(file.file), text: file.text },
    default: { name: basename(folder.files.defaultPolicy.file), text: folder.files.defaultPolicy.text },
  });
  const chapters = policyInWords(effective);
  const write = options.format === 'markdown' ? markdown : plainText;
  for (const line of write(tenant, effective.about, chapters, lineOf)) io.stdout(line);
  return 0;
}

type LineOf = (pointer: string) => string;

interface Source {
  name: string;
  text: string;
}

/** Where a statement stands: `acme.policy.yaml:12`, in whichever file its section is from. */
function linesOf(
  document: PolicyDocument,
  defaultDocument: PolicyDocument,
  sources: { tenant: Source; default: Source },
): LineOf {
  const origins = sectionOrigins(document, defaultDocument);
  const find = { tenant: locateIn(sources.tenant.text), default: locateIn(sources.default.text) };
  return (pointer) => {
    const origin = origins[pointer.split('/')[1] as Section];
    if (origin === 'built_in') return 'built in';
    const line = find[origin](pointer);
    return line === null ? 'built in' : `${sources[origin].name}:${line}`;
  };
}

const HOW_TO_READ =
  'Each statement names the line of the policy behind it. Where that is the first line of a section, the section leaves it to its default; what no file says is built in.';

function* markdown(
  tenant: string,
  about: string | null,
  chapters: Chapter[],
  lineOf: LineOf,
): Generator<string> {
  yield `# The policy of ${escaped(tenant)}`;
  if (about !== null) yield* ['', escaped(about)];
  yield* ['', HOW_TO_READ];
  for (const { title, statements } of chapters) {
    yield* ['', `## ${title}`, ''];
    for (const { says, at } of statements) yield `- ${escaped(says)} _(${lineOf(at)})_`;
  }
}

function* plainText(
  tenant: string,
  about: string | null,
  chapters: Chapter[],
  lineOf: LineOf,
): Generator<string> {
  yield `The policy of ${tenant}`;
  if (about !== null) yield onOneLine(about);
  for (const { title, statements } of chapters) {
    yield* ['', title];
    for (const { says, at } of statements) yield `  ${onOneLine(says)} [${lineOf(at)}]`;
  }
}

/** Names in a policy are anybody's text: here they are only text. */
function escaped(text: string): string {
  return onOneLine(text).replaceAll(/[\\`*_[\]<>|]/g, '\\$&');
}
