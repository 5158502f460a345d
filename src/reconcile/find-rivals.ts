import type { Person } from './gather-facts.ts';

export interface Rivals {
  /** Hears of people, and says who of those it has heard of wants the same account as one of them. */
  among: (people: readonly Person[]) => Set<string>;
}

/**
 * People who would be linked to the same account, or given one each although they are one person, however far apart in a
 * run they come. Only where they are looked at together does each of them wait for somebody to say whose it is.
 */
export function createRivals(): Rivals {
  const claims = new Map<string, string>();
  return {
    among: (people) => {
      const rivals = new Set<string>();
      for (const person of people) {
        const { id } = person.directory;
        const claim = claimOf(person);
        if (claim === null) continue;
        const former = claims.get(claim);
        if (former === undefined) claims.set(claim, id);
        else if (former !== id) rivals.add(former).add(id);
      }
      return rivals;
    },
  };
}

/** What somebody wants that only one can have; null for who has an account, or gets none. */
function claimOf({ linked, match, directory, externalId }: Person): string | null {
  if (linked !== null) return null;
  switch (match.kind) {
    case 'link':
      return `account ${match.account.account.id}`;
    case 'hold':
      return match.contested === undefined ? null : `account ${match.contested}`;
    case 'none': {
      const isThere = directory.active && !directory.gone && directory.directory_state !== 'testing';
      return isThere && directory.answered_account !== 'new' ? `person ${externalId}` : null;
    }
  }
}
