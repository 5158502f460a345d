import type { AttributeValue, Decision, PersonFacts, PersonGroup, UserStatus } from '../domain/decision.ts';
import type { Catalog } from '../generated/catalog.ts';
import type { NotificationChannel } from '../generated/policy.ts';
import type { TestEvent } from '../generated/policy-test.ts';
import { ENTERPRISE_URN } from './attribute-path.ts';
import type { CompiledPolicy } from './compile.ts';
import { decide } from './decide.ts';
import { fold } from './fold.ts';
import { compileRedaction, type Redaction } from './redact.ts';

/** What a policy is tested on: the policy and everything that is compiled from it once. */
export interface TestBench {
  policy: CompiledPolicy;
  redaction: Redaction;
  administers: ReadonlySet<string>;
}

/** One person of a test: what the directory says of them, what the product has of them, and what came of it. */
export interface TestSubject {
  facts: Omit<PersonFacts, 'account' | 'groups'>;
  /** As written in the test; see `toGroup`. */
  groups: string[];
  otherAdministrators: number;
  account: TestAccount | null;
  decision: Decision | null;
  inScope: boolean;
  heldBy: 'sole_admin' | 'groups' | null;
  /** Every channel that was told so far. */
  notified: Set<string>;
}

interface TestAccount {
  status: UserStatus;
  role: string | null;
  workspaces: { key: string; role: string }[];
  attributes: Record<string, AttributeValue>;
}

/** What a test gives of a person; its generated type is too wide to be of use. */
export type Given = Readonly<Record<string, unknown>>;

export function createTestBench(policy: CompiledPolicy, catalog: Catalog): TestBench {
  const administering = catalog.roles.filter((role) => role.administers === true);
  return {
    policy,
    // The digest only has to be stable within one test.
    redaction: compileRedaction(policy.effective.attributes.sensitive, fold),
    administers: new Set(administering.map((role) => role.key)),
  };
}

/** The person before the events: the account is as the policy makes it for them. */
export async function startSubject(bench: TestBench, given: Given): Promise<TestSubject> {
  const subject: TestSubject = {
    facts: { source: 'workos', activeInDirectory: true, resource: {}, manualRole: null, promotedRole: null },
    groups: [],
    otherAdministrators: 1,
    account: null,
    decision: null,
    inScope: true,
    heldBy: null,
    notified: new Set(),
  };
  changeSubject(subject, given);
  await bringInLine(bench, subject);
  return subject;
}

/** Lets something happen to the person, and brings the account in line. */
export async function happen(bench: TestBench, subject: TestSubject, event: TestEvent): Promise<void> {
  if (event === 'deactivated' || event === 'deleted') subject.facts.activeInDirectory = false;
  else if (event === 'reactivated') subject.facts.activeInDirectory = true;
  else if ('joined' in event) subject.groups = [...without(subject.groups, event.joined), event.joined];
  else if ('left' in event) subject.groups = without(subject.groups, event.left);
  else if ('role_set' in event) subject.facts.manualRole = event.role_set;
  else changeSubject(subject, { ...event.changed });
  await bringInLine(bench, subject);
}

/** Decides, and writes to the account what an executor would write. */
async function bringInLine(bench: TestBench, subject: TestSubject): Promise<void> {
  const { policy } = bench;
  const facts = toFacts(bench, subject);
  const decision = await decide(policy, facts);
  subject.decision = decision;
  subject.inScope = isInScope(
    facts.activeInDirectory ? decision : await decide(policy, { ...facts, activeInDirectory: true }),
  );
  const before = subject.account;
  const after = accountAfter(decision, before);
  const { action } = policy.effective.sole_admin;
  const losesLast =
    subject.otherAdministrators === 0 && administers(bench, before) && !administers(bench, after);
  const isHeld = losesLast && action === 'block';
  subject.account =
    isHeld && before && after ? { ...after, status: before.status, role: before.role } : after;
  subject.heldBy = isHeld ? 'sole_admin' : decision.outcome === 'undecided' ? 'groups' : null;
  // Whom the service would find cannot be known here: that there is somebody is assumed.
  if (losesLast && action === 'promote') subject.otherAdministrators = 1;
  // A role that was set by hand stays with the former account.
  if (before?.status === 'deactivated' && after?.status === 'active' && startsFresh(bench)) {
    subject.facts.manualRole = null;
  }
  for (const channel of decision.notify) subject.notified.add(channel);
  const happened = whatHappened(bench, before, subject.account);
  if (losesLast) happened.push(action === 'promote' ? 'role_granted_admin' : 'sole_admin_blocked');
  for (const channel of channelsOn(bench, happened)) subject.notified.add(channel);
}

function startsFresh({ policy }: TestBench): boolean {
  return policy.effective.deactivation.if_reactivated === 'start_fresh';
}

function accountAfter(decision: Decision, before: TestAccount | null): TestAccount | null {
  switch (decision.outcome) {
    case 'active': {
      const workspaces = decision.workspaces.map(({ key, role }) => ({ key, role }));
      return { status: 'active', role: decision.role, workspaces, attributes: decision.attributes };
    }
    case 'no_access': {
      // No time passes in a test: who may read goes on reading, and nobody is purged.
      const mayRead = decision.leaving.mode === 'read_only' && isOpen(before);
      return before && { ...before, status: mayRead ? 'read_only' : 'deactivated' };
    }
    case 'undecided':
      return before && { ...before, attributes: decision.attributes };
    case 'leave_alone':
      return before;
  }
}

type Happening = NonNullable<NotificationChannel['on']>[number];

/** What channels of `notifications` may be told of. */
function whatHappened(
  bench: TestBench,
  before: TestAccount | null,
  account: TestAccount | null,
): Happening[] {
  const happened: Happening[] = [];
  const status = account?.status;
  const losesAccess =
    before && before.status !== status && (status === 'read_only' || status === 'deactivated');
  if (losesAccess === true) happened.push('deactivated');
  if (before && account && before.role !== account.role) happened.push('role_changed');
  if (!administers(bench, before) && administers(bench, account)) happened.push('role_granted_admin');
  return happened;
}

function channelsOn(bench: TestBench, happened: readonly Happening[]): string[] {
  return Object.entries(bench.policy.effective.notifications).flatMap(([name, channel]) =>
    channel.on.some((on) => happened.includes(on)) ? [name] : [],
  );
}

function isOpen(account: TestAccount | null): boolean {
  return account?.status === 'active' || account?.status === 'read_only';
}

function administers({ administers }: TestBench, account: TestAccount | null): boolean {
  return account?.status === 'active' && account.role !== null && administers.has(account.role);
}

function isInScope(decision: Decision): boolean {
  const isFilteredOut = decision.outcome === 'no_access' && decision.cause === 'filtered_out';
  return !isFilteredOut && decision.outcome !== 'leave_alone';
}

function toFacts(
  bench: TestBench,
  { facts, groups, account, otherAdministrators }: TestSubject,
): PersonFacts {
  return {
    ...facts,
    resource: bench.redaction.redactResource(facts.resource),
    groups: groups.map((written) => toGroup(bench.policy, written)),
    account: account && {
      status: account.status,
      role: account.role,
      attributes: account.attributes,
      email: null,
      isLastAdministrator: otherAdministrators === 0 && administers(bench, account),
    },
  };
}

/** The group that a test names: by the id or the name of an entry of `groups.map`, or one that the policy does not map. */
function toGroup(policy: CompiledPolicy, written: string): PersonGroup {
  const { map } = policy.effective.groups;
  const byId = map.find(({ id }) => id === written);
  const byName = map.find(({ name }) => name !== undefined && fold(name) === fold(written));
  const name = byId && !byName ? (byId.name ?? null) : written;
  return { sourceId: (byId ?? byName)?.id ?? `test group ${fold(written)}`, externalId: null, name };
}

function without(groups: readonly string[], group: string): string[] {
  return groups.filter((each) => fold(each) !== fold(group));
}

/** Takes over what is named; the rest stays. Parts of `name`, `enterprise` and `custom` change one by one. */
function changeSubject(subject: TestSubject, given: Given): void {
  const { groups, other_admins, manual_role, source, active, externalId, ...attributes } = given;
  if (Array.isArray(groups)) subject.groups = groups.map(String);
  if (typeof other_admins === 'number') subject.otherAdministrators = other_admins;
  if (typeof manual_role === 'string') subject.facts.manualRole = manual_role;
  if (typeof active === 'boolean') subject.facts.activeInDirectory = active;
  if (source === 'workos' || source === 'scim' || source === 'import') subject.facts.source = source;
  const resource: Record<string, unknown> = { ...subject.facts.resource };
  for (const [written, value] of Object.entries({ ...attributes, externalId })) {
    if (value === undefined) continue;
    const name = written === 'enterprise' ? ENTERPRISE_URN : written;
    const had = resource[name];
    resource[name] = isParts(had) && isParts(value) ? { ...had, ...value } : value;
  }
  subject.facts.resource = resource;
}

function isParts(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
