import type { TestEvent, TestWho } from '../generated/policy-test.ts';
import { quoted } from '../policy/finding.ts';
import type { Move } from '../reconcile/mirror.ts';
import { passTime } from './pass-time.ts';
import { reconcileStaged } from './reconcile-staged.ts';
import { changePerson, setOtherAdministrators, setRoleByHand } from './set-stage.ts';
import { groupKey, type Stage, type StagedPerson } from './stage.ts';

/** Lets something happen, and brings the accounts in line. */
export async function playEvent(stage: Stage, event: TestEvent): Promise<void> {
  stage.events += 1;
  stage.story.push({ says: `Then: ${eventInWords(event)}`, at: null });
  if (typeof event !== 'string' && 'after' in event) {
    await passTime(stage, event.after);
    return;
  }
  if (typeof event !== 'string' && 'renamed' in event) {
    await rename(stage, event.renamed, event.to);
    return;
  }
  const who = typeof event === 'string' ? undefined : event.who;
  const people = peopleNamed(stage, who);
  const moves = new Map<string, Move[]>();
  for (const person of people) {
    const move = change(stage, person, event);
    if (move) moves.set(person.row.id, [move]);
  }
  const isMove = typeof event !== 'string' && ('joined' in event || 'left' in event);
  // Who was in the group already, or was not, is no news.
  const ids = people.map(({ row }) => row.id).filter((id) => !isMove || moves.has(id));
  const isByHand = typeof event !== 'string' && 'role_set' in event;
  if (!isByHand) {
    await reconcileStaged(stage, ids, { touched: new Set(ids), moves });
    return;
  }
  // Nobody sets the role of two people in one request.
  for (const id of ids) {
    await reconcileStaged(stage, [id], { touched: new Set(), moves, byHand: id });
  }
}

/** One event for people: "ada: joined saas-admins". */
export function eventInWords(event: TestEvent): string {
  if (typeof event === 'string') return event;
  if ('after' in event) return `after ${event.after}`;
  if ('renamed' in event) return `the group ${event.renamed} is renamed to ${event.to}`;
  return `${event.who === undefined ? '' : `${[event.who].flat().join(' and ')}: `}${whatHappens(event)}`;
}

function whatHappens(event: Exclude<TestEvent, string | { after: string } | { renamed: string }>): string {
  if ('joined' in event) return `joined ${event.joined}`;
  if ('left' in event) return `left ${event.left}`;
  if ('role_set' in event) return `role set to ${event.role_set}`;
  if ('is' in event) return event.is;
  const changes = Object.entries(event.changed).map(([name, value]) => `${name} to ${quoted(value)}`);
  return `changed ${changes.join(' and ')}`;
}

function peopleNamed(stage: Stage, who: TestWho | undefined): StagedPerson[] {
  const everyone = [...stage.people.values()];
  if (who === undefined) return everyone;
  const names = new Set([who].flat());
  return everyone.filter(({ name }) => names.has(name));
}

/** Changes what the mirror knows of a person; returns a group that they joined or left. */
function change(
  stage: Stage,
  person: StagedPerson,
  event: Exclude<TestEvent, { after: string } | { renamed: string }>,
): Move | null {
  const { row } = person;
  const state = typeof event === 'string' ? event : 'is' in event ? event.is : null;
  if (state !== null) {
    row.active = state === 'reactivated';
    row.gone = state === 'deleted';
    // Memberships from before a removal count no more, whoever comes back.
    if (row.gone) person.groups.clear();
    return null;
  }
  if (typeof event === 'string' || 'is' in event) return null;
  if ('joined' in event) return moveTo(stage, person, event.joined, true);
  if ('left' in event) return moveTo(stage, person, event.left, false);
  if ('role_set' in event) setRoleByHand(stage, person, event.role_set);
  else {
    if (event.changed.other_admins !== undefined) setOtherAdministrators(stage, event.changed.other_admins);
    if (event.changed.manual_role !== undefined) setRoleByHand(stage, person, event.changed.manual_role);
    changePerson(stage, person, event.changed);
  }
  return null;
}

function moveTo(stage: Stage, person: StagedPerson, written: string, joined: boolean): Move | null {
  const key = groupKey(stage, written);
  const staged = stage.groups.get(key);
  if (!staged || person.groups.has(key) === joined) return null;
  if (joined) {
    person.groups.add(key);
    staged.left.delete(person.row.id);
  } else {
    person.groups.delete(key);
    staged.left.set(person.row.id, stage.now);
  }
  const { group } = staged;
  return {
    joined,
    group,
    groupName: group.name ?? group.sourceId,
    eventId: `event-${String(stage.events)}`,
  };
}

async function rename(stage: Stage, written: string, to: string): Promise<void> {
  const key = groupKey(stage, written);
  const staged = stage.groups.get(key);
  if (!staged) return;
  staged.group = { ...staged.group, name: to };
  const members = [...stage.people.values()].filter(({ groups }) => groups.has(key)).map(({ row }) => row.id);
  stage.decided.add('/groups/match_by');
  await reconcileStaged(stage, members, { touched: new Set(members), moves: new Map() });
}
