import type { Change, HoldKind, PersonPlan } from '../domain/change.ts';
import { isGuardKind } from '../domain/hold-reason.ts';
import { gatherNoticeItems } from '../domain/gather-notice-items.ts';
import type { NewNotice, NoticeItem, NoticeKind } from '../domain/notice.ts';
import type { EffectiveChannel } from '../policy/effective-policy.ts';
import { insertNotices } from '../store/notices.ts';
import type { Flow } from './flow.ts';
import { administers } from './sole-admin.ts';

/** What an execution brought about. */
export interface Happened {
  plans: readonly PersonPlan[];
  opened: readonly OpenedHold[];
  /** What is to be told although nobody waits for it, such as the last administrator leaving because the policy lets. */
  alerts?: readonly Alert[];
}

/** A hold that is new: what it is about is known by its id. */
export interface OpenedHold {
  id: string;
  kind: HoldKind;
  reason: string;
  people: number;
}

export interface Alert {
  on: string;
  says: string;
  userId?: string | null;
}

/**
 * Notes what the channels of the policy are to be told, in the transaction that brought it about: what is undone is not
 * told, and what is done is. One statement; none where the policy names no channels, or nothing concerns them.
 */
export async function queueNotices(flow: Flow, happened: Happened): Promise<void> {
  const { trx, tenantId, policy, now } = flow;
  const notices = noticesFor(happened, policy.effective.notifications, policy.administratorRoles);
  if (notices.length === 0) return;
  await insertNotices(trx, tenantId, notices, now);
}

/**
 * One notice for each channel that what happened concerns. Pure.
 *
 * @param notifications null in a version that was made before there were any
 */
export function noticesFor(
  happened: Happened,
  notifications: Readonly<Record<string, EffectiveChannel>> | null,
  administratorRoles: readonly string[],
): NewNotice[] {
  if (notifications === null || Object.keys(notifications).length === 0) return [];
  const about = happened.plans.map((plan) => ({ plan, items: itemsOf(plan, administratorRoles) }));
  const apart = [...happened.opened.flatMap(holdItem), ...(happened.alerts ?? []).flatMap(alertItem)];
  return Object.entries(notifications).flatMap(([channel, rules]) => {
    const items = gatherNoticeItems([
      ...apart.filter(({ kind }) => asksFor(rules, kind)),
      ...about.flatMap(({ plan, items }) => itemsFor(channel, rules, plan, items, happened.opened)),
    ]);
    return items.length === 0 ? [] : [{ channel, send: rules.send, items }];
  });
}

function itemsFor(
  channel: string,
  rules: EffectiveChannel,
  plan: PersonPlan,
  items: NoticeItem[],
  opened: readonly OpenedHold[],
): NoticeItem[] {
  const asked = items.filter(({ kind }) => asksFor(rules, kind));
  // Who became an administrator is not told of twice.
  const granted = asked.some(({ kind }) => kind === 'role_granted_admin');
  const told = granted ? asked.filter(({ kind }) => kind !== 'role_changed') : asked;
  if (told.length > 0 || !plan.notify.includes(channel)) return told;
  return ruleItems(plan, opened);
}

function asksFor({ on }: EffectiveChannel, kind: NoticeKind): boolean {
  return (on as string[]).includes(kind === 'read_only' ? 'deactivated' : kind);
}

/** What happened to one person, as far as kinds of notifications go. */
function itemsOf(plan: PersonPlan, administratorRoles: readonly string[]): NoticeItem[] {
  const { before, after, changes } = plan;
  const reasonOf = (...actions: Change['action'][]) =>
    changes.find(({ action }) => actions.includes(action))?.reason;
  const items: NoticeItem[] = [];
  const note = (kind: NoticeKind, says: string | undefined): void => {
    if (says !== undefined && after !== null) items.push(personItem(kind, says, after.id));
  };
  const isPromoted = plan.promotedTo !== null;
  if (!administers(before, administratorRoles) && administers(after, administratorRoles)) {
    // Who came and was promoted at once administers by the promotion.
    const coming = isPromoted ? [] : (['user.provisioned', 'user.reactivated'] as const);
    note('role_granted_admin', reasonOf('role.changed', ...coming));
  }
  // Whoever hears of a last administrator who stays also hears of one who could go, and who follows.
  if (isPromoted) note('sole_admin_blocked', reasonOf('role.changed'));
  // Who is that already, and only until another time, has not left again.
  if (before?.status !== after?.status) {
    note('deactivated', reasonOf('user.deactivated'));
    note('read_only', reasonOf('user.read_only'));
  }
  // A role that stays, and only comes from elsewhere, is no other role.
  if (before !== null && before.role !== after?.role) note('role_changed', reasonOf('role.changed'));
  return items;
}

/** For a rule that names a channel: all that changed for this person, or what waits. */
function ruleItems(plan: PersonPlan, opened: readonly OpenedHold[]): NoticeItem[] {
  const { changes, after, hold } = plan;
  if (changes.length > 0 && after !== null) {
    return [personItem('rule', changes.map(({ reason }) => reason).join('; '), after.id)];
  }
  if (hold === null) return [];
  // Which of several holds of one reason is this person's does not show here; each is told of, once.
  return opened
    .filter(({ kind, reason }) => kind === hold.kind && (isGuardKind(kind) || reason === hold.reason))
    .map((each) => toHoldItem('rule', each));
}

function holdItem(hold: OpenedHold): NoticeItem[] {
  switch (hold.kind) {
    case 'deactivations':
    case 'admin_grants':
    case 'emptied_group':
      return [toHoldItem('guard_held', hold)];
    case 'sole_admin':
      return [toHoldItem('sole_admin_blocked', hold)];
    case 'ambiguous_match':
    case 'existing_account':
    case 'ambiguous_role':
      return [];
  }
}

function toHoldItem(kind: NoticeKind, { id, reason, people, kind: holdKind }: OpenedHold): NoticeItem {
  return { kind, says: reason, people, user_ids: [], hold_id: id, hold_kind: holdKind };
}

function alertItem({ on, says, userId }: Alert): NoticeItem[] {
  const kind = alertKinds.find((each) => each === on);
  if (kind === undefined) return [];
  if (typeof userId === 'string') return [personItem(kind, says, userId)];
  return [{ kind, says, people: 0, user_ids: [], hold_id: null, hold_kind: null }];
}

const alertKinds = ['sole_admin_blocked', 'role_granted_admin', 'deactivated', 'role_changed'] as const;

function personItem(kind: NoticeKind, says: string, userId: string): NoticeItem {
  return { kind, says, people: 1, user_ids: [userId], hold_id: null, hold_kind: null };
}
