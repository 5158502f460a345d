import type { Actor } from '../domain/change.ts';
import { isValidToken, mostValidTokens } from '../domain/directory-token.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { insertAuditRecords } from '../store/audit-records.ts';
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
  /** Where two are valid already, revokes the one that was not used last instead of refusing. */
  replace: boolean;
  /** The token that is revoked in its favour, by its id: refused unless that one is valid, so that a repetition harms nobody. */
  replaces?: string | null;
}

type Deps = Pick<TenancyDeps, 'database' | 'clock'>;

/**
 * Makes a token that opens a SCIM directory; at most two are valid at once. What is returned is the only place where the
 * token itself ever is.
 *
 * @throws RollcallError not_found, invalid_request (an end in the past), conflict (two are valid, the one to be replaced is
 *   not, no SCIM directory, or one that is disconnected)
 */
export async function createDirectoryToken(
  deps: Deps,
  tenantId: string,
  directoryId: string,
  { expiresAt, replace, replaces = null }: DirectoryTokenRequest,
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
    const tokens = await readDirectoryTokens(trx, tenantId, [directoryId]);
    const valid = tokens.filter((row) => isValidToken(lifeOfToken(row), now));
    const gone = replaces === null ? whichGoes(valid, replace) : requireValid(valid, replaces);
    if (gone !== null) {
      await revokeDirectoryToken(trx, tenantId, directoryId, gone.id, now);
      await insertAuditRecords(
        trx,
        tenantId,
        [revocation(tenant, directoryId, gone.id, actor, 'A token was revoked to make room for another')],
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
function whichGoes(valid: readonly DirectoryTokenRow[], replace: boolean): DirectoryTokenRow | null {
  const [first, ...others] = valid;
  if (first === undefined || valid.length < mostValidTokens) return null;
  // Whatever is in use stays, also when the same request comes twice.
  const idle = others.reduce((least, row) => (lastUseOf(row) < lastUseOf(least) ? row : least), first);
  if (replace) return idle;
  throw new RollcallError(
    'conflict',
    `The directory has ${valid.length} valid tokens already. Revoke one first (the one that was not used last is ` +
      `${idle.id}), or replace it.`,
  );
}

function requireValid(valid: readonly DirectoryTokenRow[], id: string): DirectoryTokenRow {
  const found = valid.find((row) => row.id === id);
  if (found !== undefined) return found;
  throw new RollcallError(
    'conflict',
    'The token that was to be replaced is not valid any more, so none was made. Look at the tokens of the directory: ' +
      'another may have been made already.',
  );
}

function lastUseOf({ last_used_at: at }: DirectoryTokenRow): number {
  return at?.getTime() ?? -Infinity;
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
