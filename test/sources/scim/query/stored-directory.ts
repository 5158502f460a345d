import { v7 as newId } from 'uuid';
import type { Attributes } from '../../../../src/sources/scim/protocol/attribute.ts';
import { buildRegistry, type CustomSchema } from '../../../../src/sources/scim/protocol/registry.ts';
import { profileOf } from '../../../../src/sources/scim/profiles/profile-of.ts';
import type { ScimCaller } from '../../../../src/sources/scim/scim-caller.ts';
import { writePersonEmails } from '../../../../src/store/mirror-people-rows.ts';
import type { Database } from '../../../../src/store/database.ts';

/** A directory whose resources are put into the tables as the mirror keeps them. */
export interface StoredDirectory {
  caller: ScimCaller;
  addUser(attributes: Attributes, options?: UserOptions): Promise<Stored>;
  addGroup(attributes: Attributes, options?: GroupOptions): Promise<Stored>;
  addOther(type: string, attributes: Attributes, options?: { at?: Date }): Promise<Stored>;
  /** Makes someone a member; `member` may be an id that nobody has. */
  join(member: Stored | string, group: Stored, options?: { at?: Date; present?: boolean }): Promise<void>;
  hold(person: Stored, options?: { kind?: string; status?: string }): Promise<void>;
  /** Sets the directory's clock, as every change does. */
  tick(at: Date): Promise<void>;
}

export interface Stored {
  rowId: string;
  /** SCIM's. */
  id: string;
}

interface UserOptions {
  gone?: boolean;
  at?: Date;
  removedAt?: Date;
  id?: string;
}

interface GroupOptions {
  gone?: boolean;
  at?: Date;
}

const start = new Date('2026-01-10T08:00:00.000Z');

export async function storeDirectory(
  database: Database,
  options: { tenantId?: string; custom?: CustomSchema[] } = {},
): Promise<StoredDirectory> {
  const tenantId = options.tenantId ?? newId();
  const directoryId = newId();
  await database.inTenant(tenantId, async (trx) => {
    await trx.raw(
      `insert into tenants (id, slug, name, created_at) values (?, ?, 'acme', ?) on conflict (id) do nothing`,
      [tenantId, tenantId, start],
    );
    await trx.raw(
      `insert into directories (tenant_id, id, source, state, created_at) values (?, ?, 'scim', 'active', ?)`,
      [tenantId, directoryId, start],
    );
  });
  const ask = (sql: string, bindings: (string | boolean | Date | null)[]) =>
    database.inTenant(tenantId, (trx) => trx.raw(sql, bindings));
  const caller: ScimCaller = {
    tenantId,
    directoryId,
    profile: profileOf('generic'),
    registry: buildRegistry({ testResource: true, custom: options.custom ?? [] }),
    baseUrl: `https://rollcall.example/scim/v2/${directoryId}`,
  };
  const textOf = (value: unknown) => (typeof value === 'string' ? value : null);

  return {
    caller,
    async addUser(attributes, { gone = false, at = start, removedAt, id = newId() } = {}) {
      const rowId = newId();
      await database.inTenant(tenantId, async (trx) => {
        await trx.raw(
          `insert into directory_users (tenant_id, id, directory_id, source_id, external_id, resource, active, gone,
                                        occurred_at, created_at, removed_at)
           values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          [
            ...[
              tenantId,
              rowId,
              directoryId,
              id,
              textOf(attributes['externalId']),
              JSON.stringify(attributes),
            ],
            ...[!gone && attributes['active'] !== false, gone, at, start, removedAt ?? null],
          ],
        );
        const emails = (attributes['emails'] as { value?: string }[] | undefined) ?? [];
        await writePersonEmails(trx, tenantId, [
          {
            id: rowId,
            directory_id: directoryId,
            emails: emails.flatMap(({ value }) => (value === undefined ? [] : [value])),
          },
        ]);
      });
      return { rowId, id };
    },
    async addGroup(attributes, { gone = false, at = start } = {}) {
      const stored = { rowId: newId(), id: newId() };
      await ask(
        `insert into directory_groups (tenant_id, id, directory_id, source_id, external_id, name, resource, gone,
                                       occurred_at, created_at)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          ...[tenantId, stored.rowId, directoryId, stored.id, textOf(attributes['externalId'])],
          ...[textOf(attributes['displayName']), JSON.stringify(attributes), gone, at, start],
        ],
      );
      return stored;
    },
    async addOther(type, attributes, { at = start } = {}) {
      const id = newId();
      await ask(
        `insert into scim_resources (tenant_id, directory_id, type, id, resource, created_at, modified_at)
         values (?, ?, ?, ?, ?, ?, ?)`,
        [tenantId, directoryId, type, id, JSON.stringify(attributes), start, at],
      );
      return { rowId: id, id };
    },
    async join(member, group, { at = start, present = true } = {}) {
      const known = typeof member === 'string' ? { rowId: newId(), id: member } : member;
      if (typeof member === 'string') {
        await ask(
          `insert into directory_users (tenant_id, id, directory_id, source_id) values (?, ?, ?, ?)`,
          [...[tenantId, known.rowId, directoryId, known.id]],
        );
      }
      await ask(
        `insert into group_memberships (tenant_id, directory_user_id, directory_group_id, present, occurred_at, event_id)
         values (?, ?, ?, ?, ?, 'e')`,
        [tenantId, known.rowId, group.rowId, present, at],
      );
    },
    async hold(person, { kind = 'sole_admin', status = 'open' } = {}) {
      const id = newId();
      await ask(
        `insert into holds (tenant_id, id, kind, cause, reason, status, policy_version, opened_at)
         values (?, ?, ?, ?, 'r', ?, '1', ?)`,
        [tenantId, id, kind, person.rowId, status, start],
      );
      await ask(
        `insert into held_people (tenant_id, hold_id, directory_user_id, changes, status, opened_at)
         values (?, ?, ?, '[]', ?, ?)`,
        [tenantId, id, person.rowId, status, start],
      );
    },
    async tick(at) {
      await ask('update directories set clock = ? where tenant_id = ? and id = ?', [
        at,
        tenantId,
        directoryId,
      ]);
    },
  };
}
