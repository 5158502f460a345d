import { portalPages } from '../../domain/portal-link.ts';
import { RollcallError } from '../../domain/rollcall-error.ts';
import type { Directory, DirectoryDetail } from '../../generated/api.ts';
import { readDialectReport } from '../../sources/scim/dialect-report.ts';
import {
  directoriesKeyset,
  listDirectories,
  readDirectory,
  type DirectoryView,
} from '../../store/directories-read.ts';
import { listUnclaimedDirectories, unclaimedDirectoriesKeyset } from '../../store/unclaimed-directories.ts';
import { claimDirectory, createDirectory, setDirectoryProfile } from '../../tenancy/directories.ts';
import { requireEveryTenant } from '../authentication.ts';
import type { HttpDeps } from '../deps.ts';
import { answerPage } from '../paging.ts';
import { readerOf } from '../reader-of.ts';
import { actorOf, operatorRoute, tenantRoute, type Caller } from '../route.ts';

export const directoryRoutes = {
  listDirectories: tenantRoute({
    method: 'get',
    path: '/directories',
    scope: 'read',
    portal: { access: 'read', pages: portalPages },
    summary: 'List the directories of a tenant',
    query: 'DirectoriesQuery',
    answer: 'DirectoryList',
    async perform(deps, { caller, tenant, query }) {
      const page = await answerPage(query, 'directories', directoriesKeyset, (request) =>
        deps.database.inTenant(tenant.id, (trx) =>
          listDirectories(trx, tenant.id, request, viewOf(deps, caller)),
        ),
      );
      return setsUp(caller) ? page : { ...page, data: page.data.map(withoutAccess) };
    },
  }),

  createDirectory: tenantRoute({
    method: 'post',
    path: '/directories',
    scope: 'write',
    portal: { access: 'write', pages: ['directory_sync'] },
    summary: 'Create a directory',
    description:
      'With `workos_id` it is claimed at once: events that were kept for it are applied. That needs a token that reaches every tenant. The token of a SCIM directory is in this answer and nowhere else.',
    body: 'NewDirectory',
    answer: 'DirectoryOnce',
    creates: true,
    answersSecret: ({ source }) => source === 'scim',
    async perform(deps, { caller, tenant, body }) {
      const { source } = body;
      // WorkOS ids are known beyond their tenant: who may claim any could take another tenant's people.
      if (body.workos_id !== undefined) requireEveryTenant(caller);
      const { id, token } = await createDirectory(
        deps,
        tenant.id,
        {
          source,
          workosId: body.workos_id ?? null,
          idp: body.idp ?? null,
          profile: body.profile ?? null,
          name: body.name ?? null,
          state: body.state ?? null,
        },
        actorOf(caller),
      );
      return { ...(await showDirectory(deps, tenant.id, id, caller)), token };
    },
  }),

  getDirectory: tenantRoute({
    method: 'get',
    path: '/directories/:directory',
    scope: 'read',
    portal: { access: 'read', pages: ['directory_sync'] },
    summary: 'Show a directory: its connection, its events, and how much it knows',
    answer: 'DirectoryDetail',
    perform: (deps, { caller, tenant, params }) => showDirectory(deps, tenant.id, params.directory, caller),
  }),

  claimDirectory: tenantRoute({
    method: 'post',
    path: '/directories/:directory/claim',
    scope: 'write',
    summary: 'Claim a WorkOS directory id',
    description:
      'For a directory that has none yet. Events that were kept for that id are applied. Needs a token that reaches every tenant.',
    body: 'DirectoryClaim',
    answer: 'DirectoryDetail',
    async perform(deps, { caller, tenant, params, body }) {
      requireEveryTenant(caller);
      await claimDirectory(deps, tenant.id, params.directory, body.workos_id, actorOf(caller));
      return showDirectory(deps, tenant.id, params.directory, caller);
    },
  }),

  setDirectoryProfile: tenantRoute({
    method: 'put',
    path: '/directories/:directory/profile',
    scope: 'write',
    portal: { access: 'write', pages: ['directory_sync'] },
    summary: 'Set the dialect that a SCIM directory speaks',
    body: 'DirectoryProfile',
    answer: 'DirectoryDetail',
    async perform(deps, { caller, tenant, params, body }) {
      await setDirectoryProfile(deps, tenant.id, params.directory, body.profile, actorOf(caller));
      return showDirectory(deps, tenant.id, params.directory, caller);
    },
  }),

  listUnclaimedDirectories: operatorRoute({
    method: 'get',
    path: '/unclaimed-directories',
    scope: 'read',
    summary: 'List directories that send events and belong to no tenant',
    description:
      'Their events are kept, and applied once a tenant claims the directory. Only counts are shown.',
    query: 'UnclaimedDirectoriesQuery',
    answer: 'UnclaimedDirectoryList',
    perform: (deps, { query }) =>
      answerPage(query, 'unclaimed-directories', unclaimedDirectoriesKeyset, (page) =>
        listUnclaimedDirectories(deps.database, page),
      ),
  }),
};

/** Shows a directory as it is by now. Throws not_found. */
export async function showDirectory(
  deps: HttpDeps,
  tenantId: string,
  directoryId: string,
  caller: Caller,
): Promise<DirectoryDetail> {
  // So that it shows what this process has seen up to now.
  await deps.scim.dialectNotes.flush();
  return deps.database.inTenant(tenantId, async (trx) => {
    const directory = await readDirectory(trx, tenantId, directoryId, viewOf(deps, caller));
    if (directory === null) throw new RollcallError('not_found', 'There is no directory with this id.');
    return { ...directory, dialect: await readDialectReport(trx, tenantId, directory) };
  });
}

function viewOf({ publicUrl, clock }: HttpDeps, caller: Caller): DirectoryView {
  return { publicUrl, now: clock.now(), reader: readerOf(caller) };
}

function setsUp({ session }: Caller): boolean {
  return session?.kind !== 'portal' || session.pages.includes('directory_sync');
}

/** What the other pages of the portal need: what it is called and how it does, and not how it is reached. */
function withoutAccess(directory: Directory): Directory {
  return { ...directory, base_url: null, tokens: [], tokens_say: null };
}
