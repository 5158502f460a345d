import { validate } from 'uuid';
import { systemClock } from '../domain/clock.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { scimBaseUrl } from '../domain/scim-base-url.ts';
import { readDirectory } from '../store/directory-rows.ts';
import { listDirectoryTokens, toDirectoryToken } from '../store/directory-tokens.ts';
import { createDirectoryToken, dropDirectoryToken } from '../tenancy/directory-tokens.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { withDatabase } from './connect.ts';
import { pasteInstructions } from './connect-identity-provider.ts';
import { directoryIdOf, type OfTenant } from './directory.ts';
import { tokenTable } from './directory-words.ts';
import { expiryIn } from './expiry.ts';
import { commandLine, everyItem, tenantOfSlug } from './tenancy.ts';

export interface TokenCreateOptions extends OfTenant {
  expiresIn?: string;
  replace?: boolean;
}

/** `rollcall directory token create ID --tenant acme` */
export async function tokenCreateCommand(
  id: string,
  options: TokenCreateOptions,
  io: CommandIo,
): Promise<number> {
  const clock = systemClock;
  const expiresAt = expiryIn(options.expiresIn, clock.now());
  return withDatabase(io, async ({ database }, config) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const directoryId = directoryIdOf(id);
    const made = await createDirectoryToken(
      { database, clock },
      tenant.id,
      directoryId,
      { expiresAt, replace: options.replace === true },
      commandLine,
    );
    const directory = await database.inTenant(tenant.id, (trx) => readDirectory(trx, tenant.id, directoryId));
    const baseUrl = scimBaseUrl(config.publicUrl, directoryId);
    const result = { ...toDirectoryToken(made, clock.now()), base_url: baseUrl, token: made.token };
    const ends = expiresAt === null ? '' : ` It expires on ${expiresAt.toISOString()}.`;
    const words = `The token ${made.id} was made.${ends}\n\n${pasteInstructions(
      directory?.profile ?? 'generic',
      {
        baseUrl,
        token: made.token,
      },
    )}`;
    return printResult(io, options.json, result, words);
  });
}

/** `rollcall directory token list ID --tenant acme` */
export async function tokenListCommand(id: string, options: OfTenant, io: CommandIo): Promise<number> {
  return withDatabase(io, async ({ database }) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const directoryId = directoryIdOf(id);
    const directory = await database.inTenant(tenant.id, (trx) => readDirectory(trx, tenant.id, directoryId));
    if (directory === null) throw new RollcallError('not_found', 'There is no directory with this id.');
    const tokens = await everyItem((page) =>
      listDirectoryTokens(database, tenant.id, directoryId, page, systemClock.now()),
    );
    const words =
      directory.source === 'scim'
        ? tokenTable(tokens.data)
        : `Only a SCIM directory has tokens; the source of this one is ${directory.source}.`;
    return printResult(io, options.json, tokens, words);
  });
}

/** `rollcall directory token revoke ID TOKEN --tenant acme` */
export async function tokenRevokeCommand(
  id: string,
  tokenId: string,
  options: OfTenant,
  io: CommandIo,
): Promise<number> {
  return withDatabase(io, async ({ database }) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const directoryId = directoryIdOf(id);
    if (!validate(tokenId)) {
      throw new RollcallError(
        'not_found',
        'There is no token with this id. Give its id, not the token itself.',
      );
    }
    const deps = { database, clock: systemClock };
    await dropDirectoryToken(deps, tenant.id, { directoryId, tokenId }, commandLine);
    const result = { id: tokenId, revoked: true };
    return printResult(
      io,
      options.json,
      result,
      `The token ${tokenId} is revoked: it opens nothing any more.`,
    );
  });
}
