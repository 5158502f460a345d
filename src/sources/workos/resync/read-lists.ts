import {
  dropList,
  nextGroupToRead,
  noteMembersRead,
  noteMembersUnknown,
  stageRecords,
  type StagedRecord,
} from '../../../store/resync-records.ts';
import { advanceResync, type ClaimedResync, type ResyncProgress } from '../../../store/resyncs.ts';
import { readTenant } from '../../../store/tenants.ts';
import type { Transaction } from '../../../store/database.ts';
import { marginMs } from '../back-off.ts';
import type { WorkosAnswer, WorkosPage } from '../workos-api.ts';
import { askAboutConnection } from './ask-about-connection.ts';
import { whyNot } from './read-directory.ts';
import { isNonsense, readRecord } from './read-record.ts';
import {
  cancel,
  fail,
  goOnLater,
  inTenant,
  leasedUntil,
  tryLater,
  type ResyncTurn,
  type TurnOutcome,
} from './resync-turn.ts';

/** The most that WorkOS gives at once. */
const pageSize = 100;
/** Requests of one turn, so that others have theirs: less than a minute. */
const mostRequests = 200;

/** How often one list is begun anew, and how long after the first time, in milliseconds. */
const mostRestarts = 5;
const restartRestMs = 5_000;

/** What a page says of how it goes on. */
type Kept = 'on' | 'overtaken' | { nonsense: string };

const kinds = { users: 'user', groups: 'group', members: 'member' } as const;
type Reading = keyof typeof kinds;

/**
 * Reads on in the lists of a directory, from wherever the turn before has ended.
 * @returns `read` once there is nothing left to read, or how the turn ended
 */
export async function readLists(turn: ResyncTurn, directoryKey: string): Promise<TurnOutcome | 'read'> {
  const { deps, resync, pace, signal } = turn;
  await pace(signal);
  const readiness = await askAboutConnection(turn, directoryKey);
  if (readiness.kind === 'unreadable') return fail(turn, readiness.because);
  if (readiness.kind === 'deleted') return cancel(turn, readiness.because);
  if (readiness.kind === 'not_yet') return tryLater(turn, readiness.because, readiness.retryAfterMs);
  if (resync.as_of === null) {
    const now = deps.clock.now();
    const as_of = new Date((readiness.answeredAt ?? now).getTime() - marginMs);
    const began = await inTenant(turn, (trx) => move(turn, trx, { started_at: now, as_of }));
    if (!began) return { kind: 'overtaken' };
  }
  for (let requests = 0; requests < mostRequests; requests += 1) {
    if (resync.phase === 'compare') return 'read';
    await pace(signal);
    const answer = await askForPage(turn, directoryKey);
    if (answer.kind !== 'ok') {
      const ended = await takeRefusal(turn, answer);
      if (ended !== 'on') return ended;
      continue;
    }
    const kept = await inTenant(turn, (trx) => keepPage(turn, trx, directoryKey, answer.value));
    if (kept === 'overtaken') return { kind: 'overtaken' };
    if (kept !== 'on') return fail(turn, kept.nonsense);
  }
  return goOnLater(turn, 0);
}

function askForPage(
  { deps, resync, signal }: ResyncTurn,
  directory: string,
): Promise<WorkosAnswer<WorkosPage>> {
  return deps.api.list(
    resync.phase === 'groups' ? '/directory_groups' : '/directory_users',
    {
      directory,
      ...(resync.phase === 'members' ? { group: resync.group_key ?? '' } : {}),
      limit: String(pageSize),
      // Whoever is new while it is read comes last.
      order: 'asc',
      ...(resync.cursor === null ? {} : { after: resync.cursor }),
    },
    signal,
  );
}

/**
 * A group may cease to exist while it is read, and so may the record behind which a list goes on. That nobody can say who
 * is in a group does not say that it is gone: only the list of groups does.
 */
async function takeRefusal(
  turn: ResyncTurn,
  answer: Exclude<WorkosAnswer<never>, { kind: 'ok' }>,
): Promise<TurnOutcome | 'on'> {
  const { resync } = turn;
  const { tenant_id, id, cursor, group_key, groups_done } = resync;
  if (answer.kind === 'refused' && cursor !== null) return readAgain(turn);
  if (answer.kind === 'refused' && answer.status === 404 && resync.phase === 'members') {
    const isOurs = await inTenant(turn, async (trx) => {
      await noteMembersUnknown(trx, tenant_id, id, group_key ?? '');
      return move(turn, trx, { ...(await nextGroup(turn, trx)), groups_done: groups_done + 1 });
    });
    return isOurs ? 'on' : { kind: 'overtaken' };
  }
  const readiness = whyNot(answer);
  if (readiness.kind === 'unreadable') return fail(turn, readiness.because);
  const [because, wanted] =
    readiness.kind === 'not_yet' ? [readiness.because, readiness.retryAfterMs] : ['', null];
  return tryLater(turn, because, wanted);
}

/** Begins the list anew that WorkOS does not go on with; not for ever. */
async function readAgain(turn: ResyncTurn): Promise<TurnOutcome> {
  const { resync } = turn;
  const { tenant_id, id, group_key, restarts } = resync;
  if (restarts >= mostRestarts) {
    return fail(
      turn,
      `WorkOS refused ${restarts + 1} times to go on in the same list, so it could not be read to its end. Nobody was taken for gone.`,
    );
  }
  const kind = kinds[readingOf(resync)];
  await inTenant(turn, async (trx) => {
    const dropped = await dropList(trx, tenant_id, id, kind, kind === 'member' ? (group_key ?? '') : '');
    await move(turn, trx, { cursor: null, restarts: restarts + 1, ...countsAfter(resync, -dropped) });
  });
  return tryLater(
    turn,
    'WorkOS does not know any more where reading was; this list is read again.',
    restartRestMs * 2 ** restarts,
  );
}

async function keepPage(
  turn: ResyncTurn,
  trx: Transaction,
  directoryKey: string,
  page: WorkosPage,
): Promise<Kept> {
  const { deps, resync } = turn;
  const { tenant_id, id, cursor } = resync;
  // Holds the row, so that nobody ends the resync while what it has read is kept.
  if (!(await advanceResync(trx, resync, { leased_until: leasedUntil(deps) }))) return 'overtaken';
  if (page.after !== null && (page.data.length === 0 || page.after === cursor)) return twice;
  const tenant = await readTenant(trx, tenant_id);
  if (!tenant) return 'overtaken';
  const { redaction } = await deps.policies.load(trx, tenant);
  const reading = readingOf(resync);
  const context = {
    kind: kinds[reading],
    directoryKey,
    group: reading === 'members' ? (resync.group_key ?? '') : '',
    redaction,
    now: deps.clock.now(),
  };
  const records = new Map<string, StagedRecord>();
  for (const entry of page.data) {
    const record = readRecord(entry, context);
    if (isNonsense(record)) return record;
    records.set(record.key, record);
  }
  const added = await stageRecords(trx, tenant_id, id, [...records.values()]);
  if (records.size > 0 && added === 0) return twice;
  const place =
    page.after === null ? { ...(await afterList(turn, trx)), restarts: 0 } : { cursor: page.after };
  const moved = await move(turn, trx, { ...place, ...countsAfter(resync, added) });
  return moved ? 'on' : 'overtaken';
}

const twice = {
  nonsense:
    'WorkOS gave the same page of a list twice, so what it answers cannot be relied on. Nothing was changed.',
};

/** Where it goes on after the last page of a list. */
async function afterList(turn: ResyncTurn, trx: Transaction): Promise<Partial<ResyncProgress>> {
  const { resync } = turn;
  switch (readingOf(resync)) {
    case 'users':
      return { phase: 'groups', cursor: null };
    case 'groups':
      return nextGroup(turn, trx);
    case 'members':
      await noteMembersRead(trx, resync.tenant_id, resync.id, resync.group_key ?? '');
      return { ...(await nextGroup(turn, trx)), groups_done: resync.groups_done + 1 };
  }
}

async function nextGroup({ deps, resync }: ResyncTurn, trx: Transaction): Promise<Partial<ResyncProgress>> {
  const { tenant_id, id } = resync;
  const group_key = await nextGroupToRead(trx, tenant_id, id, resync.group_key ?? '');
  return group_key === null
    ? { phase: 'compare', cursor: null, group_key: null, read_at: deps.clock.now() }
    : { phase: 'members', cursor: null, group_key };
}

function countsAfter(resync: ClaimedResync, added: number): Partial<ResyncProgress> {
  const count = { users: 'people', groups: 'groups', members: 'memberships' } as const;
  const name = count[readingOf(resync)];
  return { [name]: resync[name] + added };
}

function readingOf({ phase }: ClaimedResync): Reading {
  if (phase === 'users' || phase === 'groups' || phase === 'members') return phase;
  throw new Error(`nothing is read in the phase ${phase}`);
}

/** Moves on, in the database and here; false where another has the turn by now. */
async function move(
  { deps, resync }: ResyncTurn,
  trx: Transaction,
  progress: Partial<ResyncProgress>,
): Promise<boolean> {
  const all = { failures: 0, fault: null, ...progress, leased_until: leasedUntil(deps) };
  const isOurs = await advanceResync(trx, resync, all);
  if (isOurs) Object.assign(resync, { failures: 0, fault: null, ...progress });
  return isOurs;
}
