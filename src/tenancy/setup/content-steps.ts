import { connectedInWords, counted, quietAfterResync, quietMs } from '../../domain/first-sync.ts';
import { upstreamMeaning } from '../../domain/upstream-state.ts';
import type { SetupFacts } from '../../store/setup-facts.ts';
import { refusalsOf } from './refusals.ts';
import { capital, done, waiting, type SetupStep, type SetupView } from './setup-step.ts';

/** People, groups and memberships that have arrived, whatever the source. */
export function contentSteps(view: SetupView): SetupStep[] {
  return [peopleStep(view), groupsStep(view), membersStep(view), leavingStep(view)];
}

function peopleStep({ facts, guide, provider }: SetupView): SetupStep {
  const { progress, done: seen } = facts;
  const created = seen.get('created_user');
  if (progress.people > 0) {
    const says = progress.people === 1 ? 'has arrived: 1 person is' : 'have arrived: they are';
    return done(
      'people',
      progress.people === 1
        ? `A first person ${says} in the directory.`
        : `${counted(progress.people, 'person', 'people')} ${says} in the directory.`,
      created?.firstAt ?? null,
    );
  }
  if (created !== undefined) {
    return waiting(
      'people',
      'A test user arrived and is gone again; nobody else has come yet.',
      guide.advice.people,
    );
  }
  const looked = seen.has('looked_up_user') && refusalsOf(facts) === null;
  return waiting(
    'people',
    looked
      ? `${capital(provider)} has looked for somebody who is not there, which is how it tries the connection. Nobody has been sent yet.`
      : 'Nobody has come yet.',
    guide.advice.people,
  );
}

function groupsStep({ facts, guide, provider }: SetupView): SetupStep {
  const { progress, done: seen } = facts;
  if (progress.groups > 0) {
    return done(
      'groups',
      `${counted(progress.groups, 'group has', 'groups have')} arrived.`,
      seen.get('created_group')?.firstAt ?? null,
    );
  }
  const looked = seen.has('looked_up_group');
  return waiting(
    'groups',
    looked ? `${capital(provider)} has asked for groups, and sent none yet.` : 'No group has been sent yet.',
    `${guide.advice.groups} Without groups everyone in scope gets the default role of the policy.`,
  );
}

function membersStep({ facts, guide }: SetupView): SetupStep {
  const { memberships, groups } = facts.progress;
  if (memberships > 0) {
    return done(
      'memberships',
      `${counted(memberships, 'membership', 'memberships')} of ${counted(groups, 'group', 'groups')} ${memberships === 1 ? 'is' : 'are'} known.`,
      facts.done.get('changed_group')?.firstAt ?? null,
    );
  }
  return waiting(
    'memberships',
    groups === 0 ? 'Nobody is in a group yet.' : 'Groups have arrived, and nobody is in any of them.',
    groups === 0 ? null : guide.advice.members,
  );
}

function leavingStep({ facts, guide, provider }: SetupView): SetupStep {
  const seen = facts.done.get('deactivated_user');
  if (seen !== undefined || facts.directory.has_inactive) {
    return done(
      'deactivation',
      `${capital(provider)} has told of somebody who left or was switched off, so leaving works.`,
      seen?.firstAt ?? null,
    );
  }
  return waiting(
    'deactivation',
    'Nobody has been deactivated yet, so it is not known whether leaving works.',
    guide.advice.deactivation,
  );
}

/** Whether all of what was there in the beginning is here. */
export function firstSyncStep({ facts, now, asksWorkos }: SetupView): SetupStep {
  const { directory, progress } = facts;
  if (directory.first_synced_at !== null) {
    return done('first_sync', connectedInWords(directory, progress), directory.first_synced_at);
  }
  const { people, groups, waiting: events, resync_is_open: isReading } = progress;
  if (people + groups === 0 && events === 0) {
    return waiting('first_sync', 'The first sync has not begun.', null);
  }
  const sofar = `${counted(people, 'person', 'people')} and ${counted(groups, 'group', 'groups')} so far`;
  if (isReading) return waiting('first_sync', `The directory is being read: ${sofar}.`, null);
  if (events > 0) {
    return waiting(
      'first_sync',
      `The first sync is going on: ${sofar}, and ${counted(events, 'event waits', 'events wait')} to be applied.`,
      null,
    );
  }
  if (directory.source === 'workos' && asksWorkos) {
    return waiting('first_sync', `The first sync is going on: ${sofar}. ${whenRead(facts, now)}`, null);
  }
  const quietAt = (directory.last_event_at?.getTime() ?? now.getTime()) + quietMs;
  return waiting(
    'first_sync',
    `The first sync is going on: ${sofar}. It counts as complete once nothing more has come for five minutes, ${inMinutes(quietAt, now)} at the earliest.`,
    null,
  );
}

/** What is still missing where WorkOS is asked for all of it. */
function whenRead({ directory, progress }: SetupFacts, now: Date): string {
  if (upstreamMeaning(directory.upstream_state) === 'validating') {
    return 'WorkOS still validates the connection; the rest follows once that is done.';
  }
  if (progress.resynced_at === null) {
    return 'It counts as complete once the directory has been read from WorkOS.';
  }
  const quietAt = quietAfterResync(progress.resynced_at, directory.last_event_at).getTime();
  return `The directory was read from WorkOS; it counts as complete once nothing more has come for two minutes, ${inMinutes(quietAt, now)} at the earliest.`;
}

function inMinutes(at: number, now: Date): string {
  return `in ${counted(Math.max(1, Math.ceil((at - now.getTime()) / 60_000)), 'minute', 'minutes')}`;
}
