import { durationInWords } from '../../domain/duration.ts';
import type { EffectiveGuards } from '../effective-policy.ts';
import { changed, listDifferences, now, type PolicyDifference } from './difference.ts';

type Guards = EffectiveGuards;

/** What waits for a person, and did not, or the other way round. */
export function guardDifferences(before: Guards | null, after: Guards | null): PolicyDifference[] {
  if (before === null && after === null) return [];
  if (after === null) {
    return [now('However many changes come at once, none waits for a person any more.', '/guards')];
  }
  const was = before ?? { ...nothing, approvers: after.approvers };
  const found = [
    ...changed(was.deactivations, after.deactivations, '/guards/deactivations', (former, limit) =>
      sayLimit('people who lose access', former && deactivations(former), limit && deactivations(limit)),
    ),
    ...changed(was.admin_grants, after.admin_grants, '/guards/admin_grants', (former, limit) =>
      sayLimit('new administrators', former && adminGrants(former), limit && adminGrants(limit)),
    ),
    ...changed(was.emptied_group, after.emptied_group, '/guards/emptied_group', (former, limit) =>
      sayLimit('what a suddenly empty group takes', former && emptied(former), limit && emptied(limit)),
    ),
    ...listDifferences(was.approvers, after.approvers, '/guards/approvers', {
      came: (who) => `${APPROVERS[who] ?? who} may decide on what waits, too.`,
      went: (who) => `${APPROVERS[who] ?? who} may not decide on what waits any more.`,
      list: 'approvers',
    }),
    ...changed(was.unanswered, after.unanswered, '/guards/unanswered', (former, answer) => {
      const instead =
        former === null ? 'before, it waited for as long as it took' : `before, ${unanswered(former)}`;
      return answer === null
        ? `What waits, waits for as long as it takes; ${instead}.`
        : `Of what waits: ${unanswered(answer)}; ${instead}.`;
    }),
  ];
  if (before !== null || found.length > 0) return found;
  return [now('Guards are there now, and hold nothing.', '/guards')];
}

const nothing: Omit<Guards, 'approvers'> = {
  deactivations: null,
  admin_grants: null,
  emptied_group: null,
  unanswered: null,
};

function sayLimit(what: string, before: string | null, after: string | null): string {
  if (after === null)
    return `No limit on ${what} holds anything for a person any more; it was: ${before ?? ''}.`;
  return before === null
    ? `A limit on ${what} holds the rest for a person now: ${after}.`
    : `The limit on ${what} is ${after}, instead of ${before}.`;
}

function deactivations({ percent, at_least, within }: NonNullable<Guards['deactivations']>): string {
  return `more than ${String(percent)} percent of the accounts and at least ${String(at_least)} within ${durationInWords(within)}`;
}

function adminGrants({ count, within }: NonNullable<Guards['admin_grants']>): string {
  return `more than ${String(count)} within ${durationInWords(within)}`;
}

function emptied({ had_at_least }: NonNullable<Guards['emptied_group']>): string {
  return `groups that had at least ${String(had_at_least)} members`;
}

function unanswered({ after, action }: NonNullable<Guards['unanswered']>): string {
  const then = action === 'reject' ? 'everyone stays as they are' : 'it goes through';
  return `if nobody decides within ${durationInWords(after)}, ${then}`;
}

const APPROVERS: Record<string, string> = {
  tenant_admin: 'An administrator of the tenant',
  operator: 'An operator of the product',
};
