import { systemClock } from '../domain/clock.ts';
import type { DirectoryHealth, Health, HealthProblem } from '../generated/api.ts';
import { createActivePolicies } from '../reconcile/active-policy.ts';
import { readRedactionKey } from '../store/installation.ts';
import { showDirectoryHealth } from '../tenancy/show-directory-health.ts';
import { listUnwell, summarizeHealth } from '../tenancy/show-health.ts';
import { alignedTable, printable } from './aligned-table.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { withDatabase } from './connect.ts';
import { directoryIdOf, type OfTenant } from './directory.ts';
import { everyItem, tenantOfSlug } from './tenancy.ts';

/**
 * `rollcall directory health ID --tenant acme`
 * @returns the exit code: 1 where something fails
 */
export async function directoryHealthCommand(id: string, options: OfTenant, io: CommandIo): Promise<number> {
  return withDatabase(io, async ({ database }) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const policies = createActivePolicies(await readRedactionKey(database));
    const deps = { database, policies, clock: systemClock };
    const health = await showDirectoryHealth(deps, tenant.id, directoryIdOf(id), 'operator');
    printResult(io, options.json, health, directoryHealthText(health));
    return health.state === 'failing' ? 1 : 0;
  });
}

/**
 * `rollcall health`: the directories of every tenant that are not ok.
 * @returns the exit code: 1 where something fails
 */
export async function healthCommand(options: { json?: boolean }, io: CommandIo): Promise<number> {
  return withDatabase(io, async ({ database }) => {
    const summary = await summarizeHealth(database);
    const unwell = await everyItem((page) => listUnwell(database, null, page));
    const health: Health = { ...summary, ...unwell };
    printResult(io, options.json, health, healthText(health));
    const fails = ({ severity }: { severity: string }): boolean => severity === 'failing';
    return health.counts.failing > 0 || health.installation.some(fails) ? 1 : 0;
  });
}

function directoryHealthText(health: DirectoryHealth): string {
  const { lag, events, usual_silence: silence } = health;
  const facts: [string, string | number | null][] = [
    ['State', health.state],
    ['Connection', health.upstream_says],
    ['Last event', health.last_event_at],
    ['Last applied', health.last_applied_at],
    ['Last resync', health.last_sync_at],
    ['Lag', lagInWords(lag)],
    ['Events', `${events.waiting} waiting, ${events.set_aside} set aside`],
    [
      'Usual silence',
      silence === null
        ? 'not known yet: too little history'
        : `${hours(silence.usual_seconds)}; silent from ${silence.silent_at} on`,
    ],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  const lines = facts.map(([name, value]) => `${name.padEnd(width)}  ${printable(value)}`);
  return [...lines, '', ...problemLines(health.problems, 'All is well.')].join('\n');
}

function lagInWords({ last_seconds, p50_seconds, p95_seconds }: DirectoryHealth['lag']): string {
  if (last_seconds === null || p50_seconds === null || p95_seconds === null)
    return 'nothing to measure today';
  return `${seconds(last_seconds)} (half within ${seconds(p50_seconds)}, 95 % within ${seconds(p95_seconds)} today)`;
}

function healthText({ counts, installation, data }: Health): string {
  const lines = [
    `Directories: ${counts.ok} ok, ${counts.attention} need attention, ${counts.failing} failing.`,
  ];
  if (installation.length > 0) lines.push('', ...problemLines(installation, ''));
  if (data.length === 0) return lines.join('\n');
  const rows = data.map(({ tenant, directory_id, name, idp, state, problems }) => [
    tenant,
    directory_id,
    name ?? idp,
    state,
    problems.map(({ code }) => code).join(', '),
  ]);
  return [...lines, '', alignedTable(['TENANT', 'DIRECTORY', 'NAME', 'STATE', 'PROBLEMS'], rows)].join('\n');
}

function problemLines(
  problems: readonly (Omit<HealthProblem, 'code'> & { code: string })[],
  otherwise: string,
): string[] {
  if (problems.length === 0) return [otherwise];
  return problems.flatMap(({ code, severity, since, says, next_step, runbook }) => [
    `${severity === 'failing' ? 'FAILING' : 'ATTENTION'} ${code}, since ${since}`,
    `  ${printable(says)}`,
    `  ${printable(next_step)}`,
    `  ${runbook}`,
  ]);
}

function seconds(value: number): string {
  return value < 120 ? `${Math.round(value * 10) / 10} s` : `${Math.round(value / 60)} min`;
}

function hours(value: number): string {
  return value < 172_800 ? `${Math.round(value / 3_600)} hours` : `${Math.round(value / 86_400)} days`;
}
