import { Router, type Request } from 'express';
import { remembered } from '../domain/remembered.ts';
import type { Check, Readiness } from '../generated/api.ts';
import { countPolicyProblems } from '../store/tenants-read.ts';
import type { HttpDeps } from './deps.ts';
import { describeFault } from './describe-fault.ts';
import { contextOf } from './request-context.ts';

/** How long what the database said is taken for granted, in milliseconds: each time costs a connection of its own. */
const databaseLifetime = 5_000;

/** /healthz: the process lives. /readyz: it can do its work. /metrics: how it does. None of them needs a token. */
export function probes(deps: HttpDeps): Router {
  const router = Router();
  // Anyone may ask, so no number of askers may cost more than one.
  const askDatabase = remembered(deps.clock, databaseLifetime, () => databaseStateOf(deps));
  router.get('/healthz', (request, response) => {
    named(request, '/healthz');
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (request, response) => {
    named(request, '/readyz');
    const { policies, ...checks } = await askDatabase();
    const lanes = lanesOf(deps);
    const ready = lanes.ok && checks.database.ok && checks.migrations.ok;
    const readiness: Readiness = { ready, checks: { ...checks, lanes }, policies };
    response.status(ready ? 200 : 503).json(readiness);
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

function lanesOf(deps: HttpDeps): Check {
  return deps.lanesAreRunning()
    ? { ok: true, says: 'Events are being applied.' }
    : { ok: false, says: 'Events are kept and not applied: the lanes of this process are not running.' };
}

interface DatabaseState {
  database: Check;
  migrations: Check;
  policies: Readiness['policies'];
}

/** A policy file that does not load leaves the last good version in force, so it is told and does not make unready. */
async function databaseStateOf(deps: HttpDeps): Promise<DatabaseState> {
  try {
    const pending = await deps.pendingMigrations();
    const isCurrent = pending.length === 0;
    return {
      database: { ok: true, says: 'The database answers.' },
      migrations: isCurrent
        ? { ok: true, says: 'The schema is up to date.' }
        : { ok: false, says: `Run \`rollcall migrate\`; missing: ${pending.join(', ')}.` },
      policies: isCurrent
        ? policiesOf(await deps.database.acrossTenants(countPolicyProblems))
        : { not_in_force: null, says: 'Not known before the database is migrated.' },
    };
  } catch (error) {
    deps.logger.warn({ fault: describeFault(error) }, 'the readiness check failed');
    const says = 'Not known while the database cannot be reached.';
    return {
      database: { ok: false, says: 'The database cannot be reached.' },
      migrations: { ok: false, says },
      policies: { not_in_force: null, says },
    };
  }
}

/** Whose they are and what is wrong is for those with a token. */
function policiesOf(notInForce: number): Readiness['policies'] {
  return {
    not_in_force: notInForce,
    says:
      notInForce === 0
        ? 'Every policy file that was loaded is in force.'
        : 'Policy files are not in force, and what was before still is: `policy_problem` of GET /api/v1/tenants/{tenant} says why.',
  };
}
