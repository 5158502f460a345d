import type { HoldRequest, PersonPlan } from '../domain/change.ts';
import { isGuardKind, surgeInWords } from '../domain/hold-reason.ts';
import type { Guarded } from '../reconcile/guards.ts';
import { noticesFor, type Alert, type Happened } from '../reconcile/queue-notices.ts';
import { newAccount, openHoldOf, type Hold, type Stage, type StagedPerson } from './stage.ts';

type OpenedHold = Happened['opened'][number];

export interface Applying {
  alerts: readonly Alert[];
  passed: Guarded['passed'];
  approved: ReadonlySet<string>;
}

/** Does to the accounts in memory what the executor does to those in the database, and notes who is told of it. */
export function applyPlans(stage: Stage, plans: PersonPlan[], { alerts, passed }: Applying): void {
  const heldAccounts = new Set(plans.map(({ hold, after }) => (hold === null ? undefined : after?.id)));
  for (const { guard, user_id: userId } of passed) {
    // As in the database: twice at one moment is once.
    const isCounted = stage.passed.some(
      (each) => each.guard === guard && each.userId === userId && each.at.getTime() === stage.now.getTime(),
    );
    if (!heldAccounts.has(userId) && !isCounted) stage.passed.push({ guard, at: stage.now, userId });
  }
  for (const plan of plans) {
    writeAccount(stage, plan);
    tellStory(stage, plan);
  }
  const opened = writeHolds(stage, plans);
  notify(stage, plans, opened, alerts);
}

function writeAccount(
  stage: Stage,
  { before, after, timers, revoke, promotedTo, endsPromotion, directoryUserId }: PersonPlan,
): void {
  if (after === null) return;
  const had = stage.accounts.get(after.id) ?? newAccount(after.id, {});
  const opensAgain = after.status === 'active' && before?.status !== 'active';
  const isOver = after.status === 'purged';
  stage.accounts.set(after.id, {
    ...had,
    account: after,
    timers: timers.after,
    manualRole: isOver || promotedTo !== null ? null : had.manualRole,
    promotedRole: isOver || endsPromotion ? null : (promotedTo ?? had.promotedRole),
    openSessions: opensAgain ? 1 : revoke.includes('sessions') ? 0 : had.openSessions,
    openApiKeys: opensAgain ? 1 : revoke.includes('api_keys') ? 0 : had.openApiKeys,
  });
  const person = directoryUserId === null ? undefined : stage.people.get(directoryUserId);
  // The former account of somebody who starts fresh is nobody's; a purged one stays theirs for the expectations.
  if (person && (after.directoryUserId !== null || isOver)) person.accountId = after.id;
}

/** The changes in sentences, and the lines of the policy that only the writing of an account goes by. */
function tellStory(stage: Stage, plan: PersonPlan): void {
  const person = stage.people.get(plan.directoryUserId ?? '');
  if (!person) return;
  const { before, after, changes, hold } = plan;
  const tell = (says: string, at: string | null): void => {
    if (at !== null) stage.decided.add(at);
    stage.story.push({ says: `${person.name}: ${says}`, at });
  };
  for (const { action, reason } of changes) {
    if (action === 'session.revoked') person.revoked.add('sessions');
    if (action === 'api_key.revoked') person.revoked.add('api_keys');
    tell(reason, null);
  }
  if (plan.revoke.length > 0) stage.decided.add('/deactivation/revoke');
  if (hold) tell(`waits: ${hold.reason}`, lineOfHold(hold));
  if (plan.promotedTo !== null) stage.decided.add('/sole_admin/promote');
  if (before?.status === 'deactivated' && after?.status !== 'purged' && person.row.active) {
    if (changes.length > 0) stage.decided.add('/deactivation/if_reactivated');
  }
  if (plan.timers.after.some(({ kind }) => kind === 'demotion')) {
    tell('keeps what the groups gave that were left, until it has settled', '/groups/settle');
  }
  const sent = person.decision;
  const isEmailInPlay =
    before !== null &&
    sent?.outcome === 'active' &&
    (before.email !== sent.profile.email || before.email !== after?.email);
  if (isEmailInPlay && before.email !== null) stage.decided.add('/identity/email_change');
}

function lineOfHold({ kind }: HoldRequest): string {
  switch (kind) {
    case 'sole_admin':
      return '/sole_admin/action';
    case 'ambiguous_role':
      return '/groups/precedence';
    case 'existing_account':
    case 'ambiguous_match':
      return '/identity/existing_accounts';
    case 'deactivations':
    case 'admin_grants':
    case 'emptied_group':
      return `/guards/${kind}`;
  }
}

/** People of one kind and cause share a hold; the last one out of it closes it. */
function writeHolds(stage: Stage, plans: PersonPlan[]): OpenedHold[] {
  const opened = new Map<string, { hold: Hold; people: number }>();
  const waiting = new Set(plans.flatMap(({ hold, directoryUserId }) => (hold ? [directoryUserId] : [])));
  for (const { hold: wanted, directoryUserId: id } of plans) {
    if (id === null) continue;
    const open = openHoldOf(stage, id);
    if (wanted === null) {
      // Who starts fresh has a plan for the former account beside the one that waits.
      if (!waiting.has(id)) open?.people.delete(id);
      continue;
    }
    if (open?.kind === wanted.kind && open.cause === wanted.cause) continue;
    open?.people.delete(id);
    const { kind, cause, reason } = wanted;
    const shared = stage.holds.find(
      (each) => each.kind === kind && each.cause === cause && [...each.people.values()].includes('open'),
    );
    const hold = shared ?? newHold(stage, { kind, cause, reason });
    hold.people.set(id, 'open');
    const known = opened.get(hold.id);
    if (known) known.people += 1;
    else if (!shared) opened.set(hold.id, { hold, people: 1 });
  }
  stage.holds = stage.holds.filter(({ people }) => people.size > 0);
  return [...opened.values()].map(({ hold: { id, kind, cause, reason }, people }) => ({
    id,
    kind,
    reason: isGuardKind(kind) ? surgeInWords(kind, people, cause) : reason,
    people,
  }));
}

function newHold(stage: Stage, parts: Pick<Hold, 'kind' | 'cause' | 'reason'>): Hold {
  const hold: Hold = {
    ...parts,
    id: `hold-${String(stage.events)}-${String(stage.holds.length)}`,
    opened_at: stage.now,
    people: new Map(),
    isDecided: false,
  };
  stage.holds.push(hold);
  return hold;
}

/** Whom the service would tell, person by person, so that a test can say of whom a channel hears. */
function notify(
  stage: Stage,
  plans: PersonPlan[],
  opened: readonly OpenedHold[],
  alerts: readonly Alert[],
): void {
  const { effective, administratorRoles } = stage.bench;
  if (Object.keys(effective.notifications).length === 0) {
    // A rule may name a channel that is not there: then nobody listens, and the linter refuses it.
    for (const plan of plans) noteChannels(stage, plan, plan.notify, null);
    return;
  }
  for (const plan of plans) {
    if (plan.changes.length === 0 && plan.hold === null && plan.promotedTo === null) continue;
    const own = opened.filter(({ id }) => openHoldOf(stage, plan.directoryUserId ?? '')?.id === id);
    const about = alerts.filter(({ userId }) => userId === plan.after?.id);
    for (const [channel, rules] of Object.entries(effective.notifications)) {
      for (const on of rules.on) {
        const one = { [channel]: { ...rules, on: [on] } };
        const withoutRule = { ...plan, notify: [] };
        const told = noticesFor(
          { plans: [withoutRule], opened: own, alerts: about },
          one,
          administratorRoles,
        );
        if (told.length > 0)
          noteChannels(
            stage,
            plan,
            [channel],
            `/notifications/${channel}/on/${String(rules.on.indexOf(on))}`,
          );
      }
      const byRule = { [channel]: { ...rules, on: [] } };
      if (noticesFor({ plans: [plan], opened: own, alerts: [] }, byRule, administratorRoles).length > 0) {
        noteChannels(stage, plan, [channel], null);
      }
    }
  }
}

function noteChannels(stage: Stage, plan: PersonPlan, channels: readonly string[], at: string | null): void {
  const person: StagedPerson | undefined = stage.people.get(plan.directoryUserId ?? '');
  if (!person || channels.length === 0) return;
  for (const channel of channels) person.notified.add(channel);
  if (at !== null) stage.decided.add(at);
}
