import type { Clock } from '../../domain/clock.ts';
import { checkConfiguration } from './configuration.ts';
import { checkDatabaseClock } from './database-clock.ts';
import { checkDatabase } from './database.ts';
import { checkDirectories } from './directories.ts';
import { checkDiskSpace } from './disk-space.ts';
import { problem, type Finding } from './finding.ts';
import { checkHome } from './home-folder.ts';
import { checkAuditSeal, checkLanes, checkPolling } from './lag.ts';
import { checkMail } from './mail.ts';
import { checkMigrations } from './migrations.ts';
import { checkNode } from './node-version.ts';
import { examine, type Patient } from './patient.ts';
import { checkPoliciesInForce, checkPolicyFiles } from './policies.ts';
import { checkPublicAddress } from './public-address.ts';
import type { ReadSettings } from './read-settings.ts';
import { checkRowLevelSecurity } from './row-level-security.ts';
import { checkSecretKey } from './secret-key.ts';
import { checkService } from './service.ts';
import { checkWebhookEndpoints } from './webhook-endpoints.ts';
import { checkWebhookSecret } from './webhook-secret.ts';
import { checkWorkos } from './workos.ts';

/** What one check found, under its name. */
export interface NamedFinding extends Finding {
  check: string;
}

interface Check {
  name: string;
  /** @param signal aborts when its time is over */
  look: (patient: Patient, signal: AbortSignal) => Finding | Finding[] | Promise<Finding | Finding[]>;
}

export interface Examination {
  settings: ReadSettings;
  /** Whether PUBLIC_URL is set at all. */
  hasPublicUrl: boolean;
  clock: Clock;
  nodeVersion: string;
  /** Milliseconds for each check. */
  limitMs: number;
}

/** Every check, in the order in which they are shown; all begin at once. */
function checksOf({ settings, hasPublicUrl, nodeVersion, limitMs }: Examination): Check[] {
  return [
    { name: 'settings', look: () => checkConfiguration(settings) },
    { name: 'node', look: () => checkNode(nodeVersion) },
    { name: 'home', look: checkHome },
    { name: 'disk space', look: (patient) => checkDiskSpace(patient) },
    { name: 'policy files', look: checkPolicyFiles },
    { name: 'database', look: checkDatabase },
    { name: 'migrations', look: checkMigrations },
    { name: 'row-level security', look: checkRowLevelSecurity },
    { name: 'database clock', look: checkDatabaseClock },
    { name: 'secret key', look: checkSecretKey },
    { name: 'policies in force', look: checkPoliciesInForce },
    { name: 'webhook secret', look: checkWebhookSecret },
    { name: 'workos', look: checkWorkos },
    { name: 'service', look: checkService },
    {
      name: 'public address',
      look: (patient, signal) => checkPublicAddress(patient, hasPublicUrl, signal),
    },
    { name: 'mail', look: (patient) => checkMail(patient, limitMs) },
    { name: 'events', look: checkLanes },
    { name: 'directories', look: checkDirectories },
    { name: 'polling', look: checkPolling },
    { name: 'audit log', look: checkAuditSeal },
    { name: 'webhook endpoints', look: checkWebhookEndpoints },
  ];
}

/** Runs every check. None of them stops another, and none takes longer than its time. */
export async function runChecks(examination: Examination): Promise<NamedFinding[]> {
  const { settings, clock, limitMs } = examination;
  const { patient, leave } = examine(settings.config, settings.wrong, clock);
  try {
    const found = await Promise.all(
      checksOf(examination).map(async ({ name, look }) => {
        const findings = await within(limitMs, async (signal) => look(patient, signal));
        return findings.map((finding) => ({ check: name, ...finding }));
      }),
    );
    return found.flat();
  } finally {
    await within(limitMs, async () => {
      await leave();
      return [];
    });
  }
}

/** What the work finds; where it takes too long or fails, that. */
async function within(
  limitMs: number,
  work: (signal: AbortSignal) => Promise<Finding | Finding[]>,
): Promise<Finding[]> {
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<Finding>((resolve) => {
    timer = setTimeout(() => {
      // What asks somebody says itself that nobody answers, if that is given a moment.
      ending.abort();
      timer = setTimeout(() => {
        resolve(problem(`No answer within ${limitMs / 1_000} seconds.`, 'Look at what it waits for.'));
      }, 500);
    }, limitMs);
  });
  const found = work(ending.signal).catch((fault: unknown) =>
    problem(
      `This could not be looked at: ${fault instanceof Error ? fault.message : String(fault)}`,
      'This should not happen: please report it.',
    ),
  );
  try {
    return [await Promise.race([found, tooLong])].flat();
  } finally {
    clearTimeout(timer);
  }
}
