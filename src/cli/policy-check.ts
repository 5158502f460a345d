import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Diagnostic } from '../domain/diagnostic.ts';
import { CATALOG_FILE, DEFAULT_POLICY_FILE, type PolicyFile } from '../store/policies-directory.ts';
import { diagnosticAnnotation } from './diagnostic-annotation.ts';
import { diagnosticText, summaryText } from './diagnostic-text.ts';
import { diagnosticsAsSarif } from './diagnostics-as-sarif.ts';
import { openPolicyFolder, type PolicyFolder } from './policy-folder.ts';

export interface LineIo {
  stdout: (line: string) => void;
  stderr: (line: string) => void;
  /** Whether the text may be coloured. */
  color?: boolean;
}

export interface PolicyCheckOptions {
  format: 'text' | 'json' | 'github' | 'sarif';
  policiesDirectory: string;
  /** What addresses of files in SARIF are relative to; the working folder unless told. */
  root?: string;
}

/**
 * Checks policies, catalogs and policy tests and prints everything that is wrong with them.
 * @param paths files or whole folders; none for the whole policies folder
 * @returns the exit code: 0 without an error, 1 with one, 2 if a file is not there
 */
export async function policyCheck(paths: string[], options: PolicyCheckOptions, io: LineIo): Promise<number> {
  const checked = checkFiles(paths, options, io);
  if (checked === null) return Promise.resolve(2);
  printResult(checked, options, io);
  return exitCodeOf(checked);
}

/** The files with what is wrong with them; null, which has been said, if one is not there. */
export function checkFiles(
  paths: string[],
  { policiesDirectory }: PolicyCheckOptions,
  io: LineIo,
): CheckedFile[] | null {
  const wanted = paths.length === 0 ? [policiesDirectory] : paths;
  const missing = wanted.filter((path) => !existsSync(path));
  for (const path of missing) io.stderr(`There is no file or folder ${path}.`);
  if (missing.length > 0) return null;

  const check = startCheck(policiesDirectory, io.stderr);
  for (const path of wanted) {
    if (statSync(path).isDirectory()) check.folder(path);
    else check.file(path);
  }
  return check.checked();
}

export function exitCodeOf(checked: readonly CheckedFile[]): number {
  return checked.some(({ diagnostics }) => diagnostics.some(({ severity }) => severity === 'error')) ? 1 : 0;
}

export interface CheckedFile {
  /** As the person named it, which is what the diagnostics name too. */
  file: string;
  text: string;
  diagnostics: Diagnostic[];
}

/** In the format that was asked for. */
export function printResult(checked: CheckedFile[], options: PolicyCheckOptions, io: LineIo): void {
  const diagnostics = checked.flatMap((file) => file.diagnostics);
  switch (options.format) {
    case 'json':
      io.stdout(JSON.stringify({ diagnostics }, null, 2));
      return;
    case 'github':
      for (const diagnostic of diagnostics) io.stdout(diagnosticAnnotation(diagnostic));
      io.stderr(summaryText(diagnostics, checked.length));
      return;
    case 'sarif':
      io.stdout(JSON.stringify(diagnosticsAsSarif(checked, options.root ?? process.cwd()), null, 2));
      io.stderr(summaryText(diagnostics, checked.length));
      return;
    case 'text':
      for (const { text, diagnostics: own } of checked) {
        for (const diagnostic of own) {
          for (const line of diagnosticText(diagnostic, text, io.color === true)) io.stdout(line);
          io.stdout('');
        }
      }
      io.stdout(summaryText(diagnostics, checked.length));
  }
}

/** A check that goes on from file to file; each file counts once. */
interface Check {
  folder(directory: string): void;
  file(path: string): void;
  checked(): CheckedFile[];
}

function startCheck(policiesDirectory: string, notify: (sentence: string) => void): Check {
  const folders = new Map<string, PolicyFolder>();
  const checked = new Map<string, CheckedFile>();
  const add = ({ file, text }: PolicyFile, diagnostics: Diagnostic[]): void => {
    checked.set(resolve(file), { file, text, diagnostics });
  };
  const open = (directory: string): PolicyFolder => {
    const known = folders.get(resolve(directory));
    if (known) return known;
    const folder = openPolicyFolder(directory);
    folders.set(resolve(directory), folder);
    for (const notice of folder.files.notices) notify(notice);
    if (!folder.checksNames) {
      notify('Names in policies are not checked until the catalog and the default policy load.');
    }
    // They are in the way of whatever is checked against them.
    for (const { file, diagnostics } of folder.common) if (diagnostics.length > 0) add(file, diagnostics);
    return folder;
  };
  return {
    folder(directory) {
      const folder = open(directory);
      for (const { file, diagnostics } of folder.common) {
        if (dirname(resolve(file.file)) === resolve(directory)) add(file, diagnostics);
      }
      for (const file of folder.files.policies) add(file, folder.parse(file).diagnostics);
      for (const file of folder.files.tests) add(file, folder.checkTests(file));
    },
    file(path) {
      const folder = open(folderOf(path, policiesDirectory));
      const common = folder.common.find(({ file }) => resolve(file.file) === resolve(path));
      const file = { name: nameOf(path), file: path, text: readFileSync(path, 'utf8') };
      if (common) add(common.file, common.diagnostics);
      else if (path.endsWith('.test.yaml')) add(file, folder.checkTests(file));
      else add(file, folder.parse(file).diagnostics);
    },
    checked: () => [...checked.values()],
  };
}

/** A file that has a catalog beside it is checked against that; any other against the folder that is set. */
function folderOf(path: string, policiesDirectory: string): string {
  const own = dirname(path);
  return [CATALOG_FILE, DEFAULT_POLICY_FILE].some((name) => existsSync(join(own, name)))
    ? own
    : policiesDirectory;
}

/** The tenant that a file is named for. */
export function nameOf(path: string): string {
  return basename(path).replace(/\.(?:policy|test)\.yaml$/, '');
}
