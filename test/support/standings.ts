import type { Database } from '../../src/store/database.ts';
import type { Foreseen } from '../../src/reconcile/plan-everyone.ts';
import type { PersonPlan } from '../../src/domain/change.ts';
import { readAccountTables, type UserRow } from './account-tables.ts';

/** Where somebody stands: what the product goes by. */
export interface Standing {
  status: string;
  role: string | null;
  origin: string | null;
  workspaces: string[];
  attributes: unknown;
  name: string | null;
}

/** Where everybody of a tenant stands, by directory user, or else by account. */
export async function readStandings(database: Database, tenantId: string): Promise<Map<string, Standing>> {
  const { users, workspaces } = await readAccountTables(database, tenantId);
  const own = (user: UserRow): string[] =>
    [...workspaces]
      .filter(([key]) => key.startsWith(`${user.id} `))
      .map(([key, role]) => `${key.slice(user.id.length + 1)}:${role}`);
  return new Map(
    [...users.values()].map((user) => [
      user.directory_user_id ?? user.id,
      {
        status: user.status,
        role: user.role,
        origin: user.role_origin,
        workspaces: own(user).sort(),
        attributes: user.attributes,
        name: user.display_name,
      },
    ]),
  );
}

/** Where everybody would stand who stands as `before`, by what a plan for everyone said. */
export function foreseenStandings(
  before: ReadonlyMap<string, Standing>,
  said: readonly Foreseen[],
): Map<string, Standing> {
  const expected = new Map(before);
  for (const { plan, instead } of said) {
    if (plan.changes.length === 0 && instead === undefined) continue;
    const standing = afterwards(plan);
    if (standing !== null) expected.set(plan.directoryUserId ?? plan.after?.id ?? '', standing);
  }
  return expected;
}

/** Who waits and for what, by directory user and kind. */
export async function readHeld(database: Database, tenantId: string): Promise<string[]> {
  const result = await database.inTenant(tenantId, (trx) =>
    trx.raw<{ rows: { directory_user_id: string; kind: string }[] }>(
      `select p.directory_user_id, h.kind from held_people p join holds h on h.tenant_id = p.tenant_id and h.id = p.hold_id
        where p.status = 'open'`,
    ),
  );
  return result.rows.map(({ directory_user_id, kind }) => `${directory_user_id} ${kind}`).sort();
}

/** The same of a plan for everyone. */
export function foreseenHeld(said: readonly Foreseen[]): string[] {
  return said
    .flatMap(({ plan }) => (plan.hold === null ? [] : [`${plan.directoryUserId ?? ''} ${plan.hold.kind}`]))
    .sort();
}

function afterwards({ after }: PersonPlan): Standing | null {
  if (after === null) return null;
  return {
    status: after.status,
    role: after.role,
    origin: after.roleOrigin,
    workspaces: after.workspaces.map(({ key, role }) => `${key}:${role}`).sort(),
    attributes: after.attributes,
    name: after.displayName,
  };
}
