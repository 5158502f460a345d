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
      const { facts, usedKey } = await readAccessFacts(deps.database, tenant.id, {
        userId: idOrNull(body.user_id),
        sessionId: body.session_id === undefined ? undefined : idOrNull(body.session_id),
        apiKey: body.api_key,
      });
      const sessionIssuedAt =
        body.session_issued_at === undefined ? undefined : new Date(body.session_issued_at);
      const answer = decideAccess({ ...facts, sessionIssuedAt }, deps.clock.now());
      if (usedKey !== null && answer.allowed) deps.apiKeyUse.note(usedKey);
      return answer;
    },
  }),
};

/** What cannot be an id is nobody's. */
function idOrNull(text: string): string | null {
  return isUuid(text) ? text.toLowerCase() : null;
}
