import { decideAccess } from '../../domain/access.ts';
import { readAccessFacts } from '../../store/access-facts.ts';
import { sharedRoute } from '../route.ts';
import { isUuid } from '../shape-validation.ts';

export const accessCheckRoutes = {
  checkAccess: sharedRoute({
    method: 'post',
    path: '/access-checks',
    scope: 'access:check',
    summary: 'May this person use the product now?',
    description:
      'For every request to the product. An unknown or deactivated user, and a session or key that does not hold, are answers (`allowed: false`), not errors.',
    body: 'AccessCheck',
    answer: 'AccessAnswer',
    async perform(deps, { body, reach }) {
      const tenant = await reach(body.tenant);
      const now = deps.clock.now();
      const question = {
        userId: idOrNull(body.user_id),
        sessionId: body.session_id === undefined ? undefined : idOrNull(body.session_id),
        apiKey: body.api_key,
      };
      const facts = await deps.database.inTenant(tenant.id, (trx) =>
        readAccessFacts(trx, tenant.id, question, now),
      );
      return decideAccess(facts, now);
    },
  }),
};

/** What cannot be an id is nobody's. */
function idOrNull(text: string): string | null {
  return isUuid(text) ? text.toLowerCase() : null;
}
