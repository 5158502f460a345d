import type { Request } from 'express';
import { isValidToken } from '../../domain/directory-token.ts';
import { ScimError } from '../../sources/scim/protocol/scim-error.ts';
import type { ScimCaller } from '../../sources/scim/scim-caller.ts';
import { directoryDisconnected } from '../../sources/scim/write/apply-batch.ts';
import { findDirectoryByToken, type PresentedToken } from '../../store/directory-tokens.ts';
import type { RefusedBecause } from '../../store/setup-facts.ts';
import { startDirectory } from '../../tenancy/directory-life.ts';
import { bearerOf } from '../authentication.ts';
import type { CallerOf } from './directory-callers.ts';
import { NotAuthenticated } from './refusals.ts';
import type { ScimDeps } from './scim-deps.ts';
import { sharedLookup } from '../shared-lookup.ts';

/** @param directoryId as it was written in the address */
export type AuthenticateDirectory = (request: Request, directoryId: string) => Promise<ScimCaller>;

/**
 * Who asks, by the bearer token. Whatever is wrong with it, and also where the address names another directory than the
 * token's or none that there is, the refusal is the same NotAuthenticated. A token that is right opens nothing of a
 * directory that is disconnected, and is told so; the first request to one that is being set up ends that.
 */
export function directoryAuthentication(deps: ScimDeps, callerOf: CallerOf): AuthenticateDirectory {
  const { database, clock, scim } = deps;
  const find = sharedLookup((token) => findDirectoryByToken(database, token));
  return async (request, directoryId) => {
    const token = bearerOf(request);
    if (token === null) {
      scim.refusedRequests?.note(directoryId, 'no_token');
      throw new NotAuthenticated(null);
    }
    const found = await find(token);
    if (found === null || !opens(found, directoryId, clock.now())) {
      scim.refusedRequests?.note(directoryId, refusalOf(found, directoryId));
      throw new NotAuthenticated('invalid_token');
    }
    if (found.state === 'disconnected') throw new ScimError('forbidden', directoryDisconnected);
    scim.tokenUse.note(found);
    if (found.state === 'setting_up') await startDirectory(deps, found.tenantId, found.directoryId);
    return callerOf(found);
  };
}

/** For the owner of the directory alone: whoever asks is told nothing of it. */
function refusalOf(found: PresentedToken | null, directoryId: string): RefusedBecause {
  if (found === null || found.directoryId !== directoryId.toLowerCase()) return 'wrong_token';
  return found.revokedAt === null ? 'expired_token' : 'revoked_token';
}

function opens(token: PresentedToken, directoryId: string, now: Date): boolean {
  return (
    token.directoryId === directoryId.toLowerCase() && token.source === 'scim' && isValidToken(token, now)
  );
}
