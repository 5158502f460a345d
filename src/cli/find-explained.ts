import { validate } from 'uuid';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { Explained } from '../reconcile/explanation.ts';
import type { Transaction } from '../store/database.ts';
import {
  findDirectoryUser,
  listDirectoryUsers,
  type DirectoryUserFilter,
} from '../store/directory-users-read.ts';
import { listUsers, type UserFilter } from '../store/users-read.ts';
import { typedText } from './typed-text.ts';

/** How somebody was named: by an id, an e-mail address or an external id, or by whichever of these it looks like. */
export interface Named {
  who?: string;
  email?: string;
  externalId?: string;
}

/** How many of several that match are named. */
const NAMED = 10;

/**
 * Whoever is meant: a user, or else somebody of a directory who has no account.
 * @throws RollcallError invalid_request where not exactly one name was given, not_found, conflict where several match
 */
export async function findExplained(
  trx: Transaction,
  tenantId: string,
  { who, email, externalId }: Named,
): Promise<Explained> {
  if ([who, email, externalId].filter((given) => given !== undefined).length !== 1) {
    throw new RollcallError(
      'invalid_request',
      'Say who: the id of a user, an e-mail address or an external id, or --email or --external-id: one of them.',
    );
  }
  if (who !== undefined) {
    if (validate(who)) return findById(trx, tenantId, who.toLowerCase());
    if (who === '' || who.includes('\0') || !who.isWellFormed()) throw nobody();
    return who.includes('@') ? byEmail(trx, tenantId, who) : byExternalId(trx, tenantId, who);
  }
  return email === undefined
    ? byExternalId(trx, tenantId, typedText(externalId ?? '', '--external-id'))
    : byEmail(trx, tenantId, typedText(email, '--email'));
}

async function findById(trx: Transaction, tenantId: string, id: string): Promise<Explained> {
  // Some identity providers' own ids look like ours.
  const known = await findDirectoryUser(trx, tenantId, id);
  if (known !== null) return { directoryUserId: id };
  const [found] = await peopleLike(trx, tenantId, { external_id: id });
  return found === undefined ? { userId: id } : toExplained(found);
}

async function byEmail(trx: Transaction, tenantId: string, email: string): Promise<Explained> {
  const user = await onlyUser(trx, tenantId, { email });
  return user ?? only(await peopleLike(trx, tenantId, { email }));
}

async function byExternalId(trx: Transaction, tenantId: string, externalId: string): Promise<Explained> {
  const user = await onlyUser(trx, tenantId, { external_id: externalId });
  return user ?? only(await peopleLike(trx, tenantId, { external_id: externalId }));
}

async function onlyUser(trx: Transaction, tenantId: string, filter: UserFilter): Promise<Explained | null> {
  const { items } = await listUsers(trx, tenantId, filter, { limit: NAMED, after: null });
  const [user, ...others] = items;
  if (user === undefined) return null;
  if (others.length > 0) throw several(items.map(({ id, status }) => `${id} (${status})`));
  return { userId: user.id };
}

async function peopleLike(trx: Transaction, tenantId: string, filter: DirectoryUserFilter): Promise<Found[]> {
  const { items } = await listDirectoryUsers(trx, tenantId, filter, { limit: NAMED, after: null });
  return items;
}

interface Found {
  id: string;
  user_id: string | null;
}

function only(found: readonly Found[]): Explained {
  const [person, ...others] = found;
  if (person === undefined) throw nobody();
  if (others.length > 0) throw several(found.map(({ id }) => `${id} (in a directory)`));
  return toExplained(person);
}

function toExplained({ id, user_id }: Found): Explained {
  return user_id === null ? { directoryUserId: id } : { userId: user_id };
}

function nobody(): RollcallError {
  return new RollcallError('not_found', 'There is no such user, and no directory knows such a person.');
}

function several(ids: readonly string[]): RollcallError {
  return new RollcallError('conflict', `Several match; give the id of one: ${ids.join(', ')}.`);
}
