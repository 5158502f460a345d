import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { PolicyVersionList } from '../generated/api.ts';
import { withoutPullMarker, withPullMarker } from '../policy/pull-marker.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { withPolicyService, type OfServer } from './policy-service.ts';
import { findTenantPolicyFile, type TenantPolicyFile } from './tenant-policy-file.ts';

export interface PolicyPullOptions extends OfServer {
  file?: string;
  stdout?: boolean;
  force?: boolean;
  json?: boolean;
}

/** `rollcall policy pull TENANT`: writes the policy in force into the file, as it was written, and marks its version. */
export async function policyPullCommand(
  tenant: string,
  options: PolicyPullOptions,
  io: CommandIo,
): Promise<number> {
  const target = findTenantPolicyFile(tenant, options.file, io);
  const { version, text, outcome } = await withPolicyService(io, options, async (service) => {
    const inForce = await service.inForce(tenant);
    // What is in force was put in force once.
    const marker = { version: inForce.version, activation: inForce.activation ?? 1 };
    const pulled = withPullMarker(inForce.yaml, marker);
    if (options.stdout === true || target.text === pulled) {
      return { version: inForce.version, text: pulled, outcome: 'unchanged' as const };
    }
    const isLost = options.force !== true && target.text !== null;
    if (isLost && !isKnown(target.text ?? '', await service.versions(tenant))) {
      throw wouldBeLost(tenant, target, inForce.version);
    }
    return { version: inForce.version, text: pulled, outcome: 'written' as const };
  });
  if (options.stdout === true) {
    io.stdout.write(text);
    return 0;
  }
  if (outcome === 'written') {
    mkdirSync(dirname(target.path), { recursive: true });
    writeFileSync(target.path, text);
  }
  const words =
    outcome === 'unchanged'
      ? `${target.file} has version ${version} of the policy of ${tenant} already.`
      : `Version ${version} of the policy of ${tenant} is in ${target.file} now. Its first line says so to the next push: commit it with the rest.`;
  return printResult(io, options.json, { tenant, version, file: target.file, outcome }, words);
}

/** Whether the service has this text, so that nothing is lost with the file. */
function isKnown(text: string, { data }: PolicyVersionList): boolean {
  const plain = withoutPullMarker(text);
  const digest = createHash('sha256').update(plain).digest('hex');
  return plain.trim() === '' || data.some(({ yaml_digest }) => yaml_digest === digest);
}

function wouldBeLost(tenant: string, { file }: TenantPolicyFile, version: number): RollcallError {
  return new RollcallError(
    'conflict',
    `${file} has changes that are in no version of the policy, and pulling version ${version} would write over them. ` +
      `See both with \`rollcall policy diff ${tenant}\`. Commit the file, pull with --force, and bring your changes back on top; ` +
      'or print what is in force with --stdout.',
  );
}
