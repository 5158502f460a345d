import type { HoldKind } from './change.ts';
import type { InstallationProblemCode, ProblemCode } from './directory-problem.ts';

/**
 * What a channel is told. `read_only` goes to the channels that ask for `deactivated`; `rule` is what a rule's `notify`
 * wants told and no other kind says already.
 */
export const noticeKinds = [
  'guard_held',
  'sole_admin_blocked',
  'role_granted_admin',
  'deactivated',
  'read_only',
  'role_changed',
  'webhook_disabled',
  'policy_mismatch',
  'directory_failing',
  'directory_silent',
  'token_expiring',
  'rule',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** How many people a notice names; of the others it keeps the number. */
export const peopleNamed = 50;

/** Something that happened, to one person or to many for the same reason. It holds nobody's name or address. */
export interface NoticeItem {
  kind: NoticeKind;
  /** A sentence or a clause, as the audit log has it. */
  says: string;
  /** How many people it is about. */
  people: number;
  /** Of at most `peopleNamed` of them; empty where it is about a hold, which knows its own. */
  user_ids: string[];
  hold_id: string | null;
  hold_kind: HoldKind | null;
  /** The endpoint of webhooks that it is about. Absent where it is about people. */
  endpoint?: { id: string; of_every_tenant: boolean };
  /** The problem that it is about: found, or over. Absent where it is about people. */
  problem?: ToldProblem;
}

/** What a channel is told of a problem. */
export interface ToldProblem {
  code: ProblemCode | InstallationProblemCode;
  /** Null for a problem of the installation. */
  directory_id: string | null;
  /** What the directory is called; empty for the installation. */
  directory: string;
  /** Whether it is over. */
  resolved: boolean;
  next_step: string;
}

/**
 * A channel that no policy has: those who run Rollcall, whom the setting of this name lists. In capitals, as the name of
 * no channel of a policy can be.
 */
export const operatorChannel = 'ROLLCALL_ALERTS_TO';

export type NoticeSend = 'at_once' | 'daily';

export interface NewNotice {
  channel: string;
  send: NoticeSend;
  items: NoticeItem[];
}

export type NoticeStatus = 'waiting' | 'sent' | 'dropped' | 'dead';
