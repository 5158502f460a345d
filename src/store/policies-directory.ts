import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RollcallError } from '../domain/rollcall-error.ts';

/** One file of a policies folder. */
export interface PolicyFile {
  /** What the file is named after: `acme` of acme.policy.yaml. */
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
  /** What a person should know about where these files come from. */
  notices: string[];
}

/** The policies that come with Rollcall. */
const ownDirectory = fileURLToPath(new URL('../../policies/', import.meta.url));
const CATALOG = 'catalog.yaml';
const DEFAULT_POLICY = 'default.policy.yaml';
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
  const names = readdirSync(directory).sort();
  const notices: string[] = [];
  const withFallback = (name: string): PolicyFile => {
    if (names.includes(name)) return readPolicyFile(join(directory, name), name);
    notices.push(`${shown(directory)} has no ${name}; the one that comes with Rollcall is used.`);
    return readPolicyFile(join(ownDirectory, name), name);
  };
  const ending = (end: string): PolicyFile[] =>
    names
      .filter((name) => name.endsWith(end) && name !== DEFAULT_POLICY)
      .map((name) => readPolicyFile(join(directory, name), name.slice(0, -end.length)));
  return {
    catalog: withFallback(CATALOG),
    defaultPolicy: withFallback(DEFAULT_POLICY),
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
