import type { DirectoryState } from './directory-state.ts';
import type { TokenLife } from './directory-token.ts';
import type { NewsHour } from './usual-silence.ts';

/** All that the health of a directory depends on, as it is at one moment. */
export interface DirectoryFacts {
  id: string;
  source: 'workos' | 'scim' | 'import';
  idp: string | null;
  name: string | null;
  life: DirectoryState;
  /** Since when, as far as was seen. */
  lifeSince: Date;
  createdAt: Date;
  /** The connection as its source last described it, and when. */
  upstream: { state: string | null; at: Date | null };
  /** Whether anybody is known in it. */
  hasPeople: boolean;
  waiting: EventsOf;
  setAside: EventsOf;
  /** Hours in which news came from the identity provider, or a request, in their order. */
  heard: NewsHour[];
  /** Events of the last 24 hours: how many, how many of them took effect late, and in how many different hours. */
  lastDay: { events: number; late: number; hours: number };
  /** Of a SCIM directory, those that are not revoked, and those that were lately. */
  tokens: TokenFacts[];
  /** When a request to a SCIM directory was last not let in. Null: none was, or it came without any token. */
  refused: RefusedFacts | null;
  resync: ResyncFacts | null;
  policy: {
    /** Whether the version in force can be loaded. */
    usable: boolean;
    /** Since when the policy file is not in force; null: it is, or there is none. */
    refusedAt: Date | null;
  };
}

/** Events of a directory in one status: how many, and when the oldest arrived. */
export interface EventsOf {
  events: number;
  oldestAt: Date | null;
}

export interface TokenFacts extends TokenLife {
  id: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

export interface RefusedFacts {
  at: Date;
  /** Whether it came with a token that used to open this directory. Anybody who knows the address can send any other. */
  formerToken: boolean;
}

/** The last resync that was finished. */
export interface ResyncFacts {
  state: 'done' | 'failed';
  finishedAt: Date;
  /** Whether what differed had been missed, rather than being new. */
  comparesKnown: boolean;
  people: number;
  groups: number;
  memberships: number;
}
