import type { FoundProblem, ProblemCode, ProblemSeverity } from '../domain/directory-problem.ts';
import { operatorChannel, type NoticeKind } from '../domain/notice.ts';
import type { NewProblem, ProblemRow, ProblemUpdate } from '../store/directory-problems.ts';

/** For how long a problem has to be gone before it is over, in milliseconds: one that comes back earlier is the same. */
export const graceMs = 3_600_000;

/** What becomes of the problems of a directory, and whom that is told. */
export interface ProblemChanges {
  insert: NewProblem[];
  update: ProblemUpdate[];
  tell: { change: 'found' | 'worse' | 'over'; problem: Told; channels: string[] }[];
}

/** What is said of a problem, whatever becomes of it. */
export interface Told {
  code: ProblemCode;
  severity: ProblemSeverity;
  /** Before it became worse; null: it is new. */
  formerly: ProblemSeverity | null;
  since: Date;
  says: string;
  nextStep: string;
}

/** Channels that ask to be told of a kind. */
export type ChannelsFor = (kind: NoticeKind) => string[];

/**
 * Holds what is found against what is open. Pure. What is new is opened and told; what is worse than ever is told to
 * those who did not hear of it; what has been gone for an hour is over, and told to those who were told of it.
 */
export function changesOf(
  directoryId: string,
  open: readonly ProblemRow[],
  found: readonly FoundProblem[],
  channelsFor: ChannelsFor,
  now: Date,
): ProblemChanges {
  const changes: ProblemChanges = { insert: [], update: [], tell: [] };
  for (const problem of found) {
    if (open.some(({ code }) => code === problem.code)) continue;
    const channels = whoIsTold(problem, channelsFor);
    changes.insert.push({ ...problem, directoryId, told: channels });
    changes.tell.push({ change: 'found', problem: { ...problem, formerly: null }, channels });
  }
  for (const row of open) {
    const problem = found.find(({ code }) => code === row.code);
    if (problem === undefined) leave(changes, row, now);
    else keep(changes, row, problem, channelsFor);
  }
  return changes;
}

/** It is still there, perhaps worse. */
function keep(
  changes: ProblemChanges,
  row: ProblemRow,
  problem: FoundProblem,
  channelsFor: ChannelsFor,
): void {
  const { severity, says, nextStep } = problem;
  const isWorse = severity === 'failing' && row.worst === 'attention';
  const channels = isWorse ? whoIsTold(problem, channelsFor).filter((name) => !row.told.includes(name)) : [];
  changes.update.push({
    id: row.id,
    severity,
    says,
    next_step: nextStep,
    gone_since: null,
    resolved_at: null,
    told: [...row.told, ...channels],
    worst: isWorse ? severity : row.worst,
    toldNow: channels.length > 0,
  });
  if (!isWorse) return;
  const told = { code: row.code, severity, formerly: row.severity, since: row.since, says, nextStep };
  changes.tell.push({ change: 'worse', problem: told, channels });
}

/** It is not there any more, and over once it has stayed away. */
function leave(changes: ProblemChanges, row: ProblemRow, now: Date): void {
  const goneSince = row.gone_since ?? now;
  const isOver = now.getTime() - goneSince.getTime() >= graceMs;
  if (row.gone_since !== null && !isOver) return;
  const { id, code, severity, since, says, next_step, told, worst } = row;
  changes.update.push({
    ...{ id, severity, says, next_step, told, worst },
    gone_since: goneSince,
    resolved_at: isOver ? now : null,
    toldNow: isOver && told.length > 0,
  });
  if (!isOver) return;
  const problem = { code, severity, formerly: severity, since, says, nextStep: next_step };
  changes.tell.push({ change: 'over', problem, channels: told });
}

/** Those who run Rollcall hear of whatever fails; the channels of the policy of what they ask for. */
function whoIsTold(problem: Pick<FoundProblem, 'code' | 'severity'>, channelsFor: ChannelsFor): string[] {
  const kind = kindOf(problem);
  if (kind === null) return [];
  return [...channelsFor(kind), ...(problem.severity === 'failing' ? [operatorChannel] : [])];
}

/** As what a problem is told; null: it is told to nobody, and shown only. */
export function kindOf({
  code,
  severity,
}: Pick<FoundProblem, 'severity'> & { code: string }): NoticeKind | null {
  if (code === 'silent') return 'directory_silent';
  if (code === 'token_expiring') return 'token_expiring';
  return severity === 'failing' ? 'directory_failing' : null;
}
