import { Document } from 'yaml';
import type { PersonFacts } from '../../domain/decision.ts';
import type { Catalog } from '../../generated/catalog.ts';
import type { CompiledPolicy } from '../compile.ts';
import { decideAfresh } from '../decide.ts';
import { givenOf, type BreakingPerson } from './breaking-person.ts';

/**
 * A test of what breaks a claim, as YAML to paste below `tests`: it holds as the policy is today, and fails once the
 * policy is mended. Null where a test cannot say it: a second group of one name, or an account that this person could
 * not have had before.
 */
export async function counterexampleTest(
  policy: CompiledPolicy,
  catalog: Catalog,
  claim: string,
  person: BreakingPerson,
): Promise<string | null> {
  const { start, cases, decision } = person;
  const administering = new Set(
    catalog.roles.filter((role) => role.administers === true).map(({ key }) => key),
  );
  const { written } = start.groups;
  if (written === null || start.promotedRole !== null) return null;
  const events = await eventsBefore(policy, administering, person);
  if (events === null) return null;
  const given = {
    ...givenOf(cases),
    ...(written.length === 0 ? {} : { groups: [...written] }),
    ...(start.manualRole === null ? {} : { manual_role: start.manualRole }),
  };
  if (Object.keys(given).some((name) => name.startsWith('urn:'))) return null;
  const role = decision.outcome === 'active' ? decision.role : 'no_access';
  const test = {
    name: `Breaks the claim: ${claim}`.slice(0, 200),
    given,
    ...(events.length === 0 ? {} : { events }),
    expect: decision.outcome === 'active' ? { status: 'active', role } : { role },
  };
  const document = new Document([test]);
  document.commentBefore =
    ' As it is today. Write what is to be below expect, and mend the policy until this holds.';
  return document.toString({ lineWidth: 0 }).replace(/\n$/, '');
}

/** What happens in a test until the account is as it has to be; null if it cannot come to that. */
async function eventsBefore(
  policy: CompiledPolicy,
  administering: ReadonlySet<string>,
  { cases, facts, decision }: BreakingPerson,
): Promise<unknown[] | null> {
  const account = cases.find((each) => each.account !== undefined)?.account;
  // Nothing depends on the account: it is as a test makes it.
  if (account === undefined) return [];
  // A role that is set by hand is the role of an account.
  const isThere = facts.manualRole !== null;
  if (account.is === 'none' || facts.account === null) return isThere ? null : [];
  const active: PersonFacts['account'] = { ...facts.account, status: 'active', role: facts.manualRole };
  const first = await decideAfresh(policy, { ...facts, account: isThere ? active : null });
  if (first.outcome !== 'active')
    return isThere && account.is === 'active' && !account.isLastAdministrator ? [] : null;
  if (account.isLastAdministrator) {
    // Only an administrator is the last one, and whoever would cease to be is held.
    const stays = decision.outcome === 'active' && administering.has(decision.role);
    if (!stays || !administering.has(facts.manualRole ?? first.role)) return null;
  }
  if (account.is === 'active') return isThere ? [] : [{ changed: {} }];
  const had: PersonFacts['account'] = { ...active, role: first.role };
  const left = await decideAfresh(policy, { ...facts, activeInDirectory: false, account: had });
  if (left.outcome !== 'no_access') return null;
  const isReadOnly = left.leaving.mode === 'read_only';
  return isReadOnly === (account.is === 'read_only') ? ['deactivated', 'reactivated'] : null;
}
