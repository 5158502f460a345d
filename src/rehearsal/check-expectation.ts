import type { TestExpectation } from '../generated/policy-test.ts';
import type { TraceStep } from '../domain/decision.ts';
import { decide } from '../policy/decide.ts';
import type { EffectivePolicy } from '../policy/effective-policy.ts';
import { fold } from '../policy/fold.ts';
import type { Mismatch } from '../policy/policy-test-result.ts';
import { toPersonFacts } from '../reconcile/person-facts.ts';
import { gatherStaged } from './gather-staged.ts';
import { accountOf, linkedOf, openHoldOf, type Stage, type StagedPerson } from './stage.ts';

/** Compares what came of a person with what a test expects; only what is written is compared. */
export async function checkExpectation(
  expected: TestExpectation,
  person: StagedPerson,
  stage: Stage,
): Promise<Mismatch[]> {
  const account = accountOf(stage, person);
  const isActive = account?.status === 'active' || account?.status === 'read_only';
  const mismatches: Mismatch[] = [];
  const compare = (what: string, wanted: string | undefined, got: string): void => {
    if (wanted !== undefined && wanted !== got) mismatches.push({ what, expected: wanted, got });
  };
  compare('role', expected.role, isActive ? (account.role ?? 'no_access') : 'no_access');
  compare('status', expected.status, account?.status ?? 'none');
  if (expected.in_scope !== undefined) {
    compare('in_scope', String(expected.in_scope), String(await isInScope(stage, person)));
  }
  if (expected.held === undefined) compare('held_by', expected.held_by, heldBy(stage, person));
  compare(
    'workspaces',
    expected.workspaces && listWorkspaces(expected.workspaces),
    listWorkspaces(isActive ? account.workspaces : []),
  );
  compare('email', expected.email, account?.email ?? 'none');
  const takesOver = person.existingId !== null && linkedOf(stage, person)?.account.id === person.existingId;
  compare('takes_over', expected.takes_over?.toString(), String(takesOver));
  compare(
    'revokes',
    expected.revokes && list([...expected.revokes].sort(), 'nothing'),
    list([...person.revoked].sort(), 'nothing'),
  );
  compare(
    'drops',
    expected.drops && list([...expected.drops].sort(), 'nothing'),
    list(droppedOf(person), 'nothing'),
  );
  compare(
    'tells',
    expected.tells && list([...expected.tells].sort(), 'nobody'),
    list([...person.notified].sort(), 'nobody'),
  );
  const deciding = namesOfDeciding(person.decision?.trace ?? [], stage.bench.effective);
  if (expected.by !== undefined && !deciding.includes(expected.by)) {
    mismatches.push({ what: 'by', expected: expected.by, got: list(deciding, 'nothing in the policy') });
  }
  if (expected.notifies !== undefined && !person.notified.has(expected.notifies)) {
    const got = list([...person.notified], 'nobody');
    mismatches.push({ what: 'notifies', expected: expected.notifies, got });
  }
  for (const [name, wanted] of Object.entries(expected.attributes ?? {})) {
    const got = account?.attributes[name];
    const isSame = wanted !== undefined && got !== undefined && fold(String(wanted)) === fold(got.toString());
    const found = got === undefined ? 'nothing' : got.toString();
    if (!isSame) mismatches.push({ what: name, expected: String(wanted), got: found });
  }
  return mismatches;
}

/** How many of the people of one name wait, against what a test expects of it. */
export function checkHeld(
  { held, held_by }: TestExpectation,
  people: readonly StagedPerson[],
  stage: Stage,
): Mismatch[] {
  if (held === undefined) return [];
  const by = people.map((person) => heldBy(stage, person)).filter((each) => each !== 'nothing');
  const got = by.filter((each) => held_by === undefined || each === held_by).length;
  const what = held_by === undefined ? 'held' : `held by ${held_by}`;
  return got === held ? [] : [{ what, expected: String(held), got: String(got) }];
}

function heldBy(stage: Stage, { row }: StagedPerson): string {
  const kind = openHoldOf(stage, row.id)?.kind ?? 'nothing';
  return kind === 'ambiguous_role' ? 'groups' : kind;
}

/** Whether the filters let somebody in who is active. */
async function isInScope(stage: Stage, person: StagedPerson): Promise<boolean> {
  const facts = gatherStaged(stage, [person.row.id]);
  const [known] = facts.people;
  if (!known) return false;
  const active = { ...toPersonFacts(known, facts), activeInDirectory: true };
  const decision = await decide(stage.bench.policy, active);
  const isFilteredOut = decision.outcome === 'no_access' && decision.cause === 'filtered_out';
  return !isFilteredOut && decision.outcome !== 'leave_alone';
}

/** The attributes that did not arrive whole. */
function droppedOf({ sent, row }: StagedPerson): string[] {
  const kept: Record<string, unknown> = { ...row.resource };
  return Object.keys(sent)
    .filter((name) => JSON.stringify(sent[name]) !== JSON.stringify(kept[name]))
    .map((name) => (name.startsWith('urn:') ? 'enterprise' : name))
    .sort();
}

/** The names of the filters, groups, rules and exceptions that made the outcome what it is. */
function namesOfDeciding(trace: readonly TraceStep[], effective: EffectivePolicy): string[] {
  const pointers = trace.filter((step) => step.decisive).map((step) => step.at ?? '');
  const names = pointers.flatMap((at) => {
    let node: unknown = effective;
    for (const step of at.split('/').slice(1)) {
      node = typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[step] : undefined;
    }
    const { id, name } = (node ?? {}) as { id?: unknown; name?: unknown };
    return [name, id].filter((each) => typeof each === 'string');
  });
  return [...new Set(names)];
}

function listWorkspaces(workspaces: readonly { key: string; role: string }[]): string {
  return list(workspaces.map(({ key, role }) => `${key} as ${role}`).sort(), 'none');
}

function list(texts: readonly string[], none: string): string {
  return texts.length === 0 ? none : texts.join(', ');
}
