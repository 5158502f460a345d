import type { Decision, PersonFacts } from '../domain/decision.ts';
import type { CompiledPolicy } from '../policy/compile.ts';
import { decide } from '../policy/decide.ts';
import type { EffectivePolicy } from '../policy/effective-policy.ts';
import type { DirectoryPersonRow } from '../store/person-rows.ts';
import type { Facts, Person } from './gather-facts.ts';
import { reachOf } from './reach.ts';

/** Whether anything is decided about a person that is applied. */
export function isDecidedOn(
  { directory }: Pick<Person, 'directory'>,
  effective: Pick<EffectivePolicy, 'pause'>,
): boolean {
  // Only named by a membership or a removal so far: nothing is known that could be decided on.
  if (directory.occurred_at === null) return false;
  const reach = reachOf(directory.directory_state, effective);
  return reach === 'everything' || (reach === 'leaving' && !isActive(directory));
}

/** Whether the directory says that somebody is there. Of one that was disconnected for good, nobody may be. */
export function isActive({
  active,
  gone,
  people_left,
}: Pick<DirectoryPersonRow, 'active' | 'gone' | 'people_left'>): boolean {
  return active && !gone && !people_left;
}

/** What `decide` may know of a person. */
export function toPersonFacts(person: Person, facts: Pick<Facts, 'administrators'>): PersonFacts {
  const known = person.linked ?? (person.match.kind === 'link' ? person.match.account : null);
  return {
    source: person.directory.source,
    activeInDirectory: isActive(person.directory),
    resource: person.directory.resource ?? {},
    groups: person.groups,
    manualRole: known?.manualRole ?? null,
    promotedRole: known?.promotedRole ?? null,
    account: known && {
      status: known.account.status,
      role: known.account.role,
      attributes: known.account.attributes,
      email: known.account.email,
      isLastAdministrator: facts.administrators.length === 1 && facts.administrators[0] === known.account.id,
    },
  };
}

/** Decides on a person. Where they left because their directory was disconnected, the decision says that. */
export async function decideOnPerson(
  policy: CompiledPolicy,
  { active, gone, people_left }: Pick<DirectoryPersonRow, 'active' | 'gone' | 'people_left'>,
  facts: PersonFacts,
): Promise<Decision> {
  const decision = await decide(policy, facts);
  if (!people_left || !active || gone) return decision;
  if (decision.outcome !== 'no_access' || decision.cause !== 'left') return decision;
  const trace = decision.trace.map((step) =>
    step.step === 'directory'
      ? { ...step, says: 'The directory was disconnected, which ends all access.' }
      : step,
  );
  return { ...decision, because: 'is in a directory that was disconnected', trace };
}
