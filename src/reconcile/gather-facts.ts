import { validate } from 'uuid';
import type { PersonGroup } from '../domain/decision.ts';
import type { Transaction } from '../store/database.ts';
import { readHeld, type Held } from '../store/holds.ts';
import { readCandidateAccounts, readLinkedAccounts, type AccountFacts } from '../store/account-facts.ts';
import {
  readDirectoryPeople,
  readMemberships,
  readStanding,
  type DirectoryPersonRow,
  type MembershipFactRow,
} from '../store/person-rows.ts';
import { readProfile } from '../policy/attributes.ts';
import type { ActivePolicy } from './active-policy.ts';
import type { DirectoryAsIf } from './flow.ts';
import { matchAccounts, type Match, type Seeker } from './match-account.ts';
import { hasEnded, reachOf } from './reach.ts';

/** Everything that is known about one person of a directory before deciding. */
export interface Person {
  directory: DirectoryPersonRow;
  /** The identity provider's id of the person, else the source's. */
  externalId: string;
  groups: PersonGroup[];
  memberships: MembershipFactRow[];
  /** The account linked to them, or null. */
  linked: AccountFacts | null;
  /** What was found for someone without a linked account. */
  match: Match;
  /** What they wait in. */
  openHold: Held | null;
  /** What was refused to have done to them, until the directory says something new about them. */
  rejected: Held[];
}

export interface Facts {
  people: Person[];
  /** Active administrators of the tenant, two of them at most. */
  administrators: string[];
}

/**
 * Reads all that decisions about these people depend on: a fixed number of queries, however many people.
 * `news` are those of them whom the directory has just said something about.
 * `asIf`: a directory in the state that it would have.
 * People whose leaving waits for another administrator come along, so that they are replanned whenever anything happens.
 */
export async function gatherFacts(
  trx: Transaction,
  tenantId: string,
  directoryUserIds: string[],
  news: ReadonlySet<string>,
  policy: ActivePolicy,
  now: Date,
  asIf?: DirectoryAsIf,
): Promise<Facts> {
  const asked = new Set(directoryUserIds);
  const [found, { administrators, anybodyHeld }] = await Promise.all([
    readRecords(trx, tenantId, [...asked], now),
    readStanding(trx, tenantId, policy.administratorRoles),
  ]);
  const held = anybodyHeld ? await readHeld(trx, tenantId, directoryUserIds) : [];
  const waiting = held.map((each) => each.directory_user_id).filter((id) => !asked.has(id));
  const others = await readRecords(trx, tenantId, [...new Set(waiting)], now);
  const rows = [...found.rows, ...others.rows].map((row) => asItWouldBe(row, asIf));
  const memberships = groupByPerson([...found.memberships, ...others.memberships]);
  const linked = new Map(
    [...found.linked, ...others.linked].map((facts) => [facts.account.directoryUserId, facts]),
  );

  // Whose account it is stays a question of those who were asked about and are gone since.
  const known = new Set([...news, ...held.filter(asksWhoseAccount).map((each) => each.directory_user_id)]);
  const seekers = rows
    .filter((row) => !linked.has(row.id) && !hasEnded(row))
    .map((row) => toSeeker(row, known, policy));
  const candidates = await readCandidateAccounts(
    trx,
    tenantId,
    {
      externalIds: seekers.map((seeker) => seeker.externalId),
      emails: seekers.map((seeker) => seeker.email?.toLowerCase()).filter((email) => email !== undefined),
      ids: seekers.flatMap(({ answered }) => (answered !== null && validate(answered) ? [answered] : [])),
    },
    now,
  );
  const matches = matchAccounts(
    seekers,
    candidates.map((facts) => asItsOwnerWouldBe(facts, asIf)),
    {
      ...policy.effective.identity,
      startFresh: policy.effective.deactivation.if_reactivated === 'start_fresh',
    },
  );
  const heldOf = Map.groupBy(held, (each) => each.directory_user_id);

  const people = rows
    .map((row): Person => {
      const own = (memberships.get(row.id) ?? []).filter(
        ({ occurred_at }) => row.removed_at === null || occurred_at > row.removed_at,
      );
      return {
        directory: row,
        externalId: externalIdOf(row),
        groups: own.map(({ source_id, external_id, name }) => ({
          sourceId: source_id,
          externalId: external_id,
          name,
        })),
        memberships: own,
        linked: linked.get(row.id) ?? null,
        match: matches.get(row.id) ?? { kind: 'none' },
        openHold: heldOf.get(row.id)?.find(({ status }) => status === 'open') ?? null,
        rejected: heldOf.get(row.id)?.filter(({ status }) => status === 'rejected') ?? [],
      };
    })
    .sort((a, b) => (a.directory.id < b.directory.id ? -1 : 1));
  return { people, administrators };
}

async function readRecords(
  trx: Transaction,
  tenantId: string,
  ids: string[],
  now: Date,
): Promise<{ rows: DirectoryPersonRow[]; memberships: MembershipFactRow[]; linked: AccountFacts[] }> {
  if (ids.length === 0) return { rows: [], memberships: [], linked: [] };
  const [rows, memberships, linked] = await Promise.all([
    readDirectoryPeople(trx, tenantId, ids),
    readMemberships(trx, tenantId, ids),
    readLinkedAccounts(trx, tenantId, ids, now),
  ]);
  return { rows, memberships, linked };
}

function asItWouldBe(row: DirectoryPersonRow, asIf: DirectoryAsIf | undefined): DirectoryPersonRow {
  if (asIf?.directoryId !== row.directory_id) return row;
  return { ...row, directory_state: asIf.state, people_left: asIf.peopleLeft };
}

/** Whose directory is disconnected has no account that another directory could not take over. */
function asItsOwnerWouldBe(facts: AccountFacts, asIf: DirectoryAsIf | undefined): AccountFacts {
  if (asIf?.state !== 'disconnected' || facts.account.directoryId !== asIf.directoryId) return facts;
  return { ...facts, ownerIsActive: facts.ownerIsActive === null ? null : false };
}

function externalIdOf(row: DirectoryPersonRow): string {
  return row.external_id ?? row.source_id;
}

function asksWhoseAccount({ kind, status }: Held): boolean {
  return status === 'open' && (kind === 'existing_account' || kind === 'ambiguous_match');
}

/**
 * Who was removed is known by the id alone, except in the very news of it and while it waits for an answer: their former
 * address may be somebody else's by now.
 *
 * @param known directory user ids of those who are known by their address although they are gone
 */
function toSeeker(row: DirectoryPersonRow, known: ReadonlySet<string>, { effective }: ActivePolicy): Seeker {
  const isThere = row.resource !== null && (!row.gone || known.has(row.id));
  return {
    directoryUserId: row.id,
    externalId: externalIdOf(row),
    isActive: row.active && !row.gone && reachOf(row.directory_state, effective) === 'everything',
    email: isThere ? readProfile(row.resource ?? {}).email : null,
    answered: row.answered_account,
    seenAt: row.source === 'import' ? row.occurred_at : null,
  };
}

function groupByPerson(rows: MembershipFactRow[]): Map<string, MembershipFactRow[]> {
  const groups = new Map<string, MembershipFactRow[]>();
  for (const row of rows) {
    const group = groups.get(row.directory_user_id);
    if (group) group.push(row);
    else groups.set(row.directory_user_id, [row]);
  }
  return groups;
}
