import { Router, type Request } from 'express';
import type { Readiness } from '../generated/api.ts';
import { listPolicyProblems } from '../store/tenants-read.ts';
import type { HttpDeps } from './deps.ts';
import { describeFault } from './describe-fault.ts';
import { contextOf } from './request-context.ts';

/** /healthz: the process lives. /readyz: it can do its work. /metrics: how it does. None of them needs a token. */
export function probes(deps: HttpDeps): Router {
  const router = Router();
  router.get('/healthz', (request, response) => {
    named(request, '/healthz');
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (request, response) => {
    named(request, '/readyz');
    const readiness = await readinessOf(deps);
    response.status(readiness.ready ? 200 : 503).json(readiness);
  });
  router.get('/metrics', async (request, response) => {
    named(request, '/metrics');
    const text = await deps.metrics.metrics();
    response.set('Content-Type', deps.metrics.contentType).send(text);
  });
  return router;
}

function named(request: Request, route: string): void {
  contextOf(request).route = route;
}

/** A policy file that does not load leaves the last good version in force, so it is told and does not make unready. */
async function readinessOf(deps: HttpDeps): Promise<Readiness> {
  const lanes = deps.lanesAreRunning()
    ? { ok: true, says: 'Events are being applied.' }
    : { ok: false, says: 'Events are kept and not applied: the lanes of this process are not running.' };
  try {
    const pending = await deps.pendingMigrations();
    const migrations =
      pending.length === 0
        ? { ok: true, says: 'The schema is up to date.' }
        : { ok: false, says: `Run \`rollcall migrate\`; missing: ${pending.join(', ')}.` };
    const problems = pending.length === 0 ? await deps.database.acrossTenants(listPolicyProblems) : [];
    return {
      ready: lanes.ok && migrations.ok,
      checks: { database: { ok: true, says: 'The database answers.' }, migrations, lanes },
      policy_problems: problems,
    };
  } catch (error) {
    deps.logger.warn({ fault: describeFault(error) }, 'the readiness check failed');
    return {
      ready: false,
      checks: {
        database: { ok: false, says: 'The database cannot be reached.' },
        migrations: { ok: false, says: 'Not known while the database cannot be reached.' },
        lanes,
      },
      policy_problems: [],
    };
  }
}
