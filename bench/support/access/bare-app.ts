import { timingSafeEqual } from 'node:crypto';
import express, { type Express } from 'express';
import pg from 'pg';

/** The least that says whether somebody may come in. */
export const bareSelect = {
  name: 'bare',
  text: 'select status, role, sessions_valid_after from bare_users where tenant_id = $1 and id = $2',
};

/** The limit over HTTP: Express, pg, and one prepared select by primary key for each request. */
export function bareApp(url: string, tenantId: string, token: string): Express {
  const pool = new pg.Pool({ connectionString: url, max: 20 });
  const app = express();
  app.disable('etag');
  app.disable('x-powered-by');
  const expected = Buffer.from(`Bearer ${token}`);
  app.post('/api/v1/access-checks', express.json({ type: () => true }), async (request, response) => {
    const given = Buffer.from(request.get('authorization') ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      response.status(401).end();
      return;
    }
    const { user_id: id } = request.body as { user_id: string };
    const { rows } = await pool.query<{ status: string }>({ ...bareSelect, values: [tenantId, id] });
    response.json({ allowed: rows[0]?.status === 'active', ...rows[0] });
  });
  return app;
}
