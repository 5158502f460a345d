import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Diagnostic } from '../domain/diagnostic.ts';
import { parsePolicyTests } from '../policy/parse-policy-tests.ts';
import { testPolicyFile } from '../rehearsal/test-policy-file.ts';
import { percentOf, type TestedFile } from '../rehearsal/tested-file.ts';
import { testsAsJson } from '../rehearsal/tests-as-json.ts';
import { CATALOG_FILE, DEFAULT_POLICY_FILE, type PolicyFile } from '../store/policies-directory.ts';
import type { LineIo } from './policy-check.ts';
import { openPolicyFolder, type NamedPolicy, type PolicyFolder } from './policy-folder.ts';
import { testsAsAnnotations } from './policy-test-annotations.ts';
import { testsAsJunit } from './policy-test-junit.ts';
import { testsAsText } from './policy-test-text.ts';

export interface PolicyTestOptions {
  format: 'text' | 'json' | 'junit' | 'github';
  /** Whether to say which lines of the policies no test went by; as a number, the least share in percent that is enough. */
  coverage?: boolean | number;
  /** Whether to look for flips of the policies that no test notices. */
  mutate?: boolean;
  policiesDirectory: string;
}

/**
 * Runs tests of policies and prints what came of them.
 * @param paths files of tests, policies whose tests are meant, or whole folders; none for the whole policies folder
 * @returns the exit code: 0 all that was asked for holds, 1 something does not, 2 if there is nothing to run
 */
export async function policyTest(paths: string[], options: PolicyTestOptions, io: LineIo): Promise<number> {
  const wanted = paths.length === 0 ? [options.policiesDirectory] : paths;
  const missing = wanted.filter((path) => !existsSync(path));
  for (const path of missing) io.stderr(`There is no file or folder ${path}.`);
  if (missing.length > 0) return 2;
  const folders = new Map<string, PolicyFolder>();
  const open = (directory: string): PolicyFolder => {
    const known = folders.get(resolve(directory));
    if (known) return known;
    const folder = openPolicyFolder(directory);
    for (const notice of folder.files.notices) io.stderr(notice);
    folders.set(resolve(directory), folder);
    return folder;
  };
  const tested = new Map<string, TestedFile>();
  for (const path of wanted) {
    for (const { folder, file } of testFilesOf(path, options.policiesDirectory, open)) {
      const key = resolve(file.file);
      if (!tested.has(key)) tested.set(key, await testFile(file, folder, options));
    }
  }
  const files = [...tested.values()];
  if (files.length === 0) {
    io.stderr(`There are no tests in ${wanted.join(', ')}: they are in files NAME.test.yaml.`);
    return 2;
  }
  print(files, options, io);
  return files.every((file) => isFine(file, options)) ? 0 : 1;
}

function print(files: TestedFile[], { format }: PolicyTestOptions, io: LineIo): void {
  switch (format) {
    case 'text':
      for (const line of testsAsText(files, io.color === true)) io.stdout(line);
      return;
    case 'json':
      io.stdout(JSON.stringify(testsAsJson(files), null, 2));
      return;
    case 'junit':
      io.stdout(testsAsJunit(files));
      return;
    case 'github':
      for (const line of testsAsAnnotations(files)) io.stdout(line);
      io.stderr(testsAsText(files, false).at(-1) ?? '');
  }
}

/** Whether everything that was asked for holds. */
function isFine({ diagnostics, results, coverage, flips }: TestedFile, options: PolicyTestOptions): boolean {
  const least = typeof options.coverage === 'number' ? options.coverage : 0;
  return (
    diagnostics.every(({ severity }) => severity !== 'error') &&
    results.every(({ failures }) => failures.length === 0) &&
    (coverage === null || percentOf(coverage) >= least) &&
    (flips === null || flips.unnoticed.length === 0)
  );
}

function testFilesOf(
  path: string,
  policiesDirectory: string,
  open: (directory: string) => PolicyFolder,
): { folder: PolicyFolder; file: PolicyFile }[] {
  if (statSync(path).isDirectory()) {
    const folder = open(path);
    return folder.files.tests.map((file) => ({ folder, file }));
  }
  const tests = path.replace(/\.policy\.yaml$/, '.test.yaml');
  if (!existsSync(tests)) return [];
  const own = dirname(tests);
  const isFolder = [CATALOG_FILE, DEFAULT_POLICY_FILE].some((name) => existsSync(join(own, name)));
  const name = basename(tests).replace(/\.test\.yaml$/, '');
  const file = { name, file: tests, text: readFileSync(tests, 'utf8') };
  return [{ folder: open(isFolder ? own : policiesDirectory), file }];
}

async function testFile(
  file: PolicyFile,
  folder: PolicyFolder,
  { coverage, mutate }: PolicyTestOptions,
): Promise<TestedFile> {
  const { policy, diagnostics } = policyOf(file, folder);
  const { catalog, defaultDocument } = folder;
  if (policy === null || catalog === null || defaultDocument === null) {
    const context = { catalog, policy: policy?.effective ?? null };
    return {
      file: file.file,
      text: file.text,
      diagnostics: [...diagnostics, ...parsePolicyTests(file.text, file.file, context).diagnostics],
      policyFile: policy?.file.file ?? null,
      results: [],
      coverage: null,
      flips: null,
    };
  }
  const { document, effective } = policy;
  const { defaultPolicy } = folder.files;
  const tested = await testPolicyFile(
    file,
    { ...policy.file, document, effective, catalog, defaultDocument, defaultPolicy },
    { coverage: coverage !== undefined && coverage !== false, mutate: mutate === true },
  );
  return { ...tested, diagnostics: [...diagnostics, ...tested.diagnostics] };
}

/** The policy that stands beside the tests, else that of the folder; and what is wrong with it. */
function policyOf(
  { name, file }: PolicyFile,
  folder: PolicyFolder,
): { policy: NamedPolicy | null; diagnostics: Diagnostic[] } {
  const common = folder.common.flatMap(({ diagnostics }) => diagnostics.filter(isError));
  if (name === 'default') return { policy: folder.policyNamed(name), diagnostics: common };
  const beside = join(dirname(file), `${name}.policy.yaml`);
  const found = existsSync(beside)
    ? { name, file: beside, text: readFileSync(beside, 'utf8') }
    : folder.files.policies.find((policy) => policy.name === name);
  if (!found) {
    const message = `There is no policy for these tests: ${basename(beside)} is missing.`;
    const hint = 'Put it beside the tests.';
    const missing = {
      file,
      line: 1,
      column: 1,
      severity: 'error' as const,
      code: 'missing_policy',
      message,
      hint,
    };
    return { policy: null, diagnostics: [...common, missing] };
  }
  const { document, effective, diagnostics } = folder.parse(found);
  const policy = document && effective ? { file: found, document, effective } : null;
  return { policy, diagnostics: [...common, ...diagnostics.filter(isError)] };
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}
