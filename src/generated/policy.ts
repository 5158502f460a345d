/* Generated from schemas/policy.schema.json by `npm run generate`. Do not edit. */

/**
 * A name and a condition: all, any or not of further conditions, or one comparison of an attribute or a fact.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "filterRule".
 */
export type FilterRule = AllFilter | AnyFilter | NotFilter | LeafFilter;
/**
 * A short name. It appears in the audit log, in explanations and in tests.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "name".
 */
export type Name = string;
/**
 * Why this is here: the agreement, ticket or law behind it.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "because".
 */
export type Because = string;
/**
 * A condition: all, any or not of further conditions, or one comparison of an attribute or a fact.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "condition".
 */
export type Condition = AllCondition | AnyCondition | NotCondition | LeafCondition;
/**
 * Matches when at least one of these matches.
 */
export type Any = Condition[];
/**
 * The value is one of these.
 */
export type In = (string | number | boolean)[];
/**
 * There is a value, and it is none of these.
 */
export type NotIn = (string | number | boolean)[];
/**
 * Matches when each of these matches.
 */
export type All = Condition[];
/**
 * The workspace's key in the product: small letters, digits, - and _.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "workspaceKey".
 */
export type WorkspaceKey = string;
/**
 * immediate: no sign-in from that moment, data kept for retain_data. grace: no sign-in, data kept for administrators, then purged. read_only: may sign in and read for a while, then deactivated.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "deactivationMode".
 */
export type DeactivationMode = 'immediate' | 'grace' | 'read_only';

/**
 * A tenant's policy: who belongs, as what, and what happens when they leave. It states only what differs from default.policy.yaml; a section that is present replaces the default's section whole.
 */
export interface PolicyDocument {
  /**
   * The version of the language this file is written in. Always rollcall/v1.
   */
  version: 'rollcall/v1';
  /**
   * The tenant this policy is for, in small letters, digits and hyphens: the same as the file's name before `.policy.yaml`. Every file but default.policy.yaml has it.
   */
  tenant?: string;
  /**
   * A sentence about this customer, for whoever reads the file next.
   */
  about?: string;
  identity?: Identity;
  attributes?: Attributes;
  filters?: Filters;
  groups?: Groups;
  /**
   * Exceptions to what the groups give. They run in this order, after filters and groups; each may limit or add.
   */
  rules?: Rule[];
  deactivation?: Deactivation;
  sole_admin?: SoleAdmin;
  guards?: Guards;
  first_sync?: FirstSync;
  pause?: Pause;
  notifications?: Notifications;
}
/**
 * How a person of the directory is recognized as an account of the product.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "identity".
 */
export interface Identity {
  /**
   * What identifies an account, in this order. Only a single match counts; several are held for a person to decide.
   *
   * @minItems 1
   */
  match_by?: ('external_id' | 'email')[];
  /**
   * Domains that are proven to be this customer's. E-mail alone links an account only inside these.
   */
  verified_domains?: string[];
  /**
   * Accounts that were there before the sync: link takes them over, hold asks a person first, never leaves them alone.
   */
  existing_accounts?: 'link' | 'hold' | 'never';
  /**
   * When the directory changes someone's e-mail: follow changes the account's too, ignore keeps the old one.
   */
  email_change?: 'follow' | 'ignore';
}
/**
 * What the product learns of a person from the directory, and what it never sees.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "attributes".
 */
export interface Attributes {
  /**
   * The product's attribute on the left, where it comes from on the right.
   */
  map?: {
    [k: string]: AttributeMapping | undefined;
  };
  sensitive?: Sensitive;
}
/**
 * Where one attribute of the product comes from.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "attributeMapping".
 */
export interface AttributeMapping {
  /**
   * The path in the directory user: a SCIM name such as title, a part such as name.givenName, one of several by its type such as addresses.work.country or emails.work, the enterprise extension such as enterprise.department, something of the source's own such as custom.cost_code, or a full URN path.
   */
  from: string;
  /**
   * Translates the directory's value (left) to the product's (right). Case does not matter on the left. A value that is neither listed here nor one of the catalog's counts as missing.
   */
  values?: {
    [k: string]: string | number | boolean | undefined;
  };
  /**
   * The value for someone of whom the directory says nothing here.
   */
  if_missing?: string | number | boolean;
  /**
   * always follows the directory; on_create fills the value once, when the account is made, and leaves it to the product afterwards.
   */
  apply?: 'always' | 'on_create';
}
/**
 * What is dropped on arrival: never stored, logged, forwarded or echoed.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "sensitive".
 */
export interface Sensitive {
  /**
   * Attributes of the directory user to drop, by name or path. password is always dropped, listed or not.
   */
  drop?: string[];
  /**
   * Kinds of value to drop in whatever attribute they appear. Without this key, all of them; write [] to drop none.
   */
  drop_values_like?: ('us_ssn' | 'credit_card' | 'iban')[];
  /**
   * Attributes of the directory user that are stored, but never appear in a log.
   */
  mask_in_logs?: string[];
}
/**
 * Who is in scope: whoever any include matches (everyone, if there is none) and no exclude. Exclude wins.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "filters".
 */
export interface Filters {
  /**
   * Who is in scope. One that matches is enough; without any, everyone is.
   */
  include?: FilterRule[];
  /**
   * Who is not in scope after all. One that matches is enough.
   */
  exclude?: FilterRule[];
  /**
   * What happens to the account of someone out of scope: deactivate it, or leave it alone as if the directory had never named them.
   */
  out_of_scope?: 'deactivate' | 'leave_alone';
}
/**
 * A name and conditions that all have to match.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "allFilter".
 */
export interface AllFilter {
  name: Name;
  because?: Because;
  all: All;
}
/**
 * Conditions that all have to match.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "allCondition".
 */
export interface AllCondition {
  all: All;
}
/**
 * Conditions of which one has to match.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "anyCondition".
 */
export interface AnyCondition {
  any: Any;
}
/**
 * A condition that must not match. It holds for whoever has no value, too.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "notCondition".
 */
export interface NotCondition {
  not: Condition;
}
/**
 * Compares one attribute or one fact by one operator. A missing value matches nothing but `absent`, also under `not_equals` and `not_in`.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "leafCondition".
 */
export interface LeafCondition {
  /**
   * An attribute of attributes.map, or one of the always-present email, user_name and display_name.
   */
  attribute?: string;
  /**
   * Something Rollcall itself knows: the role so far, the groups, whether the directory says active or deactivated, whether the person is in scope, the event, the source, whether this is the last administrator.
   */
  fact?: 'role' | 'groups' | 'status' | 'in_scope' | 'event' | 'source' | 'is_last_admin';
  /**
   * The value is this. Case does not matter for text, unless `exactly: true`.
   */
  equals?: string | number | boolean;
  /**
   * There is a value, and it is not this.
   */
  not_equals?: string | number | boolean;
  in?: In;
  not_in?: NotIn;
  /**
   * The text starts with this.
   */
  starts_with?: string;
  /**
   * The text ends with this.
   */
  ends_with?: string;
  /**
   * The text contains this, or the list has this entry.
   */
  contains?: string;
  /**
   * The text matches this regular expression (RE2 syntax: no look-around, no back-references), anywhere unless ^ and $ say otherwise.
   */
  matches?: string;
  /**
   * The value is above this: a number, or a date such as "2026-01-31" (later than it).
   */
  greater_than?: number | string;
  /**
   * The value is below this: a number, or a date such as "2026-01-31" (earlier than it).
   */
  less_than?: number | string;
  /**
   * There is a value. Write `present: true`.
   */
  present?: true;
  /**
   * There is no value. Write `absent: true`.
   */
  absent?: true;
  /**
   * For `fact: groups`: the person is in this group, or in any of these. By id or by name.
   */
  member_of?: string[] | string;
  /**
   * Compare text with case.
   */
  exactly?: boolean;
}
/**
 * A name and conditions of which one has to match.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "anyFilter".
 */
export interface AnyFilter {
  name: Name;
  because?: Because;
  any: Any;
}
/**
 * A name and a condition that must not match.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "notFilter".
 */
export interface NotFilter {
  name: Name;
  because?: Because;
  not: Condition;
}
/**
 * A name and one comparison of an attribute or a fact.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "leafFilter".
 */
export interface LeafFilter {
  name: Name;
  because?: Because;
  /**
   * An attribute of attributes.map, or one of the always-present email, user_name and display_name.
   */
  attribute?: string;
  /**
   * Something Rollcall itself knows: the role so far, the groups, whether the directory says active or deactivated, whether the person is in scope, the event, the source, whether this is the last administrator.
   */
  fact?: 'role' | 'groups' | 'status' | 'in_scope' | 'event' | 'source' | 'is_last_admin';
  /**
   * The value is this. Case does not matter for text, unless `exactly: true`.
   */
  equals?: string | number | boolean;
  /**
   * There is a value, and it is not this.
   */
  not_equals?: string | number | boolean;
  in?: In;
  not_in?: NotIn;
  /**
   * The text starts with this.
   */
  starts_with?: string;
  /**
   * The text ends with this.
   */
  ends_with?: string;
  /**
   * The text contains this, or the list has this entry.
   */
  contains?: string;
  /**
   * The text matches this regular expression (RE2 syntax: no look-around, no back-references), anywhere unless ^ and $ say otherwise.
   */
  matches?: string;
  /**
   * The value is above this: a number, or a date such as "2026-01-31" (later than it).
   */
  greater_than?: number | string;
  /**
   * The value is below this: a number, or a date such as "2026-01-31" (earlier than it).
   */
  less_than?: number | string;
  /**
   * There is a value. Write `present: true`.
   */
  present?: true;
  /**
   * There is no value. Write `absent: true`.
   */
  absent?: true;
  /**
   * For `fact: groups`: the person is in this group, or in any of these. By id or by name.
   */
  member_of?: string[] | string;
  /**
   * Compare text with case.
   */
  exactly?: boolean;
}
/**
 * Which groups of the directory give which role and which workspaces.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "groups".
 */
export interface Groups {
  /**
   * How an entry of `map` finds its group. id survives renames, and `name` is then only a label; name follows a rename.
   */
  match_by?: 'id' | 'name';
  /**
   * When several groups give different roles: the strongest by the catalog's order, the one listed first, or hold for a person to decide.
   */
  precedence?: 'strongest' | 'listed' | 'hold';
  /**
   * The role of someone in scope whom no group gives one; or no_access.
   */
  default_role?: string;
  /**
   * Roles that nothing in this policy may give.
   */
  never_grant?: string[];
  /**
   * A role set by hand in the product: keep it, or replace it by what the directory says.
   */
  manual_roles?: 'keep' | 'replace';
  /**
   * How long a demotion waits for the group that usually follows: a number and s, m, h or d. Promotions and deactivations never wait.
   */
  settle?: string;
  /**
   * The directory's groups that mean something here.
   */
  map?: GroupMapping[];
}
/**
 * What one group of the directory gives: a role, workspaces, or both.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "groupMapping".
 */
export interface GroupMapping {
  /**
   * The group's id, in the identity provider or in the source. Always in quotes if it looks like a number.
   */
  id?: string;
  /**
   * The group's name. With match_by: name it finds the group, case aside; with match_by: id it is only a label.
   */
  name?: string;
  /**
   * The role this group gives.
   */
  role?: string;
  /**
   * The workspaces this group gives.
   */
  workspaces?: WorkspaceGrant[];
}
/**
 * A workspace, and the role in it.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "workspaceGrant".
 */
export interface WorkspaceGrant {
  key: WorkspaceKey;
  /**
   * A workspace role of the catalog.
   */
  role: string;
}
/**
 * When something holds for a person, limit or add something.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "rule".
 */
export interface Rule {
  name: Name;
  /**
   * active applies; proposed is recorded and not applied; retired is kept for the record only.
   */
  status?: 'proposed' | 'active' | 'retired';
  because?: Because;
  when: Condition;
  then: RuleEffect;
}
/**
 * What a rule does. One or several of these.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "ruleEffect".
 */
export interface RuleEffect {
  /**
   * At most this role.
   */
  cap_role?: string;
  /**
   * At least this role.
   */
  grant_role?: string;
  /**
   * No access at all. Write `deny: true`.
   */
  deny?: true;
  /**
   * Workspaces given in addition.
   *
   * @minItems 1
   */
  add_workspaces?: WorkspaceGrant[];
  /**
   * Workspaces taken away, by key.
   *
   * @minItems 1
   */
  remove_workspaces?: WorkspaceKey[];
  /**
   * A channel of `notifications` that is told.
   */
  notify?: string;
}
/**
 * What happens to the account of someone who leaves.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "deactivation".
 */
export interface Deactivation {
  mode?: DeactivationMode;
  grace?: Grace;
  read_only?: ReadOnly;
  /**
   * What is revoked when an account is deactivated. In mode read_only that is when the time is over.
   */
  revoke?: ('sessions' | 'api_keys')[];
  /**
   * People who leave differently. The first that matches counts.
   */
  exceptions?: DeactivationException[];
  /**
   * When someone comes back: restore gives back the same account, with role and workspaces by the policy of that day; start_fresh makes a new account and leaves the old one deactivated.
   */
  if_reactivated?: 'restore' | 'start_fresh';
  /**
   * How long a deactivated account's data stay before they are purged: a number and s, m, h or d; or forever. In mode grace, `grace.delete_after` counts instead.
   */
  retain_data?: string;
}
/**
 * For mode grace. Required where that mode is used.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "grace".
 */
export interface Grace {
  /**
   * How long administrators keep the data after the deactivation, before they are purged: a number and s, m, h or d.
   */
  delete_after: string;
}
/**
 * For mode read_only. Required where that mode is used.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "readOnly".
 */
export interface ReadOnly {
  /**
   * How long the person may still sign in and read: a number and s, m, h or d.
   */
  for: string;
}
/**
 * People who leave differently.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "deactivationException".
 */
export interface DeactivationException {
  name: Name;
  because?: Because;
  when: Condition;
  mode: DeactivationMode;
}
/**
 * What happens when a change would leave the tenant without an administrator.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "soleAdmin".
 */
export interface SoleAdmin {
  /**
   * block holds the change for a person; promote makes someone else administrator, and blocks where nobody may be promoted; allow lets it happen.
   */
  action?: 'block' | 'promote' | 'allow';
  promote?: Promote;
  if_unanswered?: SoleAdminUnanswered;
  /**
   * A blocked leaver keeps the role; true still ends their open sessions.
   */
  revoke_sessions?: boolean;
}
/**
 * Who becomes administrator in the leaver's place. Required where promote is used.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "promote".
 */
export interface Promote {
  /**
   * The roles to look among: roles of the catalog that do not administer.
   *
   * @minItems 1
   */
  from: string[];
  /**
   * Which of them: the one whose account is the oldest.
   */
  pick: 'longest_tenured';
  unless?: Condition;
}
/**
 * What happens when nobody answers the hold in time. Without it, the hold waits.
 */
export interface SoleAdminUnanswered {
  /**
   * How long to wait for an answer: a number and s, m, h or d.
   */
  after: string;
  /**
   * What to do then.
   */
  action: 'promote' | 'allow';
}
/**
 * Limits on surges. Beyond a limit the surge is held for a person; ordinary leavers pass.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "guards".
 */
export interface Guards {
  deactivations?: DeactivationsGuard;
  admin_grants?: AdminGrantsGuard;
  emptied_group?: EmptiedGroupGuard;
  /**
   * Who may decide on what is held: the tenant's own administrators (a token bound to the tenant), the operators of Rollcall, or both.
   *
   * @minItems 1
   */
  approvers?: ('tenant_admin' | 'operator')[];
  unanswered?: GuardUnanswered;
}
/**
 * Too many people leaving at once: the surge begins where the number within the window exceeds `percent` of the active accounts and reaches `at_least`.
 */
export interface DeactivationsGuard {
  /**
   * More than this share of the active accounts.
   */
  percent: number;
  /**
   * And at least this many people.
   */
  at_least: number;
  /**
   * Counted over this time: a number and s, m, h or d.
   */
  within: string;
}
/**
 * Too many new administrators at once.
 */
export interface AdminGrantsGuard {
  /**
   * More than this many new administrators.
   */
  count: number;
  /**
   * Counted over this time: a number and s, m, h or d.
   */
  within: string;
}
/**
 * A mapped group that is empty now and was not within the last day.
 */
export interface EmptiedGroupGuard {
  /**
   * Only groups that had at least this many members within the last day.
   */
  had_at_least: number;
}
/**
 * What happens when nobody decides in time. Without it, what is held waits.
 */
export interface GuardUnanswered {
  /**
   * How long to wait: a number and s, m, h or d.
   */
  after: string;
  /**
   * What to do then.
   */
  action: 'reject' | 'approve';
}
/**
 * How a new directory starts.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "firstSync".
 */
export interface FirstSync {
  /**
   * true: a new directory is in testing until someone has seen the plan and activated it. false, and without the section: it is active as soon as something comes from it. What was asked for when the directory was created wins.
   */
  plan_first?: boolean;
}
/**
 * What goes on while a directory of the tenant is paused.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "pause".
 */
export interface Pause {
  /**
   * Whether people who leave still lose access while their directory is paused.
   */
  deactivations?: 'continue' | 'hold';
}
/**
 * Who is told about what. Each key is a channel that rules can name in `notify`.
 */
export interface Notifications {
  [k: string]: NotificationChannel | undefined;
}
/**
 * Who is told, about what, and how soon.
 *
 * This interface was referenced by `PolicyDocument`'s JSON-Schema
 * via the `definition` "notificationChannel".
 */
export interface NotificationChannel {
  /**
   * What this channel is told about. Without it, only what rules tell it by `notify`.
   */
  on?: (
    | 'role_granted_admin'
    | 'guard_held'
    | 'sole_admin_blocked'
    | 'deactivated'
    | 'role_changed'
    | 'webhook_disabled'
    | 'policy_mismatch'
    | 'directory_silent'
    | 'directory_failing'
    | 'token_expiring'
  )[];
  /**
   * Each at once, or together once a day.
   */
  send: 'at_once' | 'daily';
  /**
   * E-mail addresses. Each notification is also sent as a webhook, so a channel needs none.
   */
  to?: string[];
}
