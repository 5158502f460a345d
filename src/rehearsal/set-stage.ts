import type { TestPerson } from '../generated/policy-test.ts';
import { ENTERPRISE_URN } from '../policy/attribute-path.ts';
import type { Bench } from './bench.ts';
import { reconcileStaged } from './reconcile-staged.ts';
import {
  BEGINNING,
  emptyStage,
  groupKey,
  linkedOf,
  newAccount,
  type Occasion,
  type Stage,
  type StagedPerson,
} from './stage.ts';

const DAY_MS = 86_400_000;

/** The people of a test by their names, in the order in which they came. */
export type Cast = readonly (readonly [name: string, given: TestPerson])[];

/**
 * Everyone before the events: the accounts are as the policy makes them. What guards would hold of that, and what is told
 * of it, is about a first sync and no matter of the test, unless it has no events.
 */
export async function setStage(bench: Bench, cast: Cast, otherAdministrators: number): Promise<Stage> {
  const stage = emptyStage(bench);
  setOtherAdministrators(stage, otherAdministrators);
  for (const [place, [name, given]] of cast.entries()) {
    await bench.pause?.();
    // Who stands first in a test has been there longest.
    stage.now = new Date(BEGINNING.getTime() - (cast.length - place) * DAY_MS);
    const ids = Array.from({ length: given.count ?? 1 }, (_, i) => addPerson(stage, name, given, i + 1));
    await reconcileStaged(stage, ids, { ...ARRIVAL, touched: new Set(ids) });
  }
  stage.now = BEGINNING;
  return stage;
}

const ARRIVAL: Omit<Occasion, 'touched'> = { moves: new Map(), isArrival: true };

/** Administrators whom no test names: accounts that were made by hand. */
export function setOtherAdministrators(stage: Stage, count: number): void {
  for (const id of stage.accounts.keys()) if (id.startsWith('other-')) stage.accounts.delete(id);
  const never = stage.bench.effective.groups.never_grant;
  const [role] = stage.bench.administratorRoles.filter((each) => !never.includes(each));
  for (let i = 1; i <= count; i++) {
    const parts = { role: role ?? stage.bench.administratorRoles[0] ?? null, roleOrigin: 'manual' as const };
    stage.accounts.set(`other-${String(i)}`, newAccount(`other-${String(i)}`, parts));
  }
}

function addPerson(stage: Stage, name: string, given: TestPerson, nth: number): string {
  const number = String(stage.people.size + 1).padStart(5, '0');
  const id = `person-${number}`;
  const person: StagedPerson = {
    name,
    row: {
      id,
      directory_id: 'directory',
      directory_state: 'active',
      people_left: false,
      connection_deleted: false,
      source: 'workos',
      idp: null,
      external_id: null,
      source_id: id,
      resource: {},
      active: true,
      gone: false,
      event_id: null,
      occurred_at: BEGINNING,
      removed_at: null,
      answered_account: null,
    },
    sent: {},
    groups: new Set(),
    accountId: null,
    existingId: null,
    decision: null,
    notified: new Set(),
    revoked: new Set(),
  };
  stage.people.set(id, person);
  changePerson(stage, person, given);
  if (nth > 1) giveOwnAddress(stage, person, nth);
  const { existing_account: existing, manual_role } = given;
  if (existing && nth === 1) {
    person.existingId = `account-${number}-before`;
    stage.accounts.set(
      person.existingId,
      newAccount(person.existingId, {
        email: existing.email ?? null,
        externalId: existing.external_id ?? null,
        role: existing.role ?? stage.bench.rules.roles.at(-1) ?? null,
        roleOrigin: 'manual',
      }),
    );
  }
  if (manual_role !== undefined) setRoleByHand(stage, person, manual_role);
  return id;
}

/** Sets a role by hand. Whoever has no account gets one: without it, there is nothing to set the role of. */
export function setRoleByHand(stage: Stage, person: StagedPerson, role: string): void {
  const linked = linkedOf(stage, person);
  const id = linked?.account.id ?? `${person.row.id.replace('person', 'account')}-by-hand`;
  const facts =
    linked ??
    newAccount(id, {
      directoryId: person.row.directory_id,
      directoryUserId: person.row.id,
      externalId: person.row.external_id ?? person.row.source_id,
      provisionedAt: stage.now,
      role,
      roleOrigin: 'manual',
    });
  stage.accounts.set(id, { ...facts, manualRole: role, promotedRole: null });
  person.accountId = id;
}

/** What a test says of a person that is not in the directory's record of them. */
const BESIDES_THE_RESOURCE: ReadonlySet<string> = new Set([
  'groups',
  'other_admins',
  'manual_role',
  'source',
  'active',
  'count',
  'existing_account',
]);

/** Takes over what is named; the rest stays. Parts of `name`, `enterprise` and `custom` change one by one. */
export function changePerson(stage: Stage, person: StagedPerson, given: TestPerson): void {
  const { groups, source, active, externalId } = given;
  if (groups) person.groups = new Set(groups.map((written) => groupKey(stage, written)));
  if (source) person.row.source = source;
  if (active !== undefined) person.row.active = active;
  if (externalId !== undefined) person.row.external_id = externalId;
  const sent: Record<string, unknown> = { ...person.sent };
  for (const [written, value] of Object.entries(given)) {
    if (value === undefined || BESIDES_THE_RESOURCE.has(written)) continue;
    const name = written === 'enterprise' ? ENTERPRISE_URN : written;
    const had = sent[name];
    sent[name] = isParts(had) && isParts(value) ? { ...had, ...value } : value;
  }
  person.sent = sent;
  person.row.resource = stage.bench.redaction.redactResource(sent);
}

function isParts(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** ann@x.example of several alike is ann.2@x.example, so that nobody is taken for another. */
function giveOwnAddress(stage: Stage, person: StagedPerson, nth: number): void {
  const own = (text: unknown): unknown =>
    typeof text === 'string' ? text.replace('@', `.${String(nth)}@`) : text;
  const { emails, userName, externalId } = person.sent;
  const changed: Record<string, unknown> = { ...person.sent, userName: own(userName) };
  if (Array.isArray(emails)) {
    changed['emails'] = emails.map((email: unknown) =>
      isParts(email) ? { ...email, value: own(email['value']) } : email,
    );
  }
  if (typeof externalId === 'string') {
    person.row.external_id = `${externalId}.${String(nth)}`;
    changed['externalId'] = person.row.external_id;
  }
  if (userName === undefined) delete changed['userName'];
  person.sent = changed;
  person.row.resource = stage.bench.redaction.redactResource(changed);
}
