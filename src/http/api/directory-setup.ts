import { RollcallError } from '../../domain/rollcall-error.ts';
import { readDialectReport } from '../../sources/scim/dialect-report.ts';
import { readSetupFacts } from '../../store/setup-facts.ts';
import { connectWorkos, newPortalLink } from '../../tenancy/connect-workos.ts';
import { checkSetup } from '../../tenancy/setup/check-setup.ts';
import { connectionAnswer } from '../../tenancy/setup/connection-answer.ts';
import { findGuide, allGuides } from '../../tenancy/setup/guides/all-guides.ts';
import { guideAnswer, guideSummary, type Reach } from '../../tenancy/setup/guides/guide-answer.ts';
import { requireEveryTenant } from '../authentication.ts';
import type { HttpDeps } from '../deps.ts';
import { readerOf } from '../reader-of.ts';
import { actorOf, sharedRoute, tenantRoute } from '../route.ts';

export const directorySetupRoutes = {
  connectWorkos: tenantRoute({
    method: 'post',
    path: '/workos-connections',
    scope: 'write',
    portal: { access: 'write', pages: ['directory_sync'] },
    summary: 'Enable sync through WorkOS, and get a link to its Admin Portal',
    description:
      "Finds or makes the tenant's organization at WorkOS and a directory that waits for the organization's next one, and gives a link behind which an administrator of the customer connects the identity provider. Asking again gives the same directory with a new link. Needs `WORKOS_API_KEY`: 409 `workos_not_configured` without. 502 `workos_refused`: WorkOS refuses the key or the request. 503 `workos_unavailable`: try again. 409 `conflict`: another directory waits for that organization.",
    body: 'NewWorkosConnection',
    bodyIsOptional: true,
    answer: 'WorkosConnection',
    answersSecret: true,
    async perform(deps, { caller, tenant, body }) {
      // Whose an organization is, only WorkOS knows: who may name any could take another tenant's people.
      if (body.organization_id !== undefined) requireEveryTenant(caller);
      const made = await connectWorkos(
        deps,
        tenant.id,
        {
          idp: body.idp ?? null,
          name: body.name ?? null,
          state: body.state ?? null,
          organizationId: body.organization_id ?? null,
          another: body.another ?? false,
          returnUrl: body.return_url ?? null,
          successUrl: body.success_url ?? null,
        },
        actorOf(caller),
      );
      return connectionAnswer(made, readerOf(caller));
    },
  }),

  createAdminPortalLink: tenantRoute({
    method: 'post',
    path: '/directories/:directory/portal-link',
    scope: 'write',
    portal: { access: 'write', pages: ['directory_sync'] },
    summary: "Get a new link to WorkOS's Admin Portal",
    description:
      'To connect the identity provider of a WorkOS directory, or to renew its credentials. A link opens for five minutes. 409 `conflict`: the directory is disconnected, or its organization is not known.',
    body: 'AdminPortalLinkRequest',
    bodyIsOptional: true,
    answer: 'WorkosConnection',
    answersSecret: true,
    async perform(deps, { caller, tenant, params, body }) {
      const urls = { returnUrl: body.return_url ?? null, successUrl: body.success_url ?? null };
      return connectionAnswer(await newPortalLink(deps, tenant.id, params.directory, urls), readerOf(caller));
    },
  }),

  getDirectorySetup: tenantRoute({
    method: 'get',
    path: '/directories/:directory/setup',
    scope: 'read',
    portal: { access: 'read', pages: ['directory_sync'] },
    summary: 'Say how far the setup of a directory is, and what is missing next',
    description:
      'What the identity provider has done so far, step by step, with the menus and fields of that identity provider where something is missing, and how much has arrived.',
    answer: 'DirectorySetup',
    async perform(deps, { caller, tenant, params }) {
      // So that it shows what this process has seen up to now.
      await deps.scim.dialectNotes.flush();
      await deps.scim.refusedRequests?.settled();
      return deps.database.inTenant(tenant.id, async (trx) => {
        const facts = await readSetupFacts(trx, tenant.id, params.directory, deps.countSynced);
        if (facts === null) throw new RollcallError('not_found', 'There is no directory with this id.');
        const dialect = await readDialectReport(trx, tenant.id, facts.directory);
        return checkSetup(facts, {
          tenant: tenant.slug,
          now: deps.clock.now(),
          suggested: dialect?.suggested_profile ?? null,
          asksWorkos: deps.workosSetup !== undefined && deps.workosSetup !== null,
          reader: readerOf(caller),
        });
      });
    },
  }),

  listDirectoryGuides: sharedRoute({
    method: 'get',
    path: '/directory-guides',
    scope: 'read',
    portal: { access: 'read', pages: ['directory_sync'] },
    summary: 'List the guides for identity providers',
    answer: 'DirectoryGuideList',
    perform: (deps) =>
      Promise.resolve({
        data: allGuides.map((guide) => guideSummary(guide, reachOf(deps))),
        next_cursor: null,
      }),
  }),

  getDirectoryGuide: sharedRoute({
    method: 'get',
    path: '/directory-guides/:idp',
    scope: 'read',
    portal: { access: 'read', pages: ['directory_sync'] },
    summary: 'Show how an identity provider is connected, with its own menus and fields',
    answer: 'DirectoryGuide',
    perform(deps, { params }) {
      const guide = findGuide(params.idp);
      if (guide === null) {
        const known = allGuides.map(({ idp }) => idp).join(', ');
        throw new RollcallError('not_found', `There is no such guide. There are: ${known}.`);
      }
      return Promise.resolve(guideAnswer(guide, reachOf(deps)));
    },
  }),
};

function reachOf({ workosSetup }: HttpDeps): Reach {
  return { workos: workosSetup !== null && workosSetup !== undefined };
}
