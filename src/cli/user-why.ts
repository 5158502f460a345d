import { RollcallError } from '../domain/rollcall-error.ts';
import { showWhy } from '../tenancy/show-why.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { withDatabase } from './connect.ts';
import { findExplained } from './find-explained.ts';
import { tenancyDeps, tenantOfSlug } from './tenancy.ts';
import { whyInWords } from './why-in-words.ts';

export interface UserWhyOptions {
  tenant?: string;
  email?: string;
  externalId?: string;
  at?: string;
  not?: string;
  json?: boolean;
}

/** `rollcall users why acme someone@acme.com`, or with `--tenant`. */
export async function userWhyCommand(
  named: string[],
  options: UserWhyOptions,
  io: CommandIo,
): Promise<number> {
  const { slug, who } = readNames(named, options);
  return withDatabase(io, async ({ database }, config) => {
    const tenant = await tenantOfSlug(database, slug);
    const deps = await tenancyDeps(database, config);
    const { email, externalId, at, not } = options;
    const called = email ?? (who?.includes('@') === true ? who : undefined);
    const why = await database.inTenant(tenant.id, async (trx) => {
      const explained = await findExplained(trx, tenant.id, {
        ...(who === undefined ? {} : { who }),
        ...(email === undefined ? {} : { email }),
        ...(externalId === undefined ? {} : { externalId }),
      });
      return showWhy(deps, trx, tenant.id, explained, {
        ...(at === undefined ? {} : { at }),
        ...(not === undefined ? {} : { not }),
        ...(called === undefined ? {} : { called }),
      });
    });
    return printResult(io, options.json, why, whyInWords(why, tenant.slug));
  });
}

function readNames(named: readonly string[], { tenant }: UserWhyOptions): { slug: string; who?: string } {
  const [first, second] = named;
  if (tenant !== undefined) {
    if (second !== undefined) {
      throw new RollcallError(
        'invalid_request',
        'Name the tenant once: before who is meant, or with --tenant.',
      );
    }
    return first === undefined ? { slug: tenant } : { slug: tenant, who: first };
  }
  if (first === undefined) throw new RollcallError('invalid_request', 'Name the tenant, or give --tenant.');
  return second === undefined ? { slug: first } : { slug: first, who: second };
}
