import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Diagnostic } from '../domain/diagnostic.ts';
import { mendText, type Mended } from '../policy/mend-text.ts';
import { parseCatalog } from '../policy/parse-catalog.ts';
import { wordsOfPolicies } from '../policy/words-of-policies.ts';
import type { LineIo } from './policy-check.ts';
import { openPolicyFolder, type PolicyFolder } from './policy-folder.ts';

export interface PolicyLintOptions {
  /** Write what is mended; without it, only say what would be. */
  fix?: boolean;
  json?: boolean;
  policiesDirectory: string;
}

interface LintedFile {
  file: string;
  mended: Mended[];
  /** Errors that a person has to look at. */
  left: Diagnostic[];
}

/**
 * Lists what can be mended by itself in policies and their tests, and mends it if asked to.
 * @param paths files; none for those of the policies folder
 * @returns the exit code: 0 nothing (more) to do, 1 there is, 2 if a file is not there
 */
export async function policyLint(paths: string[], options: PolicyLintOptions, io: LineIo): Promise<number> {
  const { fix = false, json = false, policiesDirectory } = options;
  const missing = paths.filter((path) => !existsSync(path) || statSync(path).isDirectory());
  for (const path of missing) io.stderr(`There is no file ${path}.`);
  if (missing.length > 0) return Promise.resolve(2);
  const folder = openPolicyFolder(policiesDirectory);
  for (const notice of folder.files.notices) io.stderr(notice);
  const own = [...folder.files.policies, ...folder.files.tests].map(({ file }) => file);
  const linted = (paths.length === 0 ? own : paths).map((path) => lintFile(path, fix, folder));
  if (json) io.stdout(JSON.stringify({ fixed: fix, files: linted }, null, 2));
  else sayLinted(linted, fix, io);
  const isDone = linted.every(({ mended, left }) => left.length === 0 && (fix || mended.length === 0));
  return isDone ? 0 : 1;
}

function lintFile(path: string, fix: boolean, folder: PolicyFolder): LintedFile {
  const text = readFileSync(path, 'utf8');
  const isTests = path.endsWith('.test.yaml');
  const name = basename(path).replace(/\.(?:policy|test)\.yaml$/, '');
  const check = (each: string): readonly Diagnostic[] => {
    const file = { name, file: path, text: each };
    return isTests ? folder.checkTests(file) : folder.parse(file).diagnostics;
  };
  const { catalog } = parseCatalog(folder.files.catalog.text, folder.files.catalog.file);
  const result = mendText(text, check, wordsOfPolicies(isTests ? 'tests' : 'policy', catalog));
  if (fix && result.text !== text) writeFileSync(path, result.text);
  const left = check(result.text).filter(({ severity }) => severity === 'error');
  return { file: path, mended: result.mended, left };
}

function sayLinted(linted: readonly LintedFile[], fix: boolean, io: LineIo): void {
  for (const { file, mended } of linted) {
    for (const { line, column, code, says } of mended) {
      io.stdout(`${file}:${line}:${column} ${fix ? 'mended' : 'can be mended'} ${code}: ${says}.`);
    }
  }
  const count = linted.reduce((sum, { mended }) => sum + mended.length, 0);
  const left = linted.reduce((sum, file) => sum + file.left.length, 0);
  const mends = fix ? `${count} mended` : `${count} can be mended by rollcall policy lint --fix`;
  const rest = left === 0 ? 'nothing is left' : `${left} left for you: see rollcall policy check`;
  io.stdout(count === 0 && left === 0 ? 'Nothing to mend.' : `${mends}, ${rest}.`);
}
