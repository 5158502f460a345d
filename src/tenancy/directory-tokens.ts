import type { Actor } from '../domain/change.ts';
import { isValidToken, mostValidTokens } from '../domain/directory-token.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { insertAuditRecords } from '../store/audit-records.ts';
import type { Transaction } from '../store/database.ts';
import {
  insertDirectoryToken,
  lifeOfToken,
  readDirectoryTokens,
  revokeDirectoryToken,
  type DirectoryTokenRow,
  type NewDirectoryToken,
} from '../store/directory-tokens.ts';
import type { TenantRow } from '../store/tenants.ts';
import type { TenancyDeps } from './deps.ts';
import { lockDirectory, lockScimDirectory } from './lock-directory.ts';

export interface DirectoryTokenRequest {
  /** Null: it does not expire. */
  expiresAt: Date | null;
  /** Where two are valid already, revokes the older one instead of refusing. */
  replace: boolean;
}

type Deps = Pick<TenancyDeps, 'database' | 'clock'>;

/**
 * Makes a token that opens a SCIM directory; at most two are valid at once. What is returned is the only place where the
 * token itself ever is.
 *
 * @throws RollcallError not_found, invalid_request (an end in the past), conflict (two are valid, no SCIM directory, or one
 *   that is disconnected)
 */
export async function createDirectoryToken(
  deps: Deps,
  tenantId: string,
  directoryId: string,
  { expiresAt, replace }: DirectoryTokenRequest,
  actor: Actor,
): Promise<NewDirectoryToken> {
  const now = deps.clock.now();
  if (expiresAt !== null && expiresAt <= now) {
    throw new RollcallError('invalid_request', 'The token would have expired already. Give a time to come.');
  }
  return deps.database.inTenant(tenantId, async (trx) => {
    const { tenant, directory } = await lockScimDirectory(trx, tenantId, directoryId);
    if (directory.state === 'disconnected') {
      throw new RollcallError(
        'conflict',
        'This directory is disconnected, for good: a token would open nothing. Create another directory.',
      );
    }
    const oldest = await requireRoom(trx, tenantId, directoryId, { replace, now });
    if (oldest !== null) {
      await revokeDirectoryToken(trx, tenantId, directoryId, oldest.id, now);
      await insertAuditRecords(
        trx,
        tenantId,
        [revocation(tenant, directoryId, oldest.id, actor, 'A token was revoked to make room for another')],
        now,
      );
    }
    const made = await insertDirectoryToken(trx, tenantId, directoryId, { expiresAt, now });
    await insertAuditRecords(
      trx,
      tenantId,
      [
        {
          actor,
          action: 'directory.token_created',
          userId: null,
          directoryId,
          before: null,
          after: { token_id: made.id, expires_at: expiresAt?.toISOString() ?? null },
          reason: 'A token was made for the identity provider',
          eventIds: [],
          policyVersion: tenant.active_policy_version,
        },
      ],
      now,
    );
    return made;
  });
}

/**
 * Voids a token for good, from the next request on. One that was revoked before stays as it was.
 *
 * @throws RollcallError not_found
 */
export async function dropDirectoryToken(
  deps: Deps,
  tenantId: string,
  { directoryId, tokenId }: { directoryId: string; tokenId: string },
  actor: Actor,
): Promise<void> {
  const now = deps.clock.now();
  await deps.database.inTenant(tenantId, async (trx) => {
    const { tenant } = await lockDirectory(trx, tenantId, directoryId);
    const outcome = await revokeDirectoryToken(trx, tenantId, directoryId, tokenId, now);
    if (outcome === 'unknown') {
      throw new RollcallError('not_found', 'There is no token with this id in this directory.');
    }
    if (outcome === 'revoked_before') return;
    const entry = revocation(tenant, directoryId, tokenId, actor, 'A token was revoked');
    await insertAuditRecords(trx, tenantId, [entry], now);
  });
}

/** The token that must go so that there is room for another; null where there is room. */
async function requireRoom(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  { replace, now }: { replace: boolean; now: Date },
): Promise<DirectoryTokenRow | null> {
  const tokens = await readDirectoryTokens(trx, tenantId, [directoryId]);
  const valid = tokens.filter((row) => isValidToken(lifeOfToken(row), now));
  const [oldest] = valid;
  if (oldest === undefined || valid.length < mostValidTokens) return null;
  if (replace) return oldest;
  throw new RollcallError(
    'conflict',
    `The directory has ${valid.length} valid tokens already. Revoke one first (the older one is ${oldest.id}), or ` +
      'replace the older one.',
  );
}

function revocation(tenant: TenantRow, directoryId: string, tokenId: string, actor: Actor, reason: string) {
  return {
    actor,
    action: 'directory.token_revoked' as const,
    userId: null,
    directoryId,
    before: { token_id: tokenId },
    after: null,
    reason,
    eventIds: [],
    policyVersion: tenant.active_policy_version,
  };
}
