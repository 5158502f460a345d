import type { PolicyPutInForce } from '../generated/api.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { explainingInvalid } from './invalid-policy.ts';
import { withPolicyService, type OfServer } from './policy-service.ts';
import { readTenantPolicyFile } from './tenant-policy-file.ts';

export interface PolicyPushOptions extends OfServer {
  file?: string;
  plan?: string;
  over?: number;
  author?: string;
  json?: boolean;
}

/** `rollcall policy push TENANT`: puts the policy of a file in force. */
export async function policyPushCommand(
  tenant: string,
  options: PolicyPushOptions,
  io: CommandIo,
): Promise<number> {
  const { plan, over, author, json } = options;
  const { file, text } = readTenantPolicyFile(tenant, options.file, io);
  const request = {
    yaml: text,
    file,
    ...(plan === undefined ? {} : { plan }),
    ...(over === undefined ? {} : { over }),
    ...(author === undefined ? {} : { author }),
  };
  const pushed = await withPolicyService(io, options, (service) =>
    explainingInvalid(io, { text, json }, service.push(tenant, request)),
  );
  return printResult(io, json, pushed, putInForceInWords(tenant, pushed));
}

/** What a push or an activation came to, in a sentence. */
export function putInForceInWords(
  tenant: string,
  { outcome, version: { version }, replaced }: PolicyPutInForce,
): string {
  if (outcome === 'unchanged')
    return `Nothing changes: version ${version} of the policy of ${tenant} is in force.`;
  const instead = replaced === null ? '' : `, instead of version ${replaced}`;
  return `Version ${version} of the policy of ${tenant} is in force${instead}. Everyone is reconsidered.`;
}
