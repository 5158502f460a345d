import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Diagnostic } from '../domain/diagnostic.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { PolicyProposalRequest } from '../generated/api.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { diagnosticText } from './diagnostic-text.ts';
import { inLines, policiesDirectory } from './policy-commands.ts';
import { withPolicyService } from './policy-service.ts';
import { differencesText, proposalText, proposedText } from './policy-shadow-text.ts';

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

/**
 * `rollcall policy propose TENANT`.
 *
 * @returns the exit code: 0 done, 1 the policy is invalid, 2 the file is not there
 */
export async function policyPropose(
  tenant: string,
  options: PolicyProposeOptions,
  io: CommandIo,
): Promise<number> {
  if (options.none === true) {
    await withPolicyService(io, options, (service) => service.withdraw(tenant));
    return printResult(io, options.json, { tenant, proposal: null }, 'No version is proposed any more.');
  }
  const written = options.version === undefined ? readWritten(tenant, options.file, io) : null;
  if (written === 'missing') return 2;
  const request: PolicyProposalRequest = {
    ...(written === null ? {} : { yaml: written.text, file: written.file }),
    ...(options.version === undefined ? {} : { version: options.version }),
    ...(options.author === undefined ? {} : { author: options.author }),
  };
  try {
    const proposal = await withPolicyService(io, options, (service) => service.propose(tenant, request));
    return printResult(io, options.json, proposal, proposedText(tenant, proposal));
  } catch (fault) {
    if (!(fault instanceof RollcallError) || fault.code !== 'policy_invalid') throw fault;
    printDiagnostics(fault, written?.text ?? null, io);
    return 1;
  }
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
      return printResult(io, options.json, proposal, proposalText(tenant, proposal));
    const differences = await service.differences(tenant);
    const words = [proposalText(tenant, proposal), differencesText(differences.data)];
    const result = { ...proposal, differences: differences.data };
    return printResult(io, options.json, result, words.filter((text) => text !== '').join('\n\n'));
  });
}

/** The tenant's file in the policies folder, or the one that is named. */
function readWritten(
  tenant: string,
  named: string | undefined,
  io: CommandIo,
): { file: string; text: string } | 'missing' {
  const path = named ?? join(policiesDirectory(io), `${tenant}.policy.yaml`);
  const file = named ?? (relative(io.cwd, path) || path);
  if (existsSync(path)) return { file, text: readFileSync(path, 'utf8') };
  io.stderr.write(`There is no file ${file}. Name the proposed policy with --file, or --version.\n`);
  return 'missing';
}

function printDiagnostics(fault: RollcallError, text: string | null, io: CommandIo): void {
  const lines = inLines(io);
  const found = fault.details['diagnostics'];
  for (const diagnostic of Array.isArray(found) ? (found as Diagnostic[]) : []) {
    for (const line of diagnosticText(diagnostic, text, lines.color === true)) lines.stderr(line);
  }
  lines.stderr(fault.message);
}
