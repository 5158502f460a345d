import type { AttributeValue, PersonFacts, PersonProfile } from '../domain/decision.ts';
import { shortText } from './attributes.ts';
import { MEMBERSHIPS, type Known, type Subject } from './conditions.ts';
import { toComparable, toMemberships, type Comparable } from './operators.ts';
import type { Fact } from './vocabulary.ts';

/** What the product has of a person today, as far as a verdict depends on it. */
export interface AccountState {
  /** `gone`: deactivated or purged. `former`: gone, and whoever comes back gets a new one. */
  is: 'none' | 'active' | 'read_only' | 'gone' | 'former';
  role: string | null;
}

/** What conditions see that only becomes known while deciding. */
export interface SoFar {
  role: string | null;
  /** Null while the filters are being asked. */
  inScope: boolean | null;
  /** Whether the person is to have access; null where a person has to decide. */
  access: boolean | null;
}

export const FACTS = [
  'role',
  'groups',
  'status',
  'in_scope',
  'event',
  'source',
  'is_last_admin',
] as const satisfies readonly Fact[];

/** The facts that change while deciding. */
export const FACTS_SO_FAR: readonly Subject[] = ['fact:role', 'fact:in_scope', 'fact:event'];

export function accountState(account: PersonFacts['account'], startFresh: boolean): AccountState {
  if (account === null) return { is: 'none', role: null };
  const { status, role } = account;
  if (status === 'active' || status === 'read_only') return { is: status, role };
  return { is: startFresh ? 'former' : 'gone', role };
}

/** Whether there is an account, and nobody has access by it. */
export function isGone({ is }: AccountState): boolean {
  return is === 'gone' || is === 'former';
}

/** What is known of a person from the start, as far as conditions name it. */
export function knownFromStart(
  facts: PersonFacts,
  profile: PersonProfile,
  attributes: ReadonlyMap<string, AttributeValue>,
  named: ReadonlySet<Subject>,
): Known {
  const values: Record<string, () => Comparable | null> = {
    'attribute:email': () => toComparable(profile.email),
    'attribute:user_name': () => toComparable(shortText(facts.resource.userName)),
    'attribute:display_name': () => toComparable(profile.displayName),
    'fact:groups': () =>
      toComparable(facts.groups.flatMap(({ name, externalId, sourceId }) => [name, externalId, sourceId])),
    [MEMBERSHIPS]: () => toMemberships(facts.groups),
    'fact:status': () => toComparable(facts.activeInDirectory ? 'active' : 'deactivated'),
    'fact:source': () => toComparable(facts.source),
    'fact:is_last_admin': () => toComparable(facts.account?.isLastAdministrator ?? false),
  };
  const known = new Map<Subject, Comparable | null>();
  for (const subject of named) {
    const make = Object.hasOwn(values, subject) ? values[subject] : undefined;
    if (make) known.set(subject, make());
    else if (subject.startsWith('attribute:')) {
      known.set(subject, toComparable(attributes.get(subject.slice('attribute:'.length))));
    }
  }
  return known;
}

/** The same, with what has been decided so far. */
export function knownSoFar(fromStart: Known, soFar: SoFar, account: AccountState): Known {
  return new Map([
    ...fromStart,
    ['fact:role', toComparable(soFar.role)],
    ['fact:in_scope', toComparable(soFar.inScope)],
    ['fact:event', toComparable(eventOf(soFar.access, account.is))],
  ]);
}

/**
 * What is about to happen to the account: derived from the account and the outcome, not from the news, so that the
 * order of the news cannot matter. Null where nothing is.
 */
function eventOf(access: boolean | null, account: AccountState['is']): string | null {
  if (access === true) {
    if (account === 'none' || account === 'former') return 'provision';
    return account === 'active' ? 'update' : 'reactivate';
  }
  if (access === false) return account === 'active' || account === 'read_only' ? 'deactivate' : null;
  return account === 'active' ? 'update' : null;
}
