import { decideAccess } from '../../domain/access.ts';
import type { AccessAnswer, AccessCheck } from '../../generated/api.ts';
import type { AccessReading } from '../../store/access-facts.ts';
import type { HttpDeps } from '../deps.ts';
import { sharedRoute, type TenantRef } from '../route.ts';
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
      return answerFrom(deps, body, await read(deps, tenant, body, undefined));
    },
    /** Who asks is read with the rest, in one statement. */
    async shortcut(deps, { bearer, body, admit, findTenant }) {
      const tenant = await findTenant(body.tenant);
      if (tenant === null) return null;
      const reading = await read(deps, tenant, body, bearer);
      const { tenantId } = admit(reading.token);
      return tenantId === null || tenantId === tenant.id ? answerFrom(deps, body, reading) : null;
    },
  }),
};

function read(
  deps: HttpDeps,
  tenant: TenantRef,
  body: AccessCheck,
  token: string | undefined,
): Promise<AccessReading> {
  return deps.readAccess(tenant.id, {
    userId: idOrNull(body.user_id),
    sessionId: body.session_id === undefined ? undefined : idOrNull(body.session_id),
    apiKey: body.api_key,
    token,
  });
}

function answerFrom(deps: HttpDeps, body: AccessCheck, { facts, usedKey }: AccessReading): AccessAnswer {
  const { session_issued_at: issuedAt } = body;
  const sessionIssuedAt = issuedAt === undefined ? undefined : new Date(issuedAt);
  const answer = decideAccess({ ...facts, sessionIssuedAt }, deps.clock.now());
  if (usedKey !== null && answer.allowed) deps.apiKeyUse.note(usedKey);
  return answer;
}

/** What cannot be an id is nobody's. */
function idOrNull(text: string): string | null {
  return isUuid(text) ? text.toLowerCase() : null;
}
