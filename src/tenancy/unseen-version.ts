import { readPullMarker } from '../policy/pull-marker.ts';
import type { Transaction } from '../store/database.ts';
import { readListedVersion, type ListedVersion } from '../store/policy-versions.ts';
import type { TenantRow } from '../store/tenants.ts';

/**
 * The version in force, where a policy from a file must not replace it: git has not seen it, because it was made or
 * brought back elsewhere, and the file does not say that it is based on it. Null where nothing is in the way.
 *
 * @param trx in the scope of the tenant, with its row locked
 * @param yaml of the file, with the mark that a pull leaves there
 */
export async function unseenVersion(
  trx: Transaction,
  tenant: TenantRow,
  yaml: string,
): Promise<ListedVersion | null> {
  const active = tenant.active_policy_version;
  if (active === null || tenant.policy_seen_by_git) return null;
  const inForce = await readListedVersion(trx, tenant.id, active);
  const pulled = readPullMarker(yaml);
  // The number of the version alone would not do: a version that was pulled, changed, pushed and then brought back has it
  // too, and the file's next version would undo that.
  const isBasedOnIt = pulled?.version === active && pulled.activation === inForce.activation;
  return isBasedOnIt ? null : inForce;
}

/** "Version 9 of the policy is in force, made by console at 2026-01-01T00:00:00.000Z, and git has not seen it." */
export function unseenInWords({ version, author, created_at, activated_at }: ListedVersion): string {
  const again =
    activated_at === null || activated_at.getTime() === created_at.getTime()
      ? ''
      : ` and in force since ${activated_at.toISOString()}`;
  return `Version ${version} of the policy is in force, made by ${author} at ${created_at.toISOString()}${again}, and git has not seen it.`;
}
