import type { AccountFacts } from '../store/account-facts.ts';
import type { Decision, PersonFacts, UserStatus, WorkspaceGrant } from '../domain/decision.ts';
import type { EventHead } from '../store/inbox.ts';
import type { HoldThen } from '../store/person-history.ts';
import type { DirectoryPersonRow } from '../store/person-rows.ts';
import type { RecordedThen } from './account-then.ts';
import type { ActivePolicy } from './active-policy.ts';

/** Who is explained: an account, or somebody of a directory who may have none. */
export type Explained = { userId: string } | { directoryUserId: string };

/** A group that the person is in, and the event that put them there. */
export interface ExplainedGroup {
  sourceId: string;
  externalId: string | null;
  name: string | null;
  eventId: string;
  since: Date;
}

/** What a directory says of somebody. */
export type ExplainedPerson = Pick<
  DirectoryPersonRow,
  | 'id'
  | 'directory_id'
  | 'directory_state'
  | 'people_left'
  | 'connection_deleted'
  | 'source'
  | 'idp'
  | 'active'
> & {
  externalId: string;
  /** The event behind the record; null where only a membership has named them. */
  eventId: string | null;
};

/** The part of an account that a decision is about. */
export interface ExplainedAccount {
  id: string;
  status: UserStatus;
  role: string | null;
  workspaces: readonly WorkspaceGrant[];
}

/** Why somebody is as they are, or were: from event to attribute to group to rule to role. */
export interface Explanation {
  /** The moment that is explained. */
  at: Date;
  isPast: boolean;
  policy: ActivePolicy;
  /** Null where there is no account, or was none yet. */
  account: ExplainedAccount | null;
  /** What surrounds the account today; null in the past. */
  today: AccountFacts | null;
  /** What the audit log says; null for the present, where the account itself does. */
  recorded: RecordedThen | null;
  /** Null for an account that no directory knows. */
  person: ExplainedPerson | null;
  /** What was decided on; null without a person, or where nothing is known of them but a name. */
  facts: PersonFacts | null;
  decision: Decision | null;
  groups: ExplainedGroup[];
  /** The event behind the person's record, and those behind the groups, oldest first. */
  events: EventHead[];
  hold: HoldThen | null;
  /** Whether the account and the decision are the same, and if not, why not. */
  agreement: { agrees: boolean; says: string } | null;
  /** What could not be known, in sentences. */
  caveats: string[];
}
