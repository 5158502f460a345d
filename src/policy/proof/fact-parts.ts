import type { CompiledPolicy } from '../compile.ts';
import { toComparable } from '../operators.ts';
import type { ProofLeaf } from './condition-tree.ts';
import type { AccountCase, PersonPart } from './person-part.ts';

/** Where the news comes from, if a condition asks for that. */
export function sourcePart(leaves: readonly ProofLeaf[]): PersonPart[] {
  const own = leaves.filter(({ subject }) => subject === 'fact:source');
  if (own.length === 0) return [];
  const cases = (['workos', 'scim', 'import'] as const).map((source, i) => ({
    holds: new Map(own.map((leaf) => [leaf, leaf.matches(toComparable(source))])),
    given: i === 0 ? {} : { source },
    says: i === 0 ? null : `source ${source}`,
    cost: i === 0 ? 0 : 1,
    source,
  }));
  return [{ name: 'the source', cases }];
}

/** What the product has of a person, if a condition asks for the event or for the last administrator. */
export function accountPart({ effective }: CompiledPolicy, leaves: readonly ProofLeaf[]): PersonPart[] {
  const own = leaves.filter(({ subject }) => subject === 'fact:is_last_admin');
  if (own.length === 0 && !leaves.some(({ subject }) => subject === 'fact:event')) return [];
  const accounts: [AccountCase, string | null][] = [
    [{ is: 'none', isLastAdministrator: false }, null],
    [{ is: 'active', isLastAdministrator: false }, 'an account already'],
    [{ is: 'active', isLastAdministrator: true }, 'the last administrator so far'],
    [{ is: 'gone', isLastAdministrator: false }, 'an account that is deactivated'],
    [{ is: 'read_only', isLastAdministrator: false }, 'an account that may read'],
  ];
  const cases = accounts
    // Whoever starts fresh is as somebody new.
    .filter(([{ is }]) => is !== 'gone' || effective.deactivation.if_reactivated === 'restore')
    .map(([account, says], cost) => ({
      holds: new Map(own.map((leaf) => [leaf, leaf.matches(toComparable(account.isLastAdministrator))])),
      given: account.isLastAdministrator ? { other_admins: 0 } : {},
      says,
      cost,
      account,
    }));
  return [{ name: 'the account', cases }];
}
