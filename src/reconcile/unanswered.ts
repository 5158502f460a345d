import type { HoldKind } from '../domain/change.ts';
import { durationMs } from '../domain/duration.ts';
import { isGuardKind } from '../domain/hold-reason.ts';
import type { EffectivePolicy } from '../policy/effective-policy.ts';

/** What the policy does about a hold of this kind that nobody answers, and when; null: it waits for as long as it takes. */
export function whenUnanswered(
  { sole_admin, guards }: Pick<EffectivePolicy, 'sole_admin' | 'guards'>,
  kind: HoldKind,
): { after: string; action: 'approve' | 'reject' | 'promote' | 'allow' } | null {
  if (kind === 'sole_admin') return sole_admin.if_unanswered;
  return isGuardKind(kind) ? (guards?.unanswered ?? null) : null;
}

/** Milliseconds after which a hold of this kind is decided without an answer; null: never. */
export function unansweredAfterMs(
  policy: Pick<EffectivePolicy, 'sole_admin' | 'guards'>,
  kind: HoldKind,
): number | null {
  const unanswered = whenUnanswered(policy, kind);
  return unanswered === null ? null : durationMs(unanswered.after);
}
