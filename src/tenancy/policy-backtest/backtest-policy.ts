import { v7 as newId } from 'uuid';
import { durationInWords, durationMs } from '../../domain/duration.ts';
import { momentOf } from '../../domain/moment.ts';
import { RollcallError } from '../../domain/rollcall-error.ts';
import type { PolicyBacktest, PolicyBacktestRequest } from '../../generated/api.ts';
import type { AlwaysClaim } from '../../generated/policy-test.ts';
import { parsePolicyTests } from '../../policy/parse-policy-tests.ts';
import type { ActivePolicy } from '../../reconcile/active-policy.ts';
import type { Transaction } from '../../store/database.ts';
import {
  countRecordedEvents,
  readDirectoriesToCopy,
  type RecordedCounts,
} from '../../store/recorded-history.ts';
import { beginRehearsal, readLatestPerson, stayOpen } from '../../store/rehearsed-tenant.ts';
import { insertTenant, readTenant, type TenantRow } from '../../store/tenants.ts';
import type { TenancyDeps } from '../deps.ts';
import { digestOf, parseProposal, readProposal, type Proposal } from '../policy-plan/proposal.ts';
import { proposedVersion, type Backtested, type Continuation } from './backtested.ts';
import { compareWithRecord } from './compare-with-record.ts';
import { watchInvariants } from './invariants.ts';
import { readOccurrences } from './occurrences.ts';
import { createReplay, type Replay } from './replay.ts';
import { reportBacktest } from './report.ts';
import type { Stage, Step } from './stage.ts';
import { noteTimelines } from './timelines.ts';

/** Events that are gone through, of all three parts, unless more are asked for. */
const usuallyAtMost = 100_000;
/** Those for whom a replay did otherwise than what is recorded and who are named. */
const otherwiseNamed = 20;

export interface BacktestRun {
  /** Told now and then how far it is: events gone through, and how many there are. */
  onProgress?: (done: number, total: number) => void;
  /** Milliseconds after which it gives up; null or absent: never. */
  longestMs?: number | null;
  /** Waits until there is room for it, once what was asked for is known to be right; absent: at once. */
  turn?: <T>(work: () => Promise<T>) => Promise<T>;
}

/**
 * Goes through a tenant's recorded history again with the flow itself, in a tenant that is only rehearsed: until `since`
 * as it was, and from there on twice, as it was and under another policy. Says who would have stood otherwise, when and by
 * which line, and what must always hold and did not. Nothing of it is kept, and nobody waits for it.
 *
 * @throws RollcallError not_found, invalid_request (too much history, `since`), policy_invalid with `diagnostics` in its
 *   details, conflict where it takes too long
 */
export async function backtestPolicy(
  deps: TenancyDeps,
  { id, slug }: { id: string; slug: string },
  request: PolicyBacktestRequest,
  { onProgress = () => undefined, longestMs = null, turn = (work) => work() }: BacktestRun = {},
): Promise<PolicyBacktest> {
  if ((request.yaml === undefined) === (request.version === undefined)) {
    throw new RollcallError('invalid_request', 'Name either a policy (`yaml`) or a `version`.');
  }
  const proposal = await readProposed(deps, { id, slug }, request);
  const claims = claimsOf(request.tests, proposal);
  sinceOf(request.since, deps.clock.now());
  return turn(() => goThrough(deps, id, request, { proposal, claims, onProgress, longestMs }));
}

/** A version is as it is, so it may be read before its turn comes. */
async function readProposed(
  deps: TenancyDeps,
  { id, slug }: { id: string; slug: string },
  { yaml, file, version }: PolicyBacktestRequest,
): Promise<Proposal> {
  if (yaml !== undefined) return parseProposal(deps, slug, yaml, file, 'there is no backtest');
  return deps.database.inSnapshot(id, (trx) => readProposal(trx, { id }, version ?? 0));
}

interface Going extends Required<Omit<BacktestRun, 'turn'>> {
  proposal: Proposal;
  claims: readonly AlwaysClaim[];
}

function goThrough(
  deps: TenancyDeps,
  id: string,
  request: PolicyBacktestRequest,
  { proposal, claims, onProgress, longestMs }: Going,
): Promise<PolicyBacktest> {
  const { clock, database } = deps;
  const startedAt = clock.now();
  return database.inSnapshot(id, async (real) => {
    await stayOpen(real);
    const tenant = await readTenant(real, id);
    if (!tenant) throw new RollcallError('not_found', 'There is no such tenant.');
    // What this sees happened before this moment.
    const until = clock.now();
    const since = sinceOf(request.since, until);
    const counts = await countRecordedEvents(real, id, since, until);
    const total = counts.before + 2 * counts.within;
    requireFew(total, request.most_events ?? usuallyAtMost, counts);
    let done = 0;
    const went = (events: number): void => {
      done += events;
      onProgress(done, total);
      const took = clock.now().getTime() - startedAt.getTime();
      if (longestMs !== null && took > longestMs) throw tooLong(done, total, longestMs);
    };
    const rehearsedId = newId();
    const result = await database.inTenant(rehearsedId, (outer) =>
      outer.rehearse(async (trx) => {
        const stage = await setStage(deps, { trx, rehearsedId, real, tenant, proposal });
        return rehearse(stage, { proposal, claims, since, until, went });
      }),
    );
    const named = request.people ?? 10;
    return reportBacktest(real, { tenant, proposal, since, until, counts, named, ...result });
  });
}

async function setStage(
  deps: TenancyDeps,
  {
    trx,
    rehearsedId,
    real,
    tenant,
    proposal,
  }: { trx: Transaction; rehearsedId: string; real: Transaction; tenant: TenantRow; proposal: Proposal },
): Promise<Stage> {
  await beginRehearsal(trx);
  const { created_at: createdAt } = tenant;
  await insertTenant(trx, { id: rehearsedId, slug: `backtest-${rehearsedId}`, name: 'Backtest', createdAt });
  const proposed = deps.policies.compile(proposal, proposedVersion);
  const directories = await readDirectoriesToCopy(real, tenant.id);
  return {
    trx,
    tenantId: rehearsedId,
    real: { trx: real, tenantId: tenant.id },
    policyOf: (version) =>
      version === proposedVersion
        ? Promise.resolve(proposed)
        : deps.policies.load(real, { ...tenant, active_policy_version: version }),
    instead: null,
    directories: new Map(directories.map((directory) => [directory.id, directory])),
    registered: new Map(),
  };
}

interface Rehearsal {
  proposal: Proposal;
  claims: readonly AlwaysClaim[];
  since: Date;
  until: Date;
  /** Told of each step, with the events that it went through. */
  went: (events: number) => void;
}

async function rehearse(
  stage: Stage,
  { proposal, claims, since, until, went }: Rehearsal,
): Promise<Pick<Backtested, 'base' | 'asItWas' | 'underProposal' | 'reproduction'>> {
  const { real, trx, tenantId } = stage;
  const observe = (step: Step): Promise<void> => {
    went(step.events.length);
    return Promise.resolve();
  };
  const beginning = createReplay(stage, observe);
  for await (const occurrence of readOccurrences(real.trx, real.tenantId, null, since)) {
    await beginning.play(occurrence);
  }
  await beginning.passTime(since);
  const base = (await readTenant(trx, tenantId))?.active_policy_version ?? null;
  const before = base === null ? null : await stage.policyOf(base);
  const going = { claims, since, until, went, before };

  const [asItWas, reproduction] = await trx.rehearse(async (savepoint) => {
    const own = { ...stage, trx: savepoint, registered: new Map(stage.registered) };
    const went = await goOn(own, going, () => Promise.resolve());
    return [went, await compareWithRecord(own, { since, until }, otherwiseNamed)] as const;
  });
  const underProposal = await trx.rehearse((savepoint) => {
    const own = { ...stage, trx: savepoint, registered: new Map(stage.registered), instead: proposedVersion };
    const isSame = before !== null && digestOf(before) === digestOf(proposal);
    return goOn(own, going, (replay) =>
      // The same policy is in force already, and nobody has to be reconsidered.
      base === null || isSame ? Promise.resolve() : replay.enforce(proposedVersion, since),
    );
  });
  return { base, asItWas, underProposal, reproduction };
}

async function goOn(
  stage: Stage,
  { claims, since, until, went, before }: Omit<Rehearsal, 'proposal'> & { before: ActivePolicy | null },
  begin: (replay: Replay) => Promise<void>,
): Promise<Continuation> {
  const { real, trx, tenantId } = stage;
  const latest = (await readLatestPerson(trx, tenantId)) ?? '';
  const { timelines, note } = await noteTimelines(stage, latest);
  const watch = await watchInvariants(stage, claims, before?.administratorRoles ?? []);
  const replay = createReplay(stage, async (step) => {
    went(step.events.length);
    await note(step);
    await watch.check(step);
  });
  await replay.passTime(since);
  await begin(replay);
  await watch.begin(since);
  for await (const occurrence of readOccurrences(real.trx, real.tenantId, since, until)) {
    await replay.play(occurrence);
  }
  await replay.passTime(until);
  await watch.checkAll(until);
  return { timelines, figures: replay.figures, found: watch.found };
}

/** `90d`, or a moment. */
function sinceOf(written: string, now: Date): Date {
  if (/^\d{1,6}[smhd]$/.test(written)) return new Date(Math.max(0, now.getTime() - durationMs(written)));
  const at = momentOf(written)?.begins;
  if (at === undefined) {
    throw new RollcallError(
      'invalid_request',
      '`since` is a time such as 90d or 12h, or a moment such as 2026-08-01T00:00:00Z.',
    );
  }
  if (at > now) throw new RollcallError('invalid_request', '`since` is to come: there is no history yet.');
  return at;
}

function claimsOf(tests: string | undefined, { effective, catalog, file }: Proposal): AlwaysClaim[] {
  if (tests === undefined) return [];
  const name = file.replace(/\.policy\.yaml$/, '.test.yaml');
  const parsed = parsePolicyTests(tests, name, { catalog, policy: effective });
  if (parsed.tests !== null) return parsed.tests.always ?? [];
  throw new RollcallError('policy_invalid', 'The tests of the policy have errors, so there is no backtest.', {
    details: { diagnostics: parsed.diagnostics },
  });
}

function requireFew(total: number, most: number, { before, within }: RecordedCounts): void {
  if (total <= most) return;
  throw new RollcallError(
    'invalid_request',
    `The backtest would go through ${total} events: ${before} until it begins, and ${within} from then on, twice. ` +
      `That is more than ${most}. Begin later, or allow more (\`most_events\`, --most-events).`,
  );
}

function tooLong(done: number, total: number, longestMs: number): RollcallError {
  const minutes = durationInWords(`${Math.max(1, Math.round(longestMs / 60_000))}m`);
  return new RollcallError(
    'conflict',
    `The backtest was given up after ${minutes}, with ${done} of ${total} events gone through. ` +
      'Begin later, or run `rollcall policy backtest` beside the database, where it may take as long as it takes.',
  );
}
