import type { PersonFacts } from '../../domain/decision.ts';
import type { Holds } from './text-cases.ts';
import type { GivenPerson } from './given-person.ts';

/** One thing in which people differ, with a case for each way in which a policy and a claim tell them apart. */
export interface PersonPart {
  /** For messages: `country`, `the account`. */
  name: string;
  cases: readonly PartCase[];
}

export interface PartCase {
  holds: Holds;
  /** What it takes in the description of a person; null if it is not known whether there is such a person. */
  given: GivenPerson | null;
  /** In words; null where there is nothing to say. */
  says: string | null;
  /** How much there is to say: of several people who break a claim, the plainest is shown. */
  cost: number;
  source?: PersonFacts['source'];
  account?: AccountCase;
}

/** What the product has of a person. */
export interface AccountCase {
  is: 'none' | 'active' | 'read_only' | 'gone';
  isLastAdministrator: boolean;
}

/** What is not known to exist costs more than any person. */
export const UNKNOWN_COST = 1_000;
