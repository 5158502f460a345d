import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Diagnostic } from '../domain/diagnostic.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { Tenant } from '../generated/api.ts';
import { listTenants, toTenant } from '../store/tenants-read.ts';
import { createTenant } from '../tenancy/create-tenant.ts';
import { alignedTable } from './aligned-table.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { withDatabase } from './connect.ts';
import { diagnosticText } from './diagnostic-text.ts';
import { commandLine, everyItem, tenancyDeps, tenantOfSlug } from './tenancy.ts';

/** `rollcall tenant create SLUG`: where there is one already, it is printed again and nothing changes. */
export async function tenantCreateCommand(
  slug: string,
  options: { name?: string; policy?: string; json?: boolean },
  io: CommandIo,
): Promise<number> {
  const policyYaml = options.policy === undefined ? null : readPolicyFile(io, options.policy);
  return withDatabase(io, async ({ database }, config) => {
    const deps = await tenancyDeps(database, config);
    const request = {
      slug,
      name: options.name ?? null,
      policyYaml,
      policyOrigin: 'file' as const,
      ...(options.policy === undefined ? {} : { policyFile: options.policy }),
    };
    const created = await createTenant(deps, request, commandLine).catch((error: unknown) => {
      printDiagnostics(io, error, policyYaml);
      throw error;
    });
    if (created.outcome === 'exists') {
      io.stderr.write(`There is a tenant ${slug} already; nothing was changed.\n`);
    }
    const tenant = toTenant(await tenantOfSlug(database, slug));
    return printResult(io, options.json, tenant, tenantTable([tenant]));
  });
}

/** `rollcall tenant list` */
export async function tenantListCommand(options: { json?: boolean }, io: CommandIo): Promise<number> {
  return withDatabase(io, async ({ database }) => {
    const tenants = await everyItem((page) => database.acrossTenants((trx) => listTenants(trx, null, page)));
    const words =
      tenants.data.length === 0
        ? 'There are no tenants yet: `rollcall tenant create acme` makes one.'
        : tenantTable(tenants.data);
    return printResult(io, options.json, tenants, words);
  });
}

function tenantTable(tenants: Tenant[]): string {
  return alignedTable(
    ['TENANT', 'NAME', 'POLICY', 'CREATED'],
    tenants.map(({ slug, name, active_policy_version: version, policy_problem: problem, created_at }) => [
      slug,
      name,
      `${version === null ? 'none' : `version ${version}`}${problem === null ? '' : ` (${problem.file} is not in force)`}`,
      created_at,
    ]),
  );
}

function readPolicyFile(io: CommandIo, file: string): string {
  try {
    return readFileSync(resolve(io.cwd, file), 'utf8');
  } catch (error) {
    throw new RollcallError('invalid_request', `The policy file ${file} cannot be read.`, { cause: error });
  }
}

function printDiagnostics(io: CommandIo, error: unknown, yaml: string | null): void {
  if (!(error instanceof RollcallError) || error.code !== 'policy_invalid') return;
  for (const diagnostic of (error.details['diagnostics'] ?? []) as Diagnostic[]) {
    io.stderr.write(`${diagnosticText(diagnostic, yaml, io.stderr.isTTY === true).join('\n')}\n`);
  }
}
