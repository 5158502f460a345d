import { randomUUID, timingSafeEqual } from 'node:crypto';
import express, { type Express, type Request, type Response } from 'express';
import pg from 'pg';
import { USER_SCHEMA, type Company } from './company.ts';

/** Users, groups and edges of many tenants, with the indexes that SCIM needs and nothing else. */
export const bareSchema = `
  create table bare_users (
    tenant_id uuid not null,
    id uuid not null,
    user_name_key text not null,
    external_id text,
    resource jsonb not null,
    created_at timestamptz not null default now(),
    modified_at timestamptz not null default now(),
    primary key (tenant_id, id),
    unique (tenant_id, user_name_key)
  );
  create index bare_users_external_id on bare_users (tenant_id, external_id);
  create table bare_groups (
    tenant_id uuid not null,
    id uuid not null,
    name text not null,
    primary key (tenant_id, id),
    unique (tenant_id, name)
  );
  create table bare_members (
    tenant_id uuid not null,
    group_id uuid not null,
    user_id uuid not null,
    primary key (tenant_id, group_id, user_id)
  );
  create index bare_members_user on bare_members (tenant_id, user_id);`;

/** Fills a company in; its ids come back. Goes by SQL: how it came to be is not what is measured. */
export async function fillBare(
  client: pg.Client,
  tenantId: string,
  { slug, people, groups }: Company,
  template: string,
): Promise<{ people: string[]; groups: Map<number, string> }> {
  const made = await client.query<{ id: string }>(
    `insert into bare_users (tenant_id, id, user_name_key, external_id, resource)
     select $1, gen_random_uuid(), 'person' || n || '@' || $2::text || '.com', 'ext-person' || n || '@' || $2::text || '.com',
            replace($3::text, 'person0@', 'person' || n || '@')::jsonb
       from generate_series(0, $4::int - 1) n
     returning id`,
    [tenantId, slug, template, people],
  );
  const ids = made.rows.map(({ id }) => id);
  const groupIds = new Map<number, string>();
  for (const size of groups) {
    const id = randomUUID();
    groupIds.set(size, id);
    await client.query('insert into bare_groups values ($1, $2, $3)', [tenantId, id, `group of ${size}`]);
    await client.query('insert into bare_members select $1, $2, unnest($3::uuid[])', [
      tenantId,
      id,
      ids.slice(0, size),
    ]);
  }
  return { people: ids, groups: groupIds };
}

interface UserRow {
  id: string;
  resource: Record<string, unknown>;
  created_at: Date;
  modified_at: Date;
}

interface PatchBody {
  Operations: [{ op: string; path: string; value: unknown }];
}

/**
 * The limit: SCIM in form only. Express, pg, and one prepared statement a request; no policy, no accounts, no audit log,
 * no history, nothing checked but what the database checks.
 */
export function bareApp(url: string, token: string): Express {
  const pool = new pg.Pool({ connectionString: url, max: 20 });
  const app = express();
  app.disable('etag');
  app.disable('x-powered-by');
  const expected = Buffer.from(`Bearer ${token}`);
  app.use((request, response, next) => {
    const given = Buffer.from(request.get('authorization') ?? '');
    if (given.length === expected.length && timingSafeEqual(given, expected)) next();
    else response.status(401).end();
  });
  app.use(express.json({ type: () => true, limit: '10mb' }));

  const send = (response: Response, status: number, body: unknown): void => {
    response.status(status);
    // As SCIM has it: without a charset.
    response.setHeader('content-type', 'application/scim+json');
    response.end(Buffer.from(JSON.stringify(body)));
  };
  const present = (request: Request, row: UserRow): Record<string, unknown> => ({
    ...row.resource,
    schemas: [USER_SCHEMA],
    id: row.id,
    meta: {
      resourceType: 'User',
      created: row.created_at,
      lastModified: row.modified_at,
      location: `${request.protocol}://${request.get('host') ?? ''}${baseOf(request)}/Users/${row.id}`,
      version: `W/"${row.modified_at.getTime().toString(36)}"`,
    },
  });
  const sendUser = (request: Request, response: Response, status: number, row: UserRow | undefined): void => {
    if (row === undefined) {
      response.status(404).end();
      return;
    }
    const body = present(request, row);
    const { location, version } = body['meta'] as { location: string; version: string };
    response.setHeader('location', location);
    response.setHeader('etag', version);
    send(response, status, body);
  };

  app.post('/:tenant/Users', async (request, response) => {
    const body = request.body as { userName: string; externalId: string };
    const { rows } = await pool.query<UserRow>({
      name: 'create',
      text: `insert into bare_users (tenant_id, id, user_name_key, external_id, resource)
             values ($1, $2, lower($3), $4, $5) on conflict do nothing
             returning id, resource, created_at, modified_at`,
      values: [request.params.tenant, randomUUID(), body.userName, body.externalId, JSON.stringify(body)],
    });
    if (rows.length === 0) response.status(409).end();
    else sendUser(request, response, 201, rows[0]);
  });
  app.get('/:tenant/Users/:id', async (request, response) => {
    const { rows } = await pool.query<UserRow>({
      name: 'read',
      text: 'select id, resource, created_at, modified_at from bare_users where tenant_id = $1 and id = $2',
      values: [request.params.tenant, request.params.id],
    });
    sendUser(request, response, 200, rows[0]);
  });
  app.get('/:tenant/Users', async (request, response) => {
    const { filter, startIndex = '1', count = '100' } = request.query as Record<string, string | undefined>;
    const userName = filter === undefined ? undefined : /^userName eq "([^"]*)"$/.exec(filter)?.[1];
    const { rows } = await pool.query<UserRow & { total: string }>(
      userName === undefined
        ? {
            name: 'list',
            text: `select id, resource, created_at, modified_at,
                          (select count(*) from bare_users where tenant_id = $1) as total
                     from bare_users where tenant_id = $1 order by id limit $2 offset $3`,
            values: [request.params.tenant, Number(count), Number(startIndex) - 1],
          }
        : {
            name: 'filter',
            text: `select id, resource, created_at, modified_at, 1 as total
                     from bare_users where tenant_id = $1 and user_name_key = lower($2)`,
            values: [request.params.tenant, userName],
          },
    );
    send(response, 200, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: Number(rows[0]?.total ?? 0),
      startIndex: Number(startIndex),
      itemsPerPage: rows.length,
      Resources: rows.map((row) => present(request, row)),
    });
  });
  app.patch('/:tenant/Users/:id', async (request, response) => {
    const [{ path, value }] = (request.body as PatchBody).Operations;
    const { rows } = await pool.query<UserRow>({
      name: 'patch',
      text: `update bare_users set resource = jsonb_set(resource, array[$3::text], $4::jsonb), modified_at = now()
              where tenant_id = $1 and id = $2 returning id, resource, created_at, modified_at`,
      values: [request.params.tenant, request.params.id, path, JSON.stringify(value)],
    });
    sendUser(request, response, 200, rows[0]);
  });
  app.patch('/:tenant/Groups/:id', async (request, response) => {
    const [{ op, value }] = (request.body as PatchBody).Operations;
    const members = (value as { value: string }[]).map((member) => member.value);
    await pool.query({
      ...(op === 'add'
        ? {
            name: 'join',
            text: `insert into bare_members (tenant_id, group_id, user_id)
                   select $1, $2, unnest($3::uuid[]) on conflict do nothing`,
          }
        : {
            name: 'leave',
            text: 'delete from bare_members where tenant_id = $1 and group_id = $2 and user_id = any($3::uuid[])',
          }),
      values: [request.params.tenant, request.params.id, members],
    });
    response.status(204).end();
  });
  return app;
}

function baseOf(request: Request): string {
  return `/${String(request.params['tenant'])}`;
}
