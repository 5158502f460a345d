import type { Knex } from 'knex';
import { RollcallError } from '../domain/rollcall-error.ts';

/** What a connection runs as: without rights that bypass row-level security, and unable to rewrite the audit log. */
const role = 'rollcall_app';

/**
 * What the sealer fills in later, and what a purge empties; everything else of an audit record is written once. Whoever
 * empties or changes content without a purge is found by the check of the chain.
 */
const changedColumns = 'seq, previous_hash, hash, before, after, reason, salt, content_purged_at';

/**
 * Makes the role rollcall_app and lets the login role take it on, where it may.
 * Roles belong to the whole server, so another database's migration may be doing the same at this moment.
 * @returns the role whose rights bind the service: rollcall_app, or the login role itself where it may make no roles
 */
export async function ensureAppRole(knex: Knex): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await makeAndTakeRole(knex);
    } catch (error) {
      // "tuple concurrently updated": someone else granted in the same moment.
      if (attempt === 5 || (error as { code?: unknown }).code !== 'XX000') throw error;
    }
  }
}

async function makeAndTakeRole(knex: Knex): Promise<string> {
  const login = await loginRole(knex);
  if (!login.appExists && login.mayMakeRoles) {
    await knex.raw(`do $$ begin create role ${role} nologin;
      exception when duplicate_object or unique_violation then null; end $$`);
  }
  if (!(await maySetRole(knex)) && (login.mayMakeRoles || login.mayGrantApp)) {
    const options = login.version >= 160_000 ? 'with inherit false, set true' : '';
    await knex.raw(`grant ${role} to current_user ${options}`).catch((error: unknown) => {
      // 42501: the role is another login role's; the rights of our own then have to do.
      if ((error as { code?: unknown }).code !== '42501') throw error;
    });
  }
  if (await maySetRole(knex)) return role;
  if (!login.bypasses) return login.name;
  throw new RollcallError(
    'invalid_configuration',
    `The role ${login.name} in DATABASE_URL bypasses row-level security and may not create the role ${role} that ` +
      `would bind it. Have an administrator run: CREATE ROLE ${role} NOLOGIN; GRANT ${role} TO "${login.name}"; ` +
      'or use a role without BYPASSRLS.',
  );
}

interface LoginRole {
  name: string;
  version: number;
  bypasses: boolean;
  mayMakeRoles: boolean;
  mayGrantApp: boolean;
  appExists: boolean;
}

async function loginRole(knex: Knex): Promise<LoginRole> {
  const result = await knex.raw<{ rows: [LoginRole] }>(
    `select r.rolname as name, current_setting('server_version_num')::int as version,
            r.rolsuper or r.rolbypassrls as bypasses, r.rolsuper or r.rolcreaterole as "mayMakeRoles",
            app.oid is not null as "appExists",
            app.oid is not null and pg_has_role(current_user, app.oid, 'MEMBER WITH ADMIN OPTION') as "mayGrantApp"
       from pg_roles r left join pg_roles app on app.rolname = ?
      where r.rolname = current_user`,
    [role],
  );
  return result.rows[0];
}

async function maySetRole(knex: Knex): Promise<boolean> {
  const result = await knex.raw<{ rows: [{ may: boolean }] }>(
    `select coalesce((select pg_has_role(current_user, oid,
              case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end)
       from pg_roles where rolname = ?), false) as may`,
    [role],
  );
  return result.rows[0].may;
}

/**
 * Grants what the service needs on the tables of this database, and no more: nothing on the record of migrations, an
 * audit log that can be appended to and sealed, and emptied of personal content, which shows, and policy versions and
 * their history that can be added to, never changed or removed.
 * Row-level security is forced, so this binds as well where `to` is the owner of the tables.
 */
export async function grantToApp(knex: Knex, to: string): Promise<void> {
  const result = await knex.raw<{ rows: { schema: string; name: string }[] }>(
    `select schemaname as schema, tablename as name from pg_tables
      where schemaname = current_schema() and tableowner = current_user and tablename not like 'knex\\_%'`,
  );
  const { rows } = result;
  const schema = rows[0]?.schema;
  if (schema === undefined) return;
  await knex.transaction(async (trx) => {
    await trx.raw('grant usage on schema ?? to ??', [schema, to]);
    const tables = rows.map((row) => `${row.schema}.${row.name}`);
    const places = tables.map(() => '??').join(', ');
    await trx.raw(`grant select, insert, update, delete on ${places} to ??`, [...tables, to]);
    for (const name of ['policy_versions', 'policy_activations']) {
      if (!rows.some((row) => row.name === name)) continue;
      await trx.raw('revoke update, delete, truncate on ?? from ??', [name, to]);
    }
    if (!rows.some((row) => row.name === 'audit_records')) return;
    await trx.raw('revoke update, delete, truncate on audit_records from ??', [to]);
    await trx.raw(`grant update (${changedColumns}) on audit_records to ??`, [to]);
  });
}
