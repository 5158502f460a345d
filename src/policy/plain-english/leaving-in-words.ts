import { durationInWords, durationMs } from '../../domain/duration.ts';
import type { NotificationChannel } from '../../generated/policy.ts';
import type {
  EffectiveDeactivation,
  EffectiveGuards,
  EffectivePolicy,
  EffectiveSoleAdmin,
} from '../effective-policy.ts';
import { conditionInWords, everyOf, plain } from './condition-in-words.ts';
import { because } from './people-in-words.ts';
import type { Chapter, Statement } from './statement.ts';

/** What happens when somebody leaves, what protects the tenant from mistakes, and who is told. */
export function leavingChapters(policy: EffectivePolicy): Chapter[] {
  return [
    { title: 'When somebody leaves', statements: leavingStatements(policy.deactivation) },
    { title: 'The last administrator', statements: lastStatements(policy.sole_admin) },
    { title: 'What waits for a person', statements: guardStatements(policy.guards) },
    {
      title: 'Who is told',
      statements: Object.entries(policy.notifications).map(([name, channel]) => ({
        says: channelInWords(name, channel),
        at: `/notifications/${name}`,
      })),
    },
  ];
}

const LEAVING =
  'Somebody leaves when the directory says that they are no longer active or gone, when they fall out of scope, when a rule denies them access, or when nothing gives them a role any more.';

type Mode = EffectiveDeactivation['mode'];

function leavingStatements(deactivation: EffectiveDeactivation): Statement[] {
  const { mode, exceptions, revoke, if_reactivated, retain_data } = deactivation;
  const ends = revoke.map((what) => (what === 'sessions' ? 'open sessions' : 'API keys'));
  const ending = (chosen: Mode): string => modeInWords(chosen, deactivation);
  const usesRetention = [mode, ...exceptions.map((each) => each.mode)].some((each) => each !== 'grace');
  const retained =
    retain_data === 'forever'
      ? 'The data of a deactivated account are kept.'
      : `The data of a deactivated account are purged for good ${inTime(retain_data)}, and the audit log keeps what was done.`;
  const back =
    if_reactivated === 'restore'
      ? 'Whoever comes back before the data are purged has the same account, with what the directory and this policy give that day.'
      : 'Whoever comes back gets a new account; the former one stays deactivated.';
  return [
    { says: LEAVING, at: '/deactivation' },
    { says: `Whoever leaves ${ending(mode)}`, at: '/deactivation/mode' },
    ...exceptions.map((exception, i) => ({
      says: `Otherwise for "${exception.name}"${because(exception.because)}: if ${conditionInWords(exception.when)}, the person ${ending(exception.mode)}`,
      at: `/deactivation/exceptions/${i}`,
    })),
    ...(exceptions.length > 1
      ? [{ says: 'Of several exceptions that match, the first counts.', at: '/deactivation/exceptions' }]
      : []),
    {
      says:
        ends.length === 0
          ? 'Nothing is revoked when an account is deactivated.'
          : `When an account is deactivated, ${everyOf(ends)} are revoked.`,
      at: '/deactivation/revoke',
    },
    ...(usesRetention ? [{ says: retained, at: '/deactivation/retain_data' }] : []),
    { says: back, at: '/deactivation/if_reactivated' },
  ];
}

function modeInWords(mode: Mode, { grace, read_only }: EffectiveDeactivation): string {
  if (mode === 'read_only' && read_only) {
    return `may sign in and read, and change nothing, for ${durationInWords(read_only.for)}, and has no access then.`;
  }
  if (mode === 'grace' && grace) {
    return `has no access from that moment, and the data are purged for good ${inTime(grace.delete_after)}.`;
  }
  return 'has no access from that moment.';
}

function inTime(duration: string): string {
  return durationMs(duration) === 0 ? 'at once' : `${durationInWords(duration)} later`;
}

function lastStatements({
  action,
  promote,
  if_unanswered,
  revoke_sessions,
}: EffectiveSoleAdmin): Statement[] {
  const first = {
    block: 'The last administrator keeps the role until another one exists or a person decides.',
    promote:
      'When the last administrator would go, somebody else becomes administrator, and the change goes through; without anybody to promote it waits.',
    allow: 'The last administrator may go, and leave nobody.',
  }[action];
  const unless = promote?.unless ? `, unless ${conditionInWords(promote.unless)}` : '';
  return [
    { says: first, at: '/sole_admin/action' },
    ...(action === 'block' && if_unanswered
      ? [
          {
            says: `If nobody decides within ${durationInWords(if_unanswered.after)}, ${if_unanswered.action === 'promote' ? 'somebody else becomes administrator and the change goes through' : 'the change goes through, and leaves nobody'}.`,
            at: '/sole_admin/if_unanswered',
          },
        ]
      : []),
    ...(promote
      ? [
          {
            says: `Who is promoted is the one of the role ${everyOf(promote.from)} who has had an account the longest${unless}.`,
            at: '/sole_admin/promote',
          },
        ]
      : []),
    ...(action === 'allow'
      ? []
      : [
          {
            says: revoke_sessions
              ? 'A last administrator who left keeps the role meanwhile, but not the open sessions.'
              : 'A last administrator who left keeps the role and the open sessions meanwhile.',
            at: '/sole_admin/revoke_sessions',
          },
        ]),
  ];
}

function guardStatements(guards: EffectiveGuards | null): Statement[] {
  if (guards === null) {
    return [{ says: 'However many changes come at once, none waits for a person.', at: '/guards' }];
  }
  const { deactivations, admin_grants, emptied_group, approvers, unanswered } = guards;
  const who = approvers.map((approver) =>
    approver === 'operator' ? 'an operator of the product' : 'an administrator of the tenant',
  );
  return [
    ...(deactivations
      ? [
          {
            says: `If more than ${deactivations.percent} percent of the accounts, and at least ${deactivations.at_least}, would lose access within ${durationInWords(deactivations.within)}, the rest waits.`,
            at: '/guards/deactivations',
          },
        ]
      : []),
    ...(admin_grants
      ? [
          {
            says: `If more than ${admin_grants.count} people would become administrators within ${durationInWords(admin_grants.within)}, the rest waits.`,
            at: '/guards/admin_grants',
          },
        ]
      : []),
    ...(emptied_group
      ? [
          {
            says: `If a group that had at least ${emptied_group.had_at_least} members is suddenly empty, what that would take from them waits.`,
            at: '/guards/emptied_group',
          },
        ]
      : []),
    { says: `What waits is decided on by ${who.join(' or ')}.`, at: '/guards/approvers' },
    {
      says: unanswered
        ? `If nobody decides within ${durationInWords(unanswered.after)}, ${unanswered.action === 'reject' ? 'everyone stays as they are' : 'it goes through'}.`
        : 'Without a decision it waits for as long as it takes.',
      at: unanswered ? '/guards/unanswered' : '/guards',
    },
  ];
}

/** When a channel is told, as a clause. */
export const TOLD: Record<NonNullable<NotificationChannel['on']>[number], string> = {
  deactivated: 'somebody loses access, or may only read',
  role_changed: 'somebody has another role',
  role_granted_admin: 'somebody becomes an administrator',
  guard_held: 'changes wait for a person',
  sole_admin_blocked: 'the last administrator would go',
  webhook_disabled: 'an endpoint of webhooks is disabled',
  policy_mismatch: 'this policy and the directory do not match any more',
  directory_silent: 'the directory is silent',
  directory_failing: 'the directory fails',
  token_expiring: 'a token is about to expire',
};

/** Who is told how and when, in a sentence. */
export function channelInWords(
  name: string,
  { on, send, to }: EffectivePolicy['notifications'][string],
): string {
  const when =
    on.length === 0 ? 'when a rule names it' : `when ${on.map((each) => TOLD[each]).join(', or when ')}`;
  const how = send === 'daily' ? 'together once a day' : 'at once';
  const whom = to.length === 0 ? 'by webhook' : `by webhook and by mail to ${everyOf(to.map(plain))}`;
  return `The channel ${plain(name)} is told ${how}, ${whom}, ${when}.`;
}
