import type { DriftKind, ResyncResult } from '../../../store/resyncs.ts';
import type { ResyncReason } from '../../../store/resync-requests.ts';
import type { NewsFate } from '../../../store/resync-records.ts';
import type { ResyncNewsType } from '../../../store/resync-compare.ts';

export const kindOfNews: Record<ResyncNewsType, DriftKind> = {
  'resync.user_seen': 'people_seen',
  'resync.user_gone': 'people_gone',
  'resync.group_seen': 'groups_seen',
  'resync.group_gone': 'groups_gone',
  'resync.joined': 'memberships_joined',
  'resync.left': 'memberships_left',
};

/** One and several of a kind, and which news of it there should have been. */
const words: Record<DriftKind, [one: string, several: string, missed: string]> = {
  people_seen: ['person differed', 'people differed', 'no change'],
  people_gone: ['person was not there any more', 'people were not there any more', 'no removal'],
  groups_seen: ['group differed', 'groups differed', 'no change'],
  groups_gone: ['group was not there any more', 'groups were not there any more', 'no removal'],
  memberships_joined: ['membership differed', 'memberships differed', 'no addition'],
  memberships_left: ['membership differed', 'memberships differed', 'no removal'],
};

export interface ReadWhat {
  reason: ResyncReason;
  /** Whether it is the first reading of the directory, whoever asked for it. */
  isFirst: boolean;
  /** The source's word for the identity provider, if it is known. */
  idp: string | null;
  people: number;
  groups: number;
  memberships: number;
}

/**
 * What a resync came to. Only what was applied counts: of what was superseded something newer was known. The first reading
 * of a directory finds everything, and that is no drift.
 */
export function tellResult(what: ReadWhat, fates: readonly NewsFate[]): ResyncResult {
  const setAside = fates.reduce((sum, { status, count }) => sum + (status === 'set_aside' ? count : 0), 0);
  const aside =
    setAside === 0
      ? []
      : [
          `${setAside} ${setAside === 1 ? 'difference' : 'differences'} could not be applied: see the events that were set aside.`,
        ];
  if (what.isFirst) {
    const read = `The directory was read for the first time: ${counted(what.people, 'person', 'people')}, ${counted(what.groups, 'group', 'groups')} and ${counted(what.memberships, 'membership', 'memberships')}.`;
    return { differences: {}, set_aside: setAside, says: [read, ...aside] };
  }
  const differences: ResyncResult['differences'] = {};
  for (const { type, status, count } of fates) {
    if (status !== 'applied' || !isNewsType(type)) continue;
    const kind = kindOfNews[type];
    differences[kind] = (differences[kind] ?? 0) + count;
  }
  const says = (Object.keys(words) as DriftKind[]).flatMap((kind) => {
    const count = differences[kind] ?? 0;
    const [one, several, missed] = words[kind];
    if (count === 0) return [];
    return [`${counted(count, one, several)}: ${causeOf(what, missed)}.`];
  });
  return {
    differences,
    set_aside: setAside,
    says: says.length + aside.length === 0 ? ['Nothing differed.'] : [...says, ...aside],
  };
}

function causeOf({ reason, idp }: ReadWhat, missed: string): string {
  if (reason === 'events_expired') return `${missed} had reached us before WorkOS forgot it`;
  if (reason === 'policy_unusable') return `${missed} could be kept while the policy could not be used`;
  return `${providerName(idp)} sent ${missed}`;
}

const names: [RegExp, string][] = [
  [/okta/i, 'Okta'],
  [/entra|azure/i, 'Entra ID'],
  [/google|gsuite/i, 'Google Workspace'],
  [/onelogin/i, 'OneLogin'],
  [/jump\s?cloud/i, 'JumpCloud'],
  [/ping/i, 'PingFederate'],
  [/cyberark/i, 'CyberArk'],
  [/rippling/i, 'Rippling'],
  [/workday/i, 'Workday'],
];

function providerName(idp: string | null): string {
  const known = idp === null ? undefined : names.find(([pattern]) => pattern.test(idp));
  return known?.[1] ?? 'the identity provider';
}

function isNewsType(type: string): type is ResyncNewsType {
  return Object.hasOwn(kindOfNews, type);
}

function counted(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}
