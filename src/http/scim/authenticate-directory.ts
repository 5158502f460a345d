import type { Request } from 'express';
import { isValidToken } from '../../domain/directory-token.ts';
import type { ScimCaller } from '../../sources/scim/scim-caller.ts';
import { findDirectoryByToken, type PresentedToken } from '../../store/directory-tokens.ts';
import { bearerOf } from '../authentication.ts';
import type { CallerOf } from './directory-callers.ts';
import { NotAuthenticated } from './refusals.ts';
import type { ScimDeps } from './scim-deps.ts';
import { sharedLookup } from '../shared-lookup.ts';

/** @param directoryId as it was written in the address */
export type AuthenticateDirectory = (request: Request, directoryId: string) => Promise<ScimCaller>;

/**
 * Who asks, by the bearer token. Whatever is wrong with it, and also where the address names another directory than the
 * token's or none that there is, the refusal is the same NotAuthenticated.
 */
export function directoryAuthentication(
  { database, clock, scim }: ScimDeps,
  callerOf: CallerOf,
): AuthenticateDirectory {
  const find = sharedLookup((token) => findDirectoryByToken(database, token));
  return async (request, directoryId) => {
    const token = bearerOf(request);
    if (token === null) throw new NotAuthenticated(null);
    const found = await find(token);
    if (found === null || !opens(found, directoryId, clock.now())) {
      throw new NotAuthenticated('invalid_token');
    }
    scim.tokenUse.note(found);
    return callerOf(found);
  };
}

function opens(token: PresentedToken, directoryId: string, now: Date): boolean {
  return (
    token.directoryId === directoryId.toLowerCase() &&
    token.source === 'scim' &&
    token.state !== 'disconnected' &&
    isValidToken(token, now)
  );
}
