import {
  nothing,
  sameStanding,
  type Course,
  type Moment,
  type Somebody,
  type Standing,
  type Timelines,
} from './timelines.ts';

/** What is different of it: the gravest, where it is several. */
export type DifferenceKind = 'access' | 'role' | 'workspaces' | 'held' | 'data';

/** A time during which somebody stands otherwise under the proposal than they did. */
export interface Difference {
  kind: DifferenceKind;
  from: Date;
  /** Null: still. */
  until: Date | null;
  was: Standing;
  would: Standing;
  /** What brought it about: of the two, what came last. */
  by: Moment;
  /** Under which of the two that happened. */
  under: 'as_it_was' | 'proposal';
  /** What decides as it was, and under the proposal; null: nothing was decided in the time that was gone through. */
  wasBy: Moment | null;
  wouldBy: Moment | null;
}

/** Somebody who stands otherwise at some time, and when. */
export interface Differing {
  key: string;
  who: Somebody;
  differences: Difference[];
}

/** Compares two continuations of the same beginning, person by person. */
export function* compareTimelines(asItWas: Timelines, proposal: Timelines): Generator<Differing> {
  const keys = new Set([...asItWas.keys(), ...proposal.keys()]);
  for (const key of [...keys].sort()) {
    const [was, would] = [asItWas.get(key), proposal.get(key)];
    const differences = compareCourses(was, would);
    const who = would?.who ?? was?.who;
    if (differences.length > 0 && who !== undefined) yield { key, who: { ...was?.who, ...who }, differences };
  }
}

function compareCourses(was: Course | undefined, would: Course | undefined): Difference[] {
  // Of whom one of the two has nothing to say it is as the other found it.
  const before = { was: (was ?? would)?.before ?? nothing, would: (would ?? was)?.before ?? nothing };
  const moments = [
    ...(was?.moments ?? []).map((moment) => ({ moment, under: 'as_it_was' as const })),
    ...(would?.moments ?? []).map((moment) => ({ moment, under: 'proposal' as const })),
  ].sort((a, b) => a.moment.at.getTime() - b.moment.at.getTime());
  const differences: Difference[] = [];
  let open: Difference | null = null;
  let [wasBy, wouldBy]: [Moment | null, Moment | null] = [null, null];
  for (const [index, { moment, under }] of moments.entries()) {
    if (under === 'as_it_was') wasBy = moment;
    else wouldBy = moment;
    // What happens at one moment is looked at as a whole.
    if (moments[index + 1]?.moment.at.getTime() === moment.at.getTime()) continue;
    const [a, b] = [wasBy?.standing ?? before.was, wouldBy?.standing ?? before.would];
    if (open && sameStanding(open.was, a) && sameStanding(open.would, b)) continue;
    if (open) differences.push({ ...open, until: moment.at });
    open = null;
    const kind = kindOf(a, b);
    if (kind === null) continue;
    open = { kind, from: moment.at, until: null, was: a, would: b, by: moment, under, wasBy, wouldBy };
  }
  return open === null ? differences : [...differences, open];
}

function kindOf(was: Standing, would: Standing): DifferenceKind | null {
  if (access(was) !== access(would)) return 'access';
  if (was.role !== would.role) return 'role';
  if (was.workspaces.join() !== would.workspaces.join()) return 'workspaces';
  if (was.heldBy !== would.heldBy) return 'held';
  // No access either way: without an account, with one that is kept, or with one that is emptied.
  return was.status === would.status ? null : 'data';
}

function access({ status }: Standing): string {
  return status === 'active' || status === 'read_only' ? status : 'none';
}

/** What would have been otherwise, of several people: a verb and what follows. */
export function differenceInWords({ kind, was, would }: Pick<Difference, 'kind' | 'was' | 'would'>): string {
  switch (kind) {
    case 'access':
      if (would.status === 'read_only') return `could only have read, instead of ${accessInWords(was)}`;
      if (would.status === 'active') {
        return `would have had access as ${would.role ?? 'none'}, instead of ${accessInWords(was)}`;
      }
      return `would have had no access, instead of ${accessInWords(was)}`;
    case 'role':
      return `would have been ${would.role ?? 'none'} instead of ${was.role ?? 'none'}`;
    case 'workspaces':
      return workspacesInWords(was.workspaces, would.workspaces);
    case 'held':
      return would.heldBy === null
        ? 'would not have waited for somebody to decide'
        : 'would have waited for somebody to decide';
    case 'data':
      return dataInWords(was.status, would.status);
  }
}

function accessInWords({ status, role }: Standing): string {
  if (status === 'active') return `access as ${role ?? 'none'}`;
  return status === 'read_only' ? 'reading only' : 'none';
}

function workspacesInWords(was: readonly string[], would: readonly string[]): string {
  const more = would.filter((each) => !was.includes(each));
  const less = was.filter((each) => !would.includes(each));
  const list = (workspaces: readonly string[]): string =>
    workspaces.map((each) => each.replace(/^(.*) (.*)$/, '$1 as $2')).join(' and ');
  if (less.length === 0) return `would have been in the workspace ${list(more)} too`;
  if (more.length === 0) return `would not have been in the workspace ${list(less)}`;
  return `would have been in the workspace ${list(more)} instead of ${list(less)}`;
}

function dataInWords(was: Standing['status'], would: Standing['status']): string {
  if (would === 'purged') return 'would have had their data purged';
  if (was === 'purged') return 'would have kept their data';
  return would === 'none' ? 'would have had no account' : 'would have had an account, without access';
}
