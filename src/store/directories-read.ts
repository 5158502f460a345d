import { scimBaseUrl } from '../domain/scim-base-url.ts';
import type { Reader } from '../domain/reader.ts';
import { upstreamStateInWords } from '../domain/upstream-state.ts';
import { tokensInWords } from '../domain/directory-token.ts';
import type { Directory, DirectoryDetail } from '../generated/api.ts';
import type { Transaction } from './database.ts';
import {
  lifeOfToken,
  readDirectoryTokens,
  toDirectoryToken,
  type DirectoryTokenRow,
} from './directory-tokens.ts';
import type { HealthState, ProblemCode } from '../domain/directory-problem.ts';
import { pageOf, type KeysetPart, type Page, type PageRequest } from './keyset.ts';
import { toResync } from './resyncs-read.ts';
import { readLastResync } from './resyncs.ts';

export const directoriesKeyset = ['uuid'] as const satisfies KeysetPart[];

/** From where, and when, a directory is looked at. */
export interface DirectoryView {
  /** Where others reach this service, without a slash at the end. */
  publicUrl: string;
  now: Date;
  /** Whom its sentences are for. */
  reader: Reader;
}

type DirectoryRow = Pick<
  Directory,
  'id' | 'source' | 'idp' | 'profile' | 'name' | 'state' | 'workos_id' | 'organization_id' | 'upstream_state'
> & {
  waiting: number;
  set_aside: number;
  health_state: HealthState | null;
  health_codes: ProblemCode[] | null;
  created_at: Date;
  last_event_at: Date | null;
  last_applied_at: Date | null;
};

const columns = `
  d.id, d.source, d.idp, d.profile, d.name, d.state, d.workos_id, d.organization_id, d.upstream_state,
  d.last_event_at, d.last_applied_at, d.created_at,
  (select count(*) from inbox i
    where i.tenant_id = d.tenant_id and i.directory_id = d.id and i.status = 'waiting') as waiting,
  (select count(*) from inbox i
    where i.tenant_id = d.tenant_id and i.directory_id = d.id and i.status = 'set_aside') as set_aside,
  h.state as health_state, h.codes as health_codes`;

const tables = `directories d
  left join directory_health h on h.tenant_id = d.tenant_id and h.directory_id = d.id`;

/** The directories of a tenant, the oldest first. */
export async function listDirectories(
  trx: Transaction,
  tenantId: string,
  { limit, after }: PageRequest,
  view: DirectoryView,
): Promise<Page<Directory>> {
  const result = await trx.raw<{ rows: DirectoryRow[] }>(
    `select ${columns} from ${tables} where d.tenant_id = ? and d.id > ? order by d.id limit ?`,
    [tenantId, after?.[0] ?? '00000000-0000-0000-0000-000000000000', limit + 1],
  );
  const tokensOf = await readTokens(trx, tenantId, result.rows);
  return pageOf(
    result.rows,
    limit,
    (row) => toDirectory(row, tokensOf(row), view),
    (row) => [row.id],
  );
}

/** One directory, and how many people and groups exist in it. */
export async function readDirectory(
  trx: Transaction,
  tenantId: string,
  directoryId: string,
  view: DirectoryView,
): Promise<Omit<DirectoryDetail, 'dialect'> | null> {
  const result = await trx.raw<{ rows: (DirectoryRow & { people: number; groups: number })[] }>(
    `select ${columns},
            (select count(*) from directory_users p
              where p.tenant_id = d.tenant_id and p.directory_id = d.id
                and not p.gone and p.resource is not null) as people,
            (select count(*) from directory_groups g
              where g.tenant_id = d.tenant_id and g.directory_id = d.id
                and not g.gone) as groups
       from ${tables} where d.tenant_id = ? and d.id = ?`,
    [tenantId, directoryId],
  );
  const row = result.rows[0];
  if (row === undefined) return null;
  const tokensOf = await readTokens(trx, tenantId, [row]);
  const last = row.source === 'workos' ? await readLastResync(trx, tenantId, directoryId) : null;
  return {
    ...toDirectory(row, tokensOf(row), view),
    people: row.people,
    groups: row.groups,
    last_resync: last && toResync(last, view.now),
  };
}

async function readTokens(trx: Transaction, tenantId: string, directories: DirectoryRow[]) {
  const scim = directories.filter(({ source }) => source === 'scim').map(({ id }) => id);
  const tokens = await readDirectoryTokens(trx, tenantId, scim);
  const byDirectory = Map.groupBy(tokens, (token) => token.directory_id);
  return ({ id }: DirectoryRow) => byDirectory.get(id) ?? [];
}

function toDirectory(row: DirectoryRow, tokens: DirectoryTokenRow[], view: DirectoryView): Directory {
  return {
    id: row.id,
    source: row.source,
    idp: row.idp,
    profile: row.profile,
    name: row.name,
    state: row.state,
    workos_id: row.workos_id,
    organization_id: row.organization_id,
    upstream_state: row.upstream_state,
    upstream_says: upstreamStateInWords(row.upstream_state, view.reader),
    last_event_at: row.last_event_at?.toISOString() ?? null,
    last_applied_at: row.last_applied_at?.toISOString() ?? null,
    events: { waiting: row.waiting, set_aside: row.set_aside },
    health: row.health_state === null ? null : { state: row.health_state, problems: row.health_codes ?? [] },
    created_at: row.created_at.toISOString(),
    base_url: row.source === 'scim' ? scimBaseUrl(view.publicUrl, row.id) : null,
    tokens: tokens.map((token) => toDirectoryToken(token, view.now)),
    tokens_say: row.source === 'scim' ? tokensInWords(tokens.map(lifeOfToken), view.now) : null,
  };
}
