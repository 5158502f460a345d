import type { PersonFacts } from '../domain/decision.ts';
import type { Facts, Person } from './gather-facts.ts';

/** Whether anything is decided about a person. */
export function isDecidedOn({ directory }: Pick<Person, 'directory'>): boolean {
  // Only named by a membership or a removal so far: nothing is known that could be decided on.
  if (directory.occurred_at === null) return false;
  // In test mode everything arrives, and nothing is applied.
  return directory.directory_state !== 'testing';
}

/** What `decide` may know of a person. */
export function toPersonFacts(person: Person, facts: Pick<Facts, 'administrators'>): PersonFacts {
  const known = person.linked ?? (person.match.kind === 'link' ? person.match.account : null);
  return {
    source: person.directory.source,
    activeInDirectory: person.directory.active && !person.directory.gone,
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
