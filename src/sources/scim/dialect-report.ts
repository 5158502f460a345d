import type { Dialect, Directory } from '../../generated/api.ts';
import type { Transaction } from '../../store/database.ts';
import { readDialect } from '../../store/directory-dialect.ts';
import { rewriteSentence } from './profiles/rewrite-sentences.ts';
import { suggestProfile } from './profiles/suggest-profile.ts';

/** What was rewritten of the dialect of a SCIM directory, and whether another profile fits better; null for others. */
export async function readDialectReport(
  trx: Transaction,
  tenantId: string,
  directory: Pick<Directory, 'id' | 'source' | 'profile'>,
): Promise<Dialect | null> {
  if (directory.source !== 'scim') return null;
  const { id } = directory;
  const profile = directory.profile ?? 'generic';
  const counts = await readDialect(trx, tenantId, id);
  return {
    rewrites: counts
      .filter(({ kind }) => kind === 'rewrite')
      .map(({ name, count, firstAt, lastAt }) => ({
        name,
        says: rewriteSentence(profile, name, count),
        count,
        first_at: firstAt.toISOString(),
        last_at: lastAt.toISOString(),
      })),
    suggested_profile: suggestProfile(
      profile,
      counts.filter(({ kind }) => kind === 'sign'),
    ),
  };
}
