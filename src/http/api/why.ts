import type { Decision } from '../../domain/decision.ts';
import type { Why } from '../../generated/api.ts';
import { locateIn } from '../../policy/locate.ts';
import { explainUser, type Explanation } from '../../reconcile/explain-user.ts';
import { listAuditRecords } from '../../store/audit-records-read.ts';
import { readPolicyVersion } from '../../store/policy-versions.ts';
import { tenantRoute } from '../route.ts';
import { showUser } from './user-detail.ts';

const LAST_CHANGES = 20;

export const whyRoutes = {
  explainUser: tenantRoute({
    method: 'get',
    path: '/users/:user/why',
    scope: 'read',
    summary: 'Explain why an account is as it is',
    description: 'Decided again, now, from the mirror and the policy in force. Nothing is written.',
    answer: 'Why',
    perform: (deps, { tenant: { id }, params }) =>
      deps.database.inTenant(id, async (trx): Promise<Why> => {
        const user = await showUser(trx, id, params.user);
        const explanation = await explainUser(deps, trx, id, params.user);
        const { decision, policy, groups, openHold } = explanation;
        const findLine = locateIn((await readPolicyVersion(trx, id, policy.version)).yaml);
        const changes = await listAuditRecords(trx, id, { user_id: params.user }, 'desc', {
          limit: LAST_CHANGES,
          after: null,
        });
        return {
          user,
          policy_version: policy.version,
          decision: decision === null ? null : shownDecision(decision),
          steps: (decision?.trace ?? []).map(({ step, says, at }) => ({
            step,
            says,
            policy: at === null ? null : { version: policy.version, pointer: at, line: findLine(at) },
          })),
          groups: groups.map(({ sourceId, name, since, eventId }) => ({
            source_id: sourceId,
            name,
            since: since.toISOString(),
            event_id: eventId,
          })),
          events: shownEvents(explanation),
          hold: openHold === null ? null : { id: openHold.id, kind: openHold.kind, reason: openHold.reason },
          last_changes: changes.items,
        };
      }),
  }),
};

function shownDecision(decision: Decision): NonNullable<Why['decision']> {
  if (decision.outcome === 'active') {
    return {
      outcome: 'active',
      because: decision.roleBecause,
      role: decision.role,
      role_origin: decision.roleOrigin,
      workspaces: decision.workspaces.map(({ key, role, because }) => ({ key, role, because })),
    };
  }
  return {
    outcome: decision.outcome,
    because: decision.because,
    role: null,
    role_origin: null,
    workspaces: [],
  };
}

/** Each event with what it is behind: a membership, or else the person's own record. */
function shownEvents({ events, groups }: Explanation): Why['events'] {
  return events.map((event) => {
    const joined = groups.filter(({ eventId }) => eventId === event.event_id);
    const names = joined.map(({ name, sourceId }) => name ?? sourceId).join(', ');
    return {
      id: event.event_id,
      type: event.type,
      occurred_at: event.occurred_at.toISOString(),
      says: names === '' ? recordInWords(event.news_kind) : `The person joined ${names}.`,
    };
  });
}

function recordInWords(kind: Explanation['events'][number]['news_kind']): string {
  return kind === 'user_gone'
    ? 'The directory removed the person.'
    : 'The directory described the person as they are now.';
}
