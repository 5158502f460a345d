import type { Leaving } from '../domain/decision.ts';
import type { CompiledPolicy } from './compile.ts';
import type { Known } from './conditions.ts';
import { isGone, knownSoFar, type AccountState } from './known-facts.ts';
import type { WayOfLeaving } from './leaving.ts';
import { soFar, type Standing } from './standing.ts';
import type { Trace } from './trace.ts';

/**
 * How access ends for this person: the first exception that matches says it, else the policy's mode. It is asked of
 * those who have left before as well, because the policy of today also says when what is pending is due.
 */
export async function sayHowAccessEnds(
  policy: CompiledPolicy,
  known: Known,
  account: AccountState,
  standing: Standing,
  trace: Trace,
): Promise<Leaving> {
  const { exceptions, revoke } = policy.effective.deactivation;
  const places = policy.places.exceptions;
  // What has happened already is asked like what is about to happen: else whoever leaves by an exception that looks
  // at the event would be timed by another one from the moment in which they have left.
  const leaver: AccountState = isGone(account) ? { ...account, is: 'active' } : account;
  const held = await policy.conditions.evaluate(
    places,
    knownSoFar(known, soFar(standing, account.role), leaver),
  );
  const exception = places.findIndex((place) => held.has(place));
  const way = policy.leaving.exceptions[exception] ?? policy.leaving.otherwise;
  if (account.is === 'none') {
    trace.say('deactivation', 'There is no account, and none is made.', null);
    return way.leaving;
  }
  if (exception !== -1) {
    const says = `The exception "${exceptions[exception]?.name ?? ''}" applies.`;
    trace.say('deactivation', says, `/deactivation/exceptions/${exception}`).decisive = true;
  }
  const ends = revoke.map((what) => (what === 'sessions' ? 'open sessions' : 'API keys')).join(' and ');
  trace.say(
    'deactivation',
    sayAccess(account, way, ends === '' ? '' : `, and ${ends} are revoked`),
    way.at.access,
  );
  sayData(way, trace);
  return way.leaving;
}

function sayAccess(account: AccountState, { readOnlyFor }: WayOfLeaving, alsoEnds: string): string {
  if (isGone(account)) return 'The account is deactivated already.';
  if (readOnlyFor === null) return `Access ends at once${alsoEnds}.`;
  return `Access ${account.is === 'read_only' ? 'is' : 'becomes'} read-only for ${readOnlyFor}, then ends${alsoEnds}.`;
}

function sayData({ purgedAfter, leaving, at }: WayOfLeaving, trace: Trace): void {
  if (purgedAfter === null) return;
  const says =
    leaving.purgeAfterMs === 0
      ? 'The data are purged at once.'
      : `The data are purged ${purgedAfter} later, unless the person comes back.`;
  trace.say('deactivation', says, at.data);
}
