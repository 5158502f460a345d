import type { PersonFacts } from '../domain/decision.ts';
import type { Facts, Person } from './gather-facts.ts';

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
