import { resolve } from 'node:path';
import type { CommandIo } from './command-io.ts';
import { policyCheck, type LineIo, type PolicyCheckOptions } from './policy-check.ts';
import type { PolicyTestOptions } from './policy-test.ts';
import { policyShow, type PolicyShowOptions } from './policy-show.ts';

export interface PolicyCheckCommandOptions {
  format: PolicyCheckOptions['format'];
  json?: boolean;
  tenant?: string;
  server?: string;
}

/**
 * `rollcall policy check [files...]`. It needs no other setting than where the policies are, so that CI has none; only with
 * a tenant it asks a service or the database.
 */
export async function policyCheckCommand(
  files: string[],
  options: PolicyCheckCommandOptions,
  io: CommandIo,
): Promise<number> {
  const { tenant, server, json } = options;
  const check = {
    format: json === true ? ('json' as const) : options.format,
    policiesDirectory: policiesDirectory(io),
    root: io.cwd,
  };
  if (tenant === undefined) return policyCheck(files, check, inLines(io));
  const { policyCheckTenant } = await import('./policy-check-tenant.ts');
  const ofServer = server === undefined ? {} : { server };
  return policyCheckTenant(files, { ...check, ...ofServer, tenant }, io, inLines(io));
}

export interface PolicyTestCommandOptions {
  format: PolicyTestOptions['format'];
  json?: boolean;
  /** True without a number. */
  coverage?: boolean | number;
  mutate?: boolean;
}

/** `rollcall policy test [files...]`. It needs no other setting than where the policies are, so that CI has none. */
export async function policyTestCommand(
  files: string[],
  { json, ...options }: PolicyTestCommandOptions,
  io: CommandIo,
): Promise<number> {
  const { policyTest } = await import('./policy-test.ts');
  const format = json === true ? 'json' : options.format;
  return policyTest(files, { ...options, format, policiesDirectory: policiesDirectory(io) }, inLines(io));
}

export interface PolicyShowCommandOptions extends Omit<PolicyShowOptions, 'policiesDirectory'> {
  inForce?: boolean;
  version?: number;
  server?: string;
}

/** `rollcall policy show NAME`: the file; or what a service has, where that is asked for. */
export async function policyShowCommand(
  tenant: string,
  { inForce, version, server, ...options }: PolicyShowCommandOptions,
  io: CommandIo,
): Promise<number> {
  if (inForce === true || version !== undefined || server !== undefined) {
    const { showPolicyOfService } = await import('./policy-show-version.ts');
    return showPolicyOfService(
      tenant,
      {
        ...options,
        ...(version === undefined ? {} : { version }),
        ...(server === undefined ? {} : { server }),
      },
      io,
    );
  }
  return policyShow(tenant, { ...options, policiesDirectory: policiesDirectory(io) }, inLines(io));
}

/** The folder that is set, or policies/ of the working folder. */
export function policiesDirectory({ env, cwd }: CommandIo): string {
  const named = env['ROLLCALL_POLICIES'];
  return resolve(cwd, named === undefined || named === '' ? 'policies' : named);
}

export function inLines({ stdout, stderr, env }: CommandIo): LineIo {
  return {
    stdout: (line) => stdout.write(`${line}\n`),
    stderr: (line) => stderr.write(`${line}\n`),
    // https://no-color.org
    color: stdout.isTTY === true && (env['NO_COLOR'] ?? '') === '',
  };
}
