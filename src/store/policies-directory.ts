import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { RollcallError } from '../domain/rollcall-error.ts';

/** One file of a policies folder. */
export interface PolicyFile {
  /** What the file is named after: `northwind` of northwind.policy.yaml. */
  name: string;
  /** Its path as people see it: relative where it lies below the working folder. */
  file: string;
  text: string;
}

export interface PoliciesDirectory {
  catalog: PolicyFile;
  defaultPolicy: PolicyFile;
  /** The tenants' policies, by name. */
  policies: PolicyFile[];
  /** Their tests, by name. */
  tests: PolicyFile[];
  /** What a person should know about where these files come from, in sentences. */
  notices: string[];
}

/** The catalog, the default policy and the examples that come with Rollcall. */
export const OWN_POLICIES_DIRECTORY = join(import.meta.dirname, '..', '..', 'policies');

export const CATALOG_FILE = 'catalog.yaml';
export const DEFAULT_POLICY_FILE = 'default.policy.yaml';
const POLICY = '.policy.yaml';
const TESTS = '.test.yaml';

/**
 * Reads a policies folder. Where it has no catalog or no default policy, those that come with Rollcall stand in, and a
 * notice says so. Nothing is parsed here.
 *
 * @throws RollcallError invalid_configuration where there is no such folder
 */
export function readPoliciesDirectory(directory: string): PoliciesDirectory {
  if (!existsSync(directory)) {
    throw new RollcallError(
      'invalid_configuration',
      `There is no folder ${directory}. Set ROLLCALL_POLICIES to the folder with your policies.`,
    );
  }
  // Not the types of the entries: where policies are mounted into a container, the files are links.
  const names = readdirSync(directory)
    .filter((name) => statSync(join(directory, name), { throwIfNoEntry: false })?.isFile())
    .sort();
  const notices: string[] = [];
  const withFallback = (fileName: string, name: string): PolicyFile => {
    if (names.includes(fileName)) return readPolicyFile(join(directory, fileName), name);
    notices.push(`${shown(directory)} has no ${fileName}; the one that comes with Rollcall is used.`);
    return readPolicyFile(join(OWN_POLICIES_DIRECTORY, fileName), name);
  };
  const ending = (end: string): PolicyFile[] =>
    names
      .filter((name) => name.endsWith(end) && name !== DEFAULT_POLICY_FILE)
      .map((name) => readPolicyFile(join(directory, name), name.slice(0, -end.length)));
  for (const name of names.filter((candidate) => /\.(?:policy|test)\.yml$/.test(candidate))) {
    notices.push(`${shown(join(directory, name))} is not read: its name has to end in .yaml.`);
  }
  return {
    catalog: withFallback(CATALOG_FILE, 'catalog'),
    defaultPolicy: withFallback(DEFAULT_POLICY_FILE, 'default'),
    policies: ending(POLICY),
    tests: ending(TESTS),
    notices,
  };
}

/** Reads one file by its path; `name` is what it is named after. */
export function readPolicyFile(path: string, name: string): PolicyFile {
  return { name, file: shown(path), text: readFileSync(path, 'utf8') };
}

function shown(path: string): string {
  const below = relative(process.cwd(), path);
  return below === '' || below.startsWith('..') ? path : below;
}
