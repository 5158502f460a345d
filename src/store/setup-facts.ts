import type { DirectoryState } from '../domain/directory-state.ts';
import type { ProfileName } from '../domain/profile-names.ts';
import type { Transaction } from './database.ts';
import { readDirectoryTokens, type DirectoryTokenRow } from './directory-tokens.ts';
import { readDialect, type DialectCount } from './directory-dialect.ts';
import { countSynced, readSync, type SyncCounts } from './first-syncs.ts';

/** Why a request of SCIM was not let in. */
export type RefusedBecause = 'no_token' | 'wrong_token' | 'expired_token' | 'revoked_token';

/** What is known of a directory that is being set up. */
export interface SetupFacts {
  directory: {
    id: string;
    source: 'workos' | 'scim' | 'import';
    idp: string | null;
    profile: ProfileName | null;
    state: DirectoryState;
    workos_id: string | null;
    organization_id: string | null;
    upstream_state: string | null;
    upstream_occurred_at: Date | null;
    created_at: Date;
    connected_at: Date | null;
    first_synced_at: Date | null;
    last_event_at: Date | null;
    refused_at: Date | null;
    refused_because: RefusedBecause | null;
    /** People that the identity provider has told of as not active, and those it has removed. */
    /** Whether anybody came who is gone or inactive by now. */
    has_inactive: boolean;
  };
  progress: SyncCounts & { resync_is_open: boolean; resynced_at: Date | null };
  /** Of SCIM, the oldest first. */
  tokens: DirectoryTokenRow[];
  /** What the identity provider has done over SCIM, by its name. */
  done: Map<string, DialectCount>;
  /** Directories of the organization between which nobody but a person can choose. */
  candidates: string[];
}

/** @param count counts what is there, which takes long for a big directory; the service remembers it for a moment */
export async function readSetupFacts(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  count: typeof countSynced = countSynced,
): Promise<SetupFacts | null> {
  const result = await trx.raw<{ rows: (SetupFacts['directory'] & { candidates: string[] | null })[] }>(
    `select d.id, d.source, d.idp, d.profile, d.state, d.workos_id, d.organization_id, d.upstream_state,
            d.upstream_occurred_at, d.created_at, d.connected_at, d.first_synced_at, d.last_event_at,
            d.refused_at, d.refused_because,
            exists (select 1 from directory_users p
                     where p.tenant_id = d.tenant_id and p.directory_id = d.id and p.resource is not null
                       and (p.gone or not p.active)) as has_inactive,
            (select a.candidates from awaited_directories a where a.directory_id = d.id) as candidates
       from directories d where d.tenant_id = ? and d.id = ?`,
    [tenantId, directoryId],
  );
  const row = result.rows[0];
  const sync = await readSync(trx, tenantId, directoryId);
  if (row === undefined || sync === null) return null;
  const counts = await count(trx, tenantId, directoryId);
  const { candidates, ...directory } = row;
  const tokens = await readDirectoryTokens(trx, tenantId, row.source === 'scim' ? [directoryId] : []);
  const dialect = row.source === 'scim' ? await readDialect(trx, tenantId, directoryId) : [];
  return {
    directory,
    progress: { ...counts, resync_is_open: sync.resync_is_open, resynced_at: sync.resynced_at },
    tokens,
    done: new Map(dialect.filter(({ kind }) => kind === 'step').map((count) => [count.name, count])),
    candidates: candidates ?? [],
  };
}

/** Whose directory somebody asked for, as far as it has a token; null: nobody's. */
export async function findOwnerOfScim(
  queries: Pick<Transaction, 'raw'>,
  directoryId: string,
): Promise<string | null> {
  const result = await queries.raw<{ rows: { tenant_id: string }[] }>(
    'select tenant_id from directory_tokens where directory_id = ? limit 1',
    [directoryId],
  );
  return result.rows[0]?.tenant_id ?? null;
}

/** What says more is not overwritten by what says less for so long, in milliseconds: health looks as far back. */
const keptMs = 24 * 3_600_000;
/** Only who had a token of the directory comes with a former one; anything else may be sent by anybody. */
const weight: Record<RefusedBecause, number> = {
  no_token: 0,
  wrong_token: 1,
  expired_token: 2,
  revoked_token: 2,
};

/**
 * Notes that somebody asked for a directory of SCIM and was not let in. What anybody could have sent does not hide that
 * the identity provider was refused, unless something was let in since (which is noted once a minute), or a new token
 * was made.
 */
export async function writeRefusal(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  refused: { at: Date; because: RefusedBecause },
): Promise<void> {
  await trx.raw(
    `update directories set refused_at = ?, refused_because = ?
      where tenant_id = ? and id = ? and source = 'scim'
        and (refused_at is null or refused_at <= ?)
        and (refused_at is null or refused_at < ? or refused_because is null or not refused_because = any (?)
             or exists (select 1 from directory_tokens t
                         where t.tenant_id = directories.tenant_id and t.directory_id = directories.id
                           and (t.created_at > directories.refused_at
                                or t.last_used_at > directories.refused_at - interval '1 minute')))`,
    [
      ...[refused.at, refused.because, tenantId, directoryId, refused.at],
      ...[new Date(refused.at.getTime() - keptMs), saysMoreThan(refused.because)],
    ],
  );
}

function saysMoreThan(because: RefusedBecause): string[] {
  return Object.entries(weight).flatMap(([other, weighs]) => (weighs > weight[because] ? [other] : []));
}
