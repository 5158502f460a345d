import { basename } from 'node:path';
import { onOneLine } from '../policy/plain-english/in-quotes.ts';
import {
  placeInWords,
  placesOfStatements,
  policyAsMarkdown,
  type PlaceOf,
} from '../policy/plain-english/policy-as-markdown.ts';
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
  const placeOf = placesOfStatements(document, defaultDocument, {
    tenant: { file: basename(file.file), text: file.text },
    default: { file: basename(folder.files.defaultPolicy.file), text: folder.files.defaultPolicy.text },
  });
  const chapters = policyInWords(effective);
  const write = options.format === 'markdown' ? policyAsMarkdown : plainText;
  for (const line of write(tenant, effective.about, chapters, placeOf)) io.stdout(line);
  return 0;
}

function* plainText(
  tenant: string,
  about: string | null,
  chapters: readonly Chapter[],
  placeOf: PlaceOf,
): Generator<string> {
  yield `The policy of ${tenant}`;
  if (about !== null) yield onOneLine(about);
  for (const { title, statements } of chapters) {
    yield* ['', title];
    for (const { says, at } of statements) yield `  ${onOneLine(says)} [${placeInWords(placeOf(at))}]`;
  }
}
