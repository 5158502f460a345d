import { systemClock, type Clock } from '../../domain/clock.ts';
import { secretSettings } from '../../setting-reader.ts';
import { printable } from '../aligned-table.ts';
import { printResult, type CommandIo } from '../command-io.ts';
import type { Finding } from './finding.ts';
import { readSettings } from './read-settings.ts';
import { runChecks, type NamedFinding } from './run-checks.ts';

/** What `--json` prints. */
export interface DoctorReport {
  /** Whether there is no problem; warnings are none. */
  ok: boolean;
  counts: Record<Finding['status'], number>;
  checks: NamedFinding[];
}

/** Milliseconds for each check. An embedded database that has to be started may take that long. */
const LIMIT_MS = 15_000;

/** `rollcall doctor`: looks at everything that Rollcall needs, and says what to do. @returns 1 where there is a problem */
export async function doctorCommand(
  options: { json?: boolean },
  io: CommandIo,
  { clock = systemClock, limitMs = LIMIT_MS }: { clock?: Clock; limitMs?: number } = {},
): Promise<number> {
  const settings = readSettings(io.env, io.cwd);
  const found = await runChecks({
    settings,
    hasPublicUrl: (io.env['PUBLIC_URL'] ?? '').trim() !== '',
    clock,
    nodeVersion: process.versions.node,
    limitMs,
  });
  const checks = found.map((finding) => ({
    ...finding,
    says: withoutSecrets(finding.says, io.env),
    todo: finding.todo === null ? null : withoutSecrets(finding.todo, io.env),
  }));
  const counts = { ok: 0, warning: 0, problem: 0, skipped: 0 };
  for (const { status } of checks) counts[status] += 1;
  const report: DoctorReport = { ok: counts.problem === 0, counts, checks };
  printResult(io, options.json, report, inWords(report));
  return report.ok ? 0 : 1;
}

function inWords({ checks, counts }: DoctorReport): string {
  const widest = Math.max(...checks.map(({ check }) => check.length));
  const lines = checks.flatMap(({ check, status, says, todo }) => [
    `${status.padEnd(7)}  ${check.padEnd(widest)}  ${printable(says)}`,
    ...(todo === null ? [] : [`${' '.repeat(9 + widest)}  -> ${printable(todo)}`]),
  ]);
  const { problem, warning } = counts;
  const verdict =
    problem + warning === 0
      ? 'Nothing is wrong.'
      : `${problem} ${problem === 1 ? 'problem' : 'problems'}, ${warning} ${warning === 1 ? 'warning' : 'warnings'}.`;
  return [...lines, '', verdict].join('\n');
}

/** What others say may quote what they were given. No check prints a secret by itself; this guards against a mistake. */
function withoutSecrets(text: string, env: CommandIo['env']): string {
  const secrets = secretSettings
    .flatMap((name) => {
      const value = env[name] ?? '';
      const password = URL.parse(value)?.password ?? '';
      // Of an address only the password is one.
      return password === ''
        ? value.includes('://')
          ? []
          : value.split(',')
        : [password, decoded(password)];
    })
    .map((secret) => secret.trim())
    .filter((secret) => secret.length >= 4);
  return secrets.reduce((left, secret) => left.replaceAll(secret, '***'), text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
