import { basename } from 'node:path';
import type { PolicyMismatches } from '../generated/api.ts';
import { CATALOG_FILE, DEFAULT_POLICY_FILE } from '../store/policies-directory.ts';
import type { CommandIo } from './command-io.ts';
import {
  checkFiles,
  exitCodeOf,
  nameOf,
  printResult,
  type CheckedFile,
  type LineIo,
  type PolicyCheckOptions,
} from './policy-check.ts';
import { withPolicyService, type OfServer } from './policy-service.ts';

export interface PolicyCheckTenantOptions extends PolicyCheckOptions, OfServer {
  tenant: string;
}

/**
 * Checks policies, and holds the one of a tenant against its directories as they are: what does not match any more are
 * warnings of that file. Without files it is the policy in force.
 *
 * @returns the exit code, as policyCheck has it: 0 also with warnings
 */
export async function policyCheckTenant(
  paths: string[],
  options: PolicyCheckTenantOptions,
  io: CommandIo,
  lines: LineIo,
): Promise<number> {
  const checked =
    paths.length === 0
      ? await checkInForce(options, io, lines)
      : await checkFilesOfTenant(paths, options, io, lines);
  if (checked === null) return 2;
  printResult(checked, options, lines);
  return exitCodeOf(checked);
}

async function checkInForce(
  { tenant, ...options }: PolicyCheckTenantOptions,
  io: CommandIo,
  lines: LineIo,
): Promise<CheckedFile[]> {
  return withPolicyService(io, options, async (service) => {
    const { yaml } = await service.inForce(tenant);
    const found = await service.mismatches(tenant, null);
    sayWhom(found, tenant, lines);
    return [{ file: `${tenant}.policy.yaml`, text: yaml, diagnostics: found.diagnostics }];
  });
}

async function checkFilesOfTenant(
  paths: string[],
  { tenant, ...options }: PolicyCheckTenantOptions,
  io: CommandIo,
  lines: LineIo,
): Promise<CheckedFile[] | null> {
  const checked = checkFiles(paths, options, lines);
  if (checked === null) return null;
  const own = policyOf(tenant, checked);
  if (own === null) {
    lines.stderr(
      `None of these files is the policy of ${tenant}. Name it ${tenant}.policy.yaml, or give no other policy.`,
    );
    return null;
  }
  if (own.diagnostics.some(({ severity }) => severity === 'error')) {
    lines.stderr(`${own.file} has errors, so it was not held against the directories of ${tenant}.`);
    return checked;
  }
  const found = await withPolicyService(io, options, (service) =>
    service.mismatches(tenant, { yaml: own.text }),
  );
  sayWhom(found, tenant, lines);
  const more = found.diagnostics.map((diagnostic) => ({ ...diagnostic, file: own.file }));
  const diagnostics = [...own.diagnostics, ...more].sort((a, b) => a.line - b.line || a.column - b.column);
  return checked.map((file) => (file === own ? { ...own, diagnostics } : file));
}

/** The file that is named for the tenant, else the only policy there is. */
function policyOf(tenant: string, checked: readonly CheckedFile[]): CheckedFile | null {
  const policies = checked.filter(({ file }) => {
    const name = basename(file);
    return name !== CATALOG_FILE && name !== DEFAULT_POLICY_FILE && !name.endsWith('.test.yaml');
  });
  const named = policies.find(({ file }) => nameOf(file) === tenant);
  return named ?? (policies.length === 1 ? (policies[0] ?? null) : null);
}

function sayWhom({ people }: PolicyMismatches, tenant: string, { stderr }: LineIo): void {
  stderr(
    people === 0
      ? `The directories of ${tenant} have nobody yet, so there was nothing to hold the policy against.`
      : `Held against the directories of ${tenant}, in which ${people === 1 ? '1 person is' : `${people} people are`} active.`,
  );
}
