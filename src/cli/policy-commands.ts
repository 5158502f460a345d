import { resolve } from 'node:path';
import type { CommandIo } from './command-io.ts';
import { policyCheck, type LineIo, type PolicyCheckOptions } from './policy-check.ts';
import { policyShow, type PolicyShowOptions } from './policy-show.ts';

export interface PolicyCheckCommandOptions {
  format: PolicyCheckOptions['format'];
  json?: boolean;
}

/** `rollcall policy check [files...]`. It needs no other setting than where the policies are, so that CI has none. */
export async function policyCheckCommand(
  files: string[],
  options: PolicyCheckCommandOptions,
  io: CommandIo,
): Promise<number> {
  const format = options.json === true ? 'json' : options.format;
  return policyCheck(files, { format, policiesDirectory: policiesDirectory(io) }, inLines(io));
}

/** `rollcall policy show NAME`. */
export async function policyShowCommand(
  tenant: string,
  options: Omit<PolicyShowOptions, 'policiesDirectory'>,
  io: CommandIo,
): Promise<number> {
  return policyShow(tenant, { ...options, policiesDirectory: policiesDirectory(io) }, inLines(io));
}

function policiesDirectory({ env, cwd }: CommandIo): string {
  const named = env['ROLLCALL_POLICIES'];
  return resolve(cwd, named === undefined || named === '' ? 'policies' : named);
}

function inLines({ stdout, stderr, env }: CommandIo): LineIo {
  return {
    stdout: (line) => stdout.write(`${line}\n`),
    stderr: (line) => stderr.write(`${line}\n`),
    // https://no-color.org
    color: stdout.isTTY === true && (env['NO_COLOR'] ?? '') === '',
  };
}
