import { readProfile } from '../policy/attributes.ts';
import type { Person } from '../reconcile/gather-facts.ts';
import { matchAccounts } from '../reconcile/match-account.ts';
import { groupsOf, linkedOf, openHoldOf, type Stage } from './stage.ts';

export interface StagedFacts {
  people: Person[];
  administrators: string[];
}

/** What gather-facts.ts reads from the database. */
export function gatherStaged(stage: Stage, ids: readonly string[]): StagedFacts {
  const staged = ids.flatMap((id) => stage.people.get(id) ?? []);
  const { effective, administratorRoles, rules } = stage.bench;
  const seekers = staged
    .filter((person) => linkedOf(stage, person) === null)
    .map(({ row }) => ({
      directoryUserId: row.id,
      externalId: row.external_id ?? row.source_id,
      email: readProfile(row.resource ?? {}).email,
      isActive: row.active && !row.gone,
      answered: row.answered_account,
      seenAt: row.source === 'import' ? row.occurred_at : null,
    }));
  const candidates = seekers.length === 0 ? [] : [...stage.accounts.values()];
  const matches = matchAccounts(
    seekers,
    candidates.map((facts) => ({
      ...facts,
      ownerIsActive: ownerIsActive(stage, facts.account.directoryUserId),
      ownerLeftAt: ownerLeftAt(stage, facts.account.directoryUserId),
    })),
    { ...effective.identity, startFresh: rules.startFresh },
  );
  const people = staged.map((person): Person => {
    const { row } = person;
    const open = openHoldOf(stage, row.id);
    const held = (hold: NonNullable<typeof open>, status: 'open' | 'rejected') => ({
      id: hold.id,
      kind: hold.kind,
      cause: hold.cause,
      reason: hold.reason,
      opened_at: hold.opened_at,
      directory_user_id: row.id,
      user_id: person.accountId,
      changes: [],
      status,
    });
    return {
      directory: row,
      externalId: row.external_id ?? row.source_id,
      groups: groupsOf(stage, person),
      memberships: [],
      linked: linkedOf(stage, person),
      match: matches.get(row.id) ?? { kind: 'none' },
      openHold: open && held(open, 'open'),
      rejected: stage.holds
        .filter((hold) => hold.people.get(row.id) === 'rejected')
        .map((hold) => held(hold, 'rejected')),
    };
  });
  const administrators = [...stage.accounts.values()]
    .filter(({ account: { status, role } }) => status === 'active' && administratorRoles.includes(role ?? ''))
    .map(({ account }) => account.id);
  return { people, administrators: administrators.slice(0, 2) };
}

function ownerIsActive(stage: Stage, directoryUserId: string | null): boolean | null {
  const owner = directoryUserId === null ? undefined : stage.people.get(directoryUserId);
  return owner ? owner.row.active && !owner.row.gone : null;
}

function ownerLeftAt(stage: Stage, directoryUserId: string | null): Date | null {
  const owner = directoryUserId === null ? undefined : stage.people.get(directoryUserId);
  return owner && (owner.row.gone || !owner.row.active) ? owner.row.occurred_at : null;
}
