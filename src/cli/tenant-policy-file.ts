import { existsSync, readFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { CommandIo } from './command-io.ts';
import { policiesDirectory } from './policy-commands.ts';

/** A tenant's policy in a file, as far as a command goes by it. */
export interface TenantPolicyFile {
  path: string;
  /** As people see it, and as versions are told to be from it: relative where it lies below the working folder. */
  file: string;
  /** Null where there is no such file. */
  text: string | null;
}

/** Longer ones are no names that anybody reads. */
const LONGEST_NAME = 300;

/** The file that is named, else the one of the tenant in the policies folder. */
export function findTenantPolicyFile(
  tenant: string,
  named: string | undefined,
  io: CommandIo,
): TenantPolicyFile {
  const path =
    named === undefined ? join(policiesDirectory(io), `${tenant}.policy.yaml`) : resolve(io.cwd, named);
  const below = relative(io.cwd, path);
  const file = below.startsWith('..') || below.length > LONGEST_NAME ? basename(path) : below;
  return { path, file, text: existsSync(path) ? readFileSync(path, 'utf8') : null };
}

/** The same, where there has to be one. Throws `invalid_request`. */
export function readTenantPolicyFile(
  tenant: string,
  named: string | undefined,
  io: CommandIo,
): TenantPolicyFile & { text: string } {
  const found = findTenantPolicyFile(tenant, named, io);
  if (found.text !== null) return { ...found, text: found.text };
  throw new RollcallError('invalid_request', `There is no file ${found.path}. Name the policy with --file.`);
}
