import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Diagnostic } from '../domain/diagnostic.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { CommandIo } from './command-io.ts';
import { diagnosticText } from './diagnostic-text.ts';
import { inLines, policiesDirectory } from './policy-commands.ts';

/** The tenant's file in the policies folder, or the one that is named. */
export function readProposed(
  tenant: string,
  named: string | undefined,
  io: CommandIo,
): { file: string; path: string; text: string } | 'missing' {
  const path = named ?? join(policiesDirectory(io), `${tenant}.policy.yaml`);
  const file = named ?? (relative(io.cwd, path) || path);
  if (!existsSync(path)) {
    io.stderr.write(`There is no file ${file}. Name the proposed policy with --file, or --version.\n`);
    return 'missing';
  }
  return { file, path, text: readFileSync(path, 'utf8') };
}

/** What is wrong with a policy, where that is the fault; null for any other. */
export function diagnosticsOf(fault: unknown): Diagnostic[] | null {
  if (!(fault instanceof RollcallError) || fault.code !== 'policy_invalid') return null;
  const found = fault.details['diagnostics'];
  return Array.isArray(found) && found.length > 0 ? (found as Diagnostic[]) : null;
}

/** @param then what there is not because of it, such as "no plan" */
export function printInvalid(
  diagnostics: Diagnostic[],
  text: string | null,
  { format, io, then }: { format: 'text' | 'json' | 'markdown'; io: CommandIo; then: string },
): void {
  const lines = inLines(io);
  if (format === 'json') {
    lines.stdout(JSON.stringify({ diagnostics }, null, 2));
    return;
  }
  for (const diagnostic of diagnostics) {
    for (const line of diagnosticText(diagnostic, text, lines.color === true)) lines.stderr(line);
  }
  lines.stderr(`The policy is not valid, so there is ${then}.`);
}
