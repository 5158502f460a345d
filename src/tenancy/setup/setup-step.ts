import type { Reader } from '../../domain/reader.ts';
import type { Guide } from './guides/guide.ts';
import type { SetupFacts } from '../../store/setup-facts.ts';

/** One thing that has to happen until a directory is set up. */
export interface SetupStep {
  key: string;
  state: 'done' | 'waiting' | 'problem';
  /** When it was done, where that is known. */
  at: Date | null;
  says: string;
  /** What to do about it; null: nothing. */
  next: string | null;
}

/** What the steps are told from. */
export interface SetupView {
  facts: SetupFacts;
  guide: Guide;
  /** As sentences call the identity provider, such as Okta. */
  provider: string;
  tenant: string;
  now: Date;
  /** Where another profile of SCIM fits better, and why. */
  suggested: { profile: string; because: string } | null;
  /** Whether directories are read from the API of WorkOS. */
  asksWorkos: boolean;
  /** Whom the sentences are for. */
  reader: Reader;
}

export function done(key: string, says: string, at: Date | null = null): SetupStep {
  return { key, state: 'done', at, says, next: null };
}

export function waiting(key: string, says: string, next: string | null): SetupStep {
  return { key, state: 'waiting', at: null, says, next };
}

export function problem(key: string, says: string, next: string, at: Date | null = null): SetupStep {
  return { key, state: 'problem', at, says, next };
}

/** At the beginning of a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
