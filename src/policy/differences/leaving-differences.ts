import { canonicalJson } from '../../domain/canonical-json.ts';
import { durationInWords } from '../../domain/duration.ts';
import type { EffectiveDeactivation, EffectiveSoleAdmin } from '../effective-policy.ts';
import { conditionInWords, everyOf, plain } from '../plain-english/condition-in-words.ts';
import { inQuotes } from '../plain-english/in-quotes.ts';
import { conditionChange } from './condition-differences.ts';
import {
  changed,
  differs,
  gone,
  listDifferences,
  matchLists,
  now,
  type PolicyDifference,
} from './difference.ts';

type Mode = EffectiveDeactivation['mode'];
type Exception = EffectiveDeactivation['exceptions'][number];

/** What happens otherwise when somebody leaves. */
export function leavingDifferences(
  before: EffectiveDeactivation,
  after: EffectiveDeactivation,
): PolicyDifference[] {
  return [
    ...changed(
      before.mode,
      after.mode,
      '/deactivation/mode',
      (was, is) => `Whoever leaves ${MODES[is]}; before, whoever left ${MODES[was]}.`,
    ),
    ...changed(before.grace, after.grace, '/deactivation/grace', (was, is) => {
      const time = is === undefined ? 'no time is set any more' : `is ${durationInWords(is.delete_after)}`;
      return is === undefined || was === undefined
        ? `The time of grace after which leavers' data are purged ${is === undefined ? time : `${time} now`}.`
        : `After grace, leavers' data are purged ${durationInWords(is.delete_after)} later instead of ${durationInWords(was.delete_after)}.`;
    }),
    ...changed(before.read_only, after.read_only, '/deactivation/read_only', (was, is) => {
      if (is === undefined) return 'No time is set any more for which leavers may read.';
      const instead = was === undefined ? '' : ` instead of ${durationInWords(was.for)}`;
      return `Leavers who may still read may do so for ${durationInWords(is.for)}${instead}.`;
    }),
    ...changed(before.retain_data, after.retain_data, '/deactivation/retain_data', (was, is) =>
      is === 'forever'
        ? `Leavers' data are kept for good instead of ${timeInWords(was)}.`
        : `Leavers' data are kept ${timeInWords(is)} instead of ${timeInWords(was)}.`,
    ),
    ...listDifferences(before.revoke, after.revoke, '/deactivation/revoke', {
      came: (what) => `${REVOKED[what] ?? what} are revoked when an account is deactivated.`,
      went: (what) => `${REVOKED[what] ?? what} are not revoked any more when an account is deactivated.`,
      list: 'revoke',
    }),
    ...exceptionDifferences(before.exceptions, after.exceptions),
    ...changed(before.if_reactivated, after.if_reactivated, '/deactivation/if_reactivated', (_, is) =>
      is === 'restore'
        ? 'Whoever comes back has the same account again, instead of a new one.'
        : 'Whoever comes back gets a new account, instead of the same one.',
    ),
  ];
}

const MODES: Record<Mode, string> = {
  immediate: 'has no access from that moment',
  grace: 'has no access from that moment, and the data are purged after a time of grace',
  read_only: 'may sign in and read for a while',
};

const REVOKED: Record<string, string> = { sessions: 'Open sessions', api_keys: 'API keys' };

function timeInWords(time: string): string {
  return time === 'forever' ? 'for good' : durationInWords(time);
}

function exceptionDifferences(before: readonly Exception[], after: readonly Exception[]): PolicyDifference[] {
  const { added, removed, kept, isReordered } = matchLists(before, after, [
    ({ name }) => name,
    (exception) => canonicalJson({ ...exception, name: null }),
  ]);
  const at = (i: number): string => `/deactivation/exceptions/${String(i)}`;
  const says = ({ when, mode }: Exception): string =>
    `if ${conditionInWords(when)}, the person ${MODES[mode]}`;
  return [
    ...removed.map(({ item, at: i }) =>
      gone(`Nobody leaves by the exception ${inQuotes(item.name)} any more. It was: ${says(item)}.`, at(i)),
    ),
    ...added.map(({ item, at: i }) =>
      now(`A new exception for leavers, ${inQuotes(item.name)}: ${says(item)}.`, at(i)),
    ),
    ...kept.flatMap(({ before: { item: was }, after: { item: is, at: i } }) => {
      const name = inQuotes(is.name);
      return [
        ...changed(
          was.name,
          is.name,
          at(i),
          (former) => `The exception ${inQuotes(former)} is called ${name}.`,
        ),
        ...changed(was.because, is.because, at(i), () => `The exception ${name} has another reason.`),
        ...changed(
          was.mode,
          is.mode,
          at(i),
          (former, today) =>
            `Whoever leaves by ${name} ${MODES[today]}; before, whoever did ${MODES[former]}.`,
        ),
        ...changed(
          was.when,
          is.when,
          at(i),
          (former, today) => `The exception ${name} for leavers changes: ${conditionChange(former, today)}`,
        ),
      ];
    }),
    ...(isReordered
      ? [
          now(
            `The exceptions for leavers are in another order, and the first that matches counts: ${everyOf(after.map(({ name }) => inQuotes(name)))}.`,
            '/deactivation/exceptions',
          ),
        ]
      : []),
  ];
}

/** What happens otherwise to the last administrator. */
export function soleAdminDifferences(
  before: EffectiveSoleAdmin,
  after: EffectiveSoleAdmin,
): PolicyDifference[] {
  return [
    ...changed(
      before.action,
      after.action,
      '/sole_admin/action',
      (was, is) => `When the last administrator would go, ${LAST[is]}, instead of: ${LAST[was]}.`,
    ),
    ...promoteDifferences(before.promote, after.promote),
    ...changed(before.if_unanswered, after.if_unanswered, '/sole_admin/if_unanswered', (was, is) => {
      if (is === null)
        return 'About the last administrator nothing happens by itself any more when nobody decides.';
      const then =
        is.action === 'promote' ? 'somebody else becomes administrator' : 'the change goes through';
      const instead =
        was === null
          ? 'before, it waited for as long as it took'
          : `before, ${was.action === 'promote' ? 'somebody else became administrator' : 'the change went through'} after ${durationInWords(was.after)}`;
      return `When nobody decides about the last administrator within ${durationInWords(is.after)}, ${then}; ${instead}.`;
    }),
    ...changed(before.revoke_sessions, after.revoke_sessions, '/sole_admin/revoke_sessions', (_, is) =>
      is
        ? 'A last administrator who left loses the open sessions, and keeps only the role meanwhile.'
        : 'A last administrator who left keeps the open sessions meanwhile, too.',
    ),
  ];
}

const LAST: Record<EffectiveSoleAdmin['action'], string> = {
  block: 'the change waits for a person',
  promote: 'somebody else becomes administrator',
  allow: 'the change goes through and may leave nobody',
};

type Promote = EffectiveSoleAdmin['promote'];

function promoteDifferences(before: Promote, after: Promote): PolicyDifference[] {
  const at = '/sole_admin/promote';
  if (before === null || after === null) {
    return changed(before, after, at, (_, is) =>
      is === null
        ? 'Nobody is promoted in the place of the last administrator any more.'
        : `In the place of the last administrator, whoever has had an account the longest as ${everyOf(is.from.map(plain))} is promoted${is.unless ? `, unless ${conditionInWords(is.unless)}` : ''}.`,
    );
  }
  return [
    ...listDifferences(before.from, after.from, at, {
      came: (role) => `Who is ${plain(role)} may be promoted in the place of the last administrator, too.`,
      went: (role) =>
        `Who is ${plain(role)} is not promoted in the place of the last administrator any more.`,
      list: 'promote.from',
    }),
    ...changed(
      before.pick,
      after.pick,
      at,
      () => 'Who is promoted in the place of the last administrator is picked in another way.',
    ),
    ...(differs(before.unless, after.unless) ? [now(unlessInWords(before.unless, after.unless), at)] : []),
  ];
}

type Unless = NonNullable<Promote>['unless'];

function unlessInWords(before: Unless, after: Unless): string {
  if (after === undefined) {
    return 'Nobody is left out any more when somebody is promoted in the place of the last administrator.';
  }
  return before === undefined
    ? `In the place of the last administrator nobody is promoted any more for whom this holds: ${conditionInWords(after)}.`
    : `Who is left out when somebody is promoted in the place of the last administrator changes: ${conditionChange(before, after)}`;
}
