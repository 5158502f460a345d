import type { PersonFacts } from '../domain/decision.ts';
import { readProfile } from './attributes.ts';
import type { CompiledPolicy } from './compile.ts';
import { accountState, knownFromStart, knownSoFar } from './known-facts.ts';

/**
 * Whether `sole_admin.promote.unless` lets this person become administrator. Only that: whether the role would last,
 * which rules may limit, is for `decide` with the facts' `promotedRole` set.
 */
export async function mayBePromoted(policy: CompiledPolicy, facts: PersonFacts): Promise<boolean> {
  const { neverPromoted } = policy;
  if (neverPromoted === null) return true;
  const { today } = policy.attributes.read(facts.resource, facts.account);
  const profile = readProfile(facts.resource);
  const known = knownFromStart(facts, profile, today, neverPromoted.subjects);
  const account = accountState(facts.account, false);
  const asOfToday = { role: account.role, inScope: true, access: true };
  return (await neverPromoted.evaluate([0], knownSoFar(known, asOfToday, account))).size === 0;
}
