import { validate } from 'uuid';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { User, UserDetail, UserStatus } from '../generated/api.ts';
import type { Transaction } from '../store/database.ts';
import { listUsers, type UserFilter } from '../store/users-read.ts';
import { showUser } from '../tenancy/show-user.ts';
import { alignedTable } from './aligned-table.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { withDatabase } from './connect.ts';
import type { OfTenant } from './directory.ts';
import { factLines, type Fact } from './fact-lines.ts';
import { everyItem, tenantOfSlug } from './tenancy.ts';
import { typedId, typedText } from './typed-text.ts';

export interface UsersListOptions extends OfTenant {
  status?: UserStatus;
  role?: string;
}

/** Beside the id, which may be given in their place. */
export interface UserChoice extends OfTenant {
  email?: string;
  externalId?: string;
}

/** How many of several users with the same e-mail address are named. */
const NAMED = 10;

/** `rollcall users list --tenant acme` */
export async function usersListCommand(options: UsersListOptions, io: CommandIo): Promise<number> {
  return withDatabase(io, async ({ database }) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const filter: UserFilter = {
      ...(options.status === undefined ? {} : { status: options.status }),
      ...(options.role === undefined ? {} : { role: typedText(options.role, '--role') }),
    };
    const users = await everyItem((page) =>
      database.inTenant(tenant.id, (trx) => listUsers(trx, tenant.id, filter, page)),
    );
    const words =
      users.data.length === 0 ? `The tenant ${tenant.slug} has no such users.` : userTable(users.data);
    return printResult(io, options.json, users, words);
  });
}

/** `rollcall users show USER --tenant acme` */
export async function userShowCommand(
  user: string | undefined,
  options: UserChoice,
  io: CommandIo,
): Promise<number> {
  return withDatabase(io, async ({ database }) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const detail = await database.inTenant(tenant.id, async (trx) =>
      showUser(trx, tenant.id, await findChosen(trx, tenant.id, user, options)),
    );
    return printResult(io, options.json, detail, factLines(userFacts(detail)).join('\n'));
  });
}

/**
 * The id of the one user that was meant, by id, e-mail address or external id.
 * @throws RollcallError invalid_request where not exactly one was given, not_found, conflict where several match
 */
export async function findChosen(
  trx: Transaction,
  tenantId: string,
  id: string | undefined,
  { email, externalId }: Pick<UserChoice, 'email' | 'externalId'>,
): Promise<string> {
  if ([id, email, externalId].filter((given) => given !== undefined).length !== 1) {
    throw new RollcallError(
      'invalid_request',
      'Give the id of the user, --email or --external-id: one of them.',
    );
  }
  if (id !== undefined) {
    if (!validate(id) && id.includes('@')) {
      throw new RollcallError('invalid_request', 'An e-mail address is given with --email.');
    }
    return typedId(id, 'user');
  }
  const filter: UserFilter =
    email === undefined
      ? { external_id: typedText(externalId ?? '', '--external-id') }
      : { email: typedText(email, '--email') };
  const { items } = await listUsers(trx, tenantId, filter, { limit: NAMED, after: null });
  const [only, ...others] = items;
  if (only === undefined) throw new RollcallError('not_found', 'There is no such user.');
  if (others.length === 0) return only.id;
  const ids = items.map((user) => `${user.id} (${user.status})`).join(', ');
  throw new RollcallError('conflict', `Several users match; give the id of one: ${ids}.`);
}

/** What is to be seen of a user, name by name. */
export function userFacts(user: UserDetail): Fact[] {
  const role = user.role === null ? null : `${user.role} (${user.role_origin ?? 'no origin'})`;
  const facts: Fact[] = [
    ['User', user.id],
    ['Name', user.display_name],
    ['E-mail', user.email],
    ['External id', user.external_id],
    ['Status', user.status],
    ['Role', role],
    ['Workspaces', user.workspaces.map(({ key, role: held }) => `${key} (${held})`).join(', ') || null],
    ['Attributes', attributesInWords(user.attributes)],
    ['Directory', user.directory_id],
    ['Provisioned', user.provisioned_at],
  ];
  if (user.manual_role !== null) {
    facts.splice(6, 0, ['Role by hand', `${user.manual_role.role}. ${user.manual_role.says}`]);
  }
  if (user.read_only_until !== null) facts.push(['Read only until', user.read_only_until]);
  if (user.deactivated_at !== null) facts.push(['Deactivated', user.deactivated_at]);
  if (user.purge_at !== null) {
    facts.push([user.status === 'purged' ? 'Purged' : 'Purged on', user.purge_at]);
  }
  if (user.sessions_valid_after !== null) facts.push(['Sessions since', user.sessions_valid_after]);
  return facts;
}

function attributesInWords(attributes: User['attributes']): string | null {
  const words = Object.entries(attributes).map(
    ([name, value]) => `${name} ${Array.isArray(value) ? value.join(' and ') : String(value)}`,
  );
  return words.length === 0 ? null : words.join(', ');
}

function userTable(users: User[]): string {
  return alignedTable(
    ['USER', 'E-MAIL', 'NAME', 'STATUS', 'ROLE', 'FROM', 'DEACTIVATED', 'PURGED ON'],
    users.map((user) => [
      user.id,
      user.email,
      user.display_name,
      user.status,
      user.role,
      user.role_origin,
      user.deactivated_at,
      user.purge_at,
    ]),
  );
}
