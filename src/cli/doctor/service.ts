import { ask, silenceInWords } from './ask.ts';
import { ok, skipped, warning, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** Whether a service answers on this machine, and whether it is ready. */
export async function checkService(
  { config, wrong }: Pick<Patient, 'config' | 'wrong'>,
  signal: AbortSignal,
): Promise<Finding> {
  const { port, host } = config;
  if (port === 0 || wrong.has('PORT')) return skipped('Its port is not known.');
  const name =
    host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  const address = `http://${name}:${port}`;
  const answer = await ask(`${address}/readyz`, { signal });
  if (answer.kind === 'silent') {
    return skipped(
      `No service answers at ${address} (${silenceInWords(answer.code)}); none is needed for this.`,
    );
  }
  const readiness = readinessIn(answer.body);
  if (readiness === null) {
    return warning(
      `${address} answers ${answer.status}, and not as Rollcall does.`,
      'Set PORT to a free port.',
    );
  }
  if (readiness.ready) return ok(`A service answers at ${address}, and is ready.`);
  return warning(`A service answers at ${address}, and is not ready: ${readiness.says}`, 'See its log.');
}

function readinessIn(body: string): { ready: boolean; says: string } | null {
  try {
    const { ready, checks } = JSON.parse(body) as {
      ready?: unknown;
      checks?: Record<string, { ok: boolean; says: string }>;
    };
    if (typeof ready !== 'boolean' || checks === undefined) return null;
    const failing = Object.values(checks).filter((check) => !check.ok);
    return { ready, says: failing.map(({ says }) => says).join(' ') };
  } catch {
    return null;
  }
}
