import type { PolicyProposalRequest } from '../generated/api.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { explainingInvalid } from './invalid-policy.ts';
import { withPolicyService } from './policy-service.ts';
import { differencesText, proposalText, proposedText } from './policy-shadow-text.ts';
import { readTenantPolicyFile } from './tenant-policy-file.ts';

interface OfProposal {
  json?: boolean;
  server?: string;
}

export interface PolicyProposeOptions extends OfProposal {
  file?: string;
  version?: number;
  /** Nothing is proposed any more. */
  none?: boolean;
  author?: string;
}

export interface PolicyShadowOptions extends OfProposal {
  people?: boolean;
}

/** `rollcall policy propose TENANT`. Throws policy_invalid, after printing what is wrong. */
export async function policyPropose(
  tenant: string,
  options: PolicyProposeOptions,
  io: CommandIo,
): Promise<number> {
  if (options.none === true) {
    await withPolicyService(io, options, (service) => service.withdraw(tenant));
    return printResult(io, options.json, { tenant, proposal: null }, 'No version is proposed any more.');
  }
  const written = options.version === undefined ? readTenantPolicyFile(tenant, options.file, io) : null;
  const request: PolicyProposalRequest = {
    ...(written === null ? {} : { yaml: written.text, file: written.file }),
    ...(options.version === undefined ? {} : { version: options.version }),
    ...(options.author === undefined ? {} : { author: options.author }),
  };
  const proposal = await explainingInvalid(
    io,
    { text: written?.text ?? null, json: options.json },
    withPolicyService(io, options, (service) => service.propose(tenant, request)),
  );
  return printResult(io, options.json, proposal, proposedText(tenant, proposal));
}

/** `rollcall policy shadow TENANT`. */
export async function policyShadow(
  tenant: string,
  options: PolicyShadowOptions,
  io: CommandIo,
): Promise<number> {
  return withPolicyService(io, options, async (service) => {
    const proposal = await service.proposal(tenant);
    if (options.people !== true)
      return printResult(io, options.json, proposal, proposalText(tenant, proposal, false));
    const differences = await service.differences(tenant);
    const words = [proposalText(tenant, proposal, true), differencesText(differences.data)];
    const result = { ...proposal, differences: differences.data };
    return printResult(io, options.json, result, words.filter((text) => text !== '').join('\n\n'));
  });
}
