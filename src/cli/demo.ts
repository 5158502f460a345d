import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { readConfig, type Config } from '../config.ts';
import type { AuditRecord, Directory, User, Why } from '../generated/api.ts';
import type { Environment } from '../setting-reader.ts';
import { createAdminApi, type AdminApi } from './demo/admin-api.ts';
import { checkOutcome } from './demo/check-outcome.ts';
import { countActions, type DemoSummary, type SceneReport, type Story } from './demo/day-report.ts';
import { DemoFailure } from './demo/demo-failure.ts';
import { DEMO_WORKSPACES, demoPolicy } from './demo/demo-policy.ts';
import { findCredentials } from './demo/find-credentials.ts';
import { playDay, type Venue } from './demo/play-day.ts';
import { printScene, printSummary } from './demo/print-day.ts';
import { createProgressLine, type ProgressStream } from './demo/progress-line.ts';
import { seededRandom } from './demo/seeded-random.ts';
import { createSimulatedDirectory } from './demo/simulated-directory.ts';
import { FEWEST_PEOPLE, planWorkingDay, type WorkingDay } from './demo/working-day.ts';

export interface DemoOptions {
  /** Of the running server; from HOST and PORT unless told. */
  url?: string;
  /** Makes the people and the order of things; another one each time unless told. */
  seed?: number;
  /** 200 unless told. */
  people?: number;
  /** Print the summary as JSON instead of the story. */
  json?: boolean;
}

export interface DemoIo {
  stdout: { write(text: string): unknown };
  stderr: ProgressStream;
  env: Environment;
  /** Relative folders of the settings count from here. */
  cwd: string;
  fetch?: typeof fetch;
  now?: () => Date;
  pause?: (milliseconds: number) => Promise<void>;
}

const MOST_PEOPLE = 5000;
const MOST_SEED = 2 ** 32 - 1;
const DOMAIN = 'halcyon.example';
/** The simulated day ends about when the demo starts, so that nothing in it lies in the future. */
const DAY_LENGTH = 10 * 60 * 60 * 1000;

/**
 * Plays a working day of a simulated company against the running server, through its real webhook, in a tenant made
 * for it, and prints what changed and why. Resolves to the exit code: 0 when every account is right afterwards,
 * 1 when one is not or the server cannot be used, 2 for options that make no sense.
 *
 * @throws RollcallError `invalid_configuration` for settings that cannot be read
 */
export async function runDemo(options: DemoOptions, io: DemoIo): Promise<number> {
  const people = options.people ?? 200;
  if (!Number.isInteger(people) || people < FEWEST_PEOPLE || people > MOST_PEOPLE) {
    io.stderr.write(`--people must be a whole number from ${FEWEST_PEOPLE} to ${MOST_PEOPLE}.\n`);
    return 2;
  }
  const seed = options.seed ?? randomInt(MOST_SEED);
  if (!Number.isInteger(seed) || seed < 0 || seed > MOST_SEED) {
    io.stderr.write(`--seed must be a whole number from 0 to ${MOST_SEED}.\n`);
    return 2;
  }
  const config = readConfig(io.env, io.cwd);
  const url = (options.url ?? localUrl(config)).replace(/\/+$/, '');
  const tell = (text: string) => {
    if (options.json !== true) io.stdout.write(text);
  };
  try {
    const summary = await play(config, { url, people, seed }, io, tell);
    io.stdout.write(
      options.json === true ? `${JSON.stringify(summary, null, 2)}\n` : printSummary(summary, url),
    );
    return summary.checks.every(({ passed }) => passed) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof DemoFailure)) throw error;
    io.stderr.write(`${error.message}\n`);
    return 1;
  }
}

async function play(
  config: Config,
  options: { url: string; people: number; seed: number },
  io: DemoIo,
  tell: (text: string) => void,
): Promise<DemoSummary> {
  const { url, people, seed } = options;
  const world = { fetch: io.fetch ?? fetch, now: io.now ?? (() => new Date()), pause: io.pause ?? pause };
  await assertServerRuns(url, world.fetch);
  const credentials = await findCredentials(config);
  const api = createAdminApi({ url, token: credentials.token, fetch: world.fetch });

  const startedAt = world.now();
  const directory = createSimulatedDirectory({
    seed,
    startsAt: new Date(startedAt.getTime() - DAY_LENGTH),
    name: 'Halcyon Inc. (simulated)',
  });
  const day = planWorkingDay(directory, seededRandom(seed), { people, domain: DOMAIN });
  const venue: Venue = {
    api,
    ...(await openTenant(api, day, directory.directoryId, startedAt)),
    sender: { url, secret: credentials.webhookSecret, ...world },
  };
  tell(`A working day of ${people} people in the new tenant ${venue.slug} (--seed ${seed}).\n`);

  const scenes: SceneReport[] = [];
  const records = await playDay(day, venue, createProgressLine(io.stderr), (report) => {
    scenes.push(report);
    tell(printScene(report));
  });
  const seconds = (world.now().getTime() - startedAt.getTime()) / 1000;
  const { checks, users, holds } = await checkOutcome(day, directory, venue, records);
  return {
    tenant: venue.slug,
    directory_id: venue.directoryId,
    seed,
    people,
    webhooks: scenes.reduce((sum, { webhooks }) => sum + webhooks, 0),
    seconds,
    scenes,
    changes: countActions(records),
    holds: holds.map(({ kind, reason }) => ({ kind, reason })),
    story: await storyOf(day, users, records, venue),
    checks,
  };
}

function localUrl({ host, port }: Config): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

async function assertServerRuns(url: string, fetchFrom: typeof fetch): Promise<void> {
  const answer = await fetchFrom(`${url}/healthz`).catch((cause: unknown) => {
    throw new DemoFailure(
      `No Rollcall answers at ${url}: start it with \`npm start\` in another terminal, then try again.`,
      { cause },
    );
  });
  await answer.arrayBuffer();
  if (!answer.ok)
    throw new DemoFailure(`The server at ${url} is not healthy: /healthz answered ${answer.status}.`);
}

/** A tenant of its own for each run, so that runs do not meet. */
async function openTenant(
  api: AdminApi,
  day: WorkingDay,
  workosId: string,
  now: Date,
): Promise<{ slug: string; directoryId: string }> {
  const moment = now.toISOString().replaceAll(/\D/g, '');
  const slug = `demo-${moment.slice(0, 8)}-${moment.slice(8, 14)}-${String(randomInt(1000)).padStart(3, '0')}`;
  await api.post('/tenants', { slug, name: 'Halcyon Inc.', policy: demoPolicy(slug, DOMAIN, day.groups) });
  for (const key of DEMO_WORKSPACES) await api.post(`/tenants/${slug}/workspaces`, { key });
  const { id } = await api.post<Directory>(`/tenants/${slug}/directories`, {
    source: 'workos',
    workos_id: workosId,
    idp: 'okta',
  });
  return { slug, directoryId: id };
}

async function storyOf(day: WorkingDay, users: User[], records: AuditRecord[], venue: Venue): Promise<Story> {
  const user = users.find(({ external_id }) => external_id === day.hero.idpId);
  if (user === undefined) throw new DemoFailure(`${day.hero.email} has no account after the day.`);
  const why = await venue.api.get<Why>(`/tenants/${venue.slug}/users/${user.id}/why`);
  return {
    name: user.display_name ?? user.email ?? user.id,
    user_id: user.id,
    records: records
      .filter(({ user_id }) => user_id === user.id)
      .map(({ at, action, reason }) => ({ at, action, reason })),
    why: why.steps.map(({ says, policy }) =>
      policy?.line == null ? says : `${says} (line ${policy.line} of the policy)`,
    ),
  };
}
