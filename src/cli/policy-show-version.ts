import { stringify } from 'yaml';
import { printResult, type CommandIo } from './command-io.ts';
import { plainText } from './plain-text.ts';
import { withPolicyService, type OfServer } from './policy-service.ts';

export interface PolicyOfServiceOptions extends OfServer {
  /** Without it, the one in force. */
  version?: number;
  effective?: boolean;
  json?: boolean;
}

/** Prints a version of a policy as a service has it: its text as it was written, or all that it comes to. */
export async function showPolicyOfService(
  tenant: string,
  options: PolicyOfServiceOptions,
  io: CommandIo,
): Promise<number> {
  const { version, effective, json } = options;
  const found = await withPolicyService(io, options, (service) =>
    version === undefined ? service.inForce(tenant) : service.version(tenant, version),
  );
  const state = found.in_force ? 'in force' : 'not in force';
  if (json !== true) {
    io.stderr.write(
      `Version ${found.version} of the policy of ${tenant}, ${state}, made by ${plainText(found.author)} at ${found.created_at}.\n`,
    );
  }
  const text = effective === true ? stringify(found.effective, { lineWidth: 0 }) : found.yaml;
  return printResult(io, json, found, text.replace(/\n$/, ''));
}
