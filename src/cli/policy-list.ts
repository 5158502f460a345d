import { alignedTable } from './aligned-table.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { withPolicyService, type OfServer } from './policy-service.ts';

/** `rollcall policy list TENANT`: the versions of a policy. */
export async function policyListCommand(
  tenant: string,
  options: OfServer & { json?: boolean },
  io: CommandIo,
): Promise<number> {
  const versions = await withPolicyService(io, options, (service) => service.versions(tenant));
  const table = alignedTable(
    ['VERSION', '', 'FROM', 'AUTHOR', 'MADE', 'LAST PUT IN FORCE'],
    versions.data.map(({ version, in_force, origin, author, created_at, activated_at }) => [
      version,
      in_force ? 'in force' : '',
      ORIGINS[origin],
      author,
      created_at,
      activated_at,
    ]),
  );
  return printResult(io, options.json, versions, table);
}

const ORIGINS = { file: 'a file', default: 'the default', api: 'the API' };
