import { portalLinkSeconds, type PortalAccess } from '../../domain/portal-link.ts';
import { RollcallError } from '../../domain/rollcall-error.ts';
import { listPortalLinks, portalLinksKeyset } from '../../store/portal-links.ts';
import { createPortalLink, revokePortalLink } from '../../tenancy/portal-links.ts';
import { answerPage } from '../paging.ts';
import { actorOf, tenantRoute, type Caller } from '../route.ts';

export const portalLinkRoutes = {
  listPortalLinks: tenantRoute({
    method: 'get',
    path: '/portal-links',
    scope: 'read',
    summary: "List the links into the tenant's portal",
    query: 'PortalLinksQuery',
    answer: 'PortalLinkList',
    perform: (deps, { tenant, query }) =>
      answerPage(query, 'portal_links', portalLinksKeyset, (page) =>
        deps.database.inTenant(tenant.id, (trx) =>
          listPortalLinks(trx, tenant.id, query, page, deps.clock.now()),
        ),
      ),
  }),

  createPortalLink: tenantRoute({
    method: 'post',
    path: '/portal-links',
    scope: 'write',
    support: true,
    summary: "Make a link into the tenant's portal",
    description:
      "The product's backend makes one for an administrator of the customer who is signed in there, and sends their browser to `url`. " +
      'It opens the portal once, within `expires_in`. The address is in this answer and nowhere else. ' +
      'The role `support` of the console makes links with the access `read` alone.',
    body: 'NewPortalLink',
    bodyIsOptional: true,
    answer: 'PortalLinkOnce',
    creates: true,
    answersSecret: true,
    perform: (deps, { caller, tenant, body }) =>
      createPortalLink(
        deps,
        tenant.id,
        {
          label: body.label ?? null,
          expiresIn: body.expires_in ?? portalLinkSeconds.usual,
          access: accessFor(caller, body.access ?? 'write'),
          pages: body.pages ?? [],
          returnUrl: body.return_url ?? null,
        },
        actorOf(caller),
      ),
  }),

  revokePortalLink: tenantRoute({
    method: 'delete',
    path: '/portal-links/:link',
    scope: 'write',
    support: true,
    summary: 'Revoke a link, and the session that it began',
    async perform(deps, { caller, tenant, params }) {
      await revokePortalLink(deps, tenant.id, params.link, actorOf(caller));
      return undefined;
    },
  }),
};

/** Whoever has a link can do what it opens, so nobody makes one that could do more than they may. Throws forbidden. */
function accessFor({ session }: Caller, access: PortalAccess): PortalAccess {
  if (access === 'read' || session?.kind !== 'console' || session.role !== 'support') return access;
  throw new RollcallError(
    'forbidden',
    'The role `support` makes links that only look. Send `access` with the value `read`.',
  );
}
