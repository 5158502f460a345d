import { counted } from '../../domain/first-sync.ts';
import { guideFor, identityProviderName } from '../../domain/identity-provider.ts';
import type { DirectorySetup } from '../../generated/api.ts';
import type { SetupFacts } from '../../store/setup-facts.ts';
import { guideOf } from './guides/all-guides.ts';
import { importSteps } from './import-steps.ts';
import { scimSteps } from './scim-steps.ts';
import { capital, type SetupStep, type SetupView } from './setup-step.ts';
import { workosSteps } from './workos-steps.ts';

/**
 * How far the setup of a directory is: what its identity provider has done, what is missing, and what to do next, in the
 * order in which it happens.
 *
 * @param suggested the profile of SCIM that fits better, if one does
 */
export function checkSetup(
  facts: SetupFacts,
  told: Pick<SetupView, 'tenant' | 'now' | 'suggested' | 'asksWorkos' | 'reader'>,
): DirectorySetup {
  const { directory, progress } = facts;
  const named = guideOf(guideFor(directory.idp, directory.profile));
  // Of one that speaks no SCIM to others there are no menus to name.
  const guide = directory.source !== 'scim' || named.sources.includes('scim') ? named : guideOf('generic');
  const provider = identityProviderName(directory.idp, directory.profile);
  const steps = stepsOf({ ...told, facts, guide, provider });
  const phase = phaseOf(facts);
  return {
    directory_id: directory.id,
    source: directory.source,
    identity_provider: provider,
    guide: guide.idp,
    state: directory.state,
    phase,
    says: sentenceOf(phase, facts, steps, provider),
    connected_at: directory.connected_at?.toISOString() ?? null,
    first_synced_at: directory.first_synced_at?.toISOString() ?? null,
    progress: {
      people: progress.people,
      groups: progress.groups,
      memberships: progress.memberships,
      events_waiting: progress.waiting,
      events_set_aside: progress.set_aside,
      is_reading: progress.resync_is_open,
    },
    steps: steps.map((step) => ({ ...step, at: step.at?.toISOString() ?? null })),
  };
}

function stepsOf(view: SetupView): SetupStep[] {
  switch (view.facts.directory.source) {
    case 'scim':
      return scimSteps(view);
    case 'workos':
      return workosSteps(view);
    case 'import':
      return importSteps(view);
  }
}

function phaseOf({ directory, progress }: SetupFacts): DirectorySetup['phase'] {
  if (directory.state === 'disconnected') return 'ended';
  if (directory.first_synced_at !== null) return 'synced';
  if (directory.connected_at === null && directory.state === 'setting_up') return 'not_connected';
  return progress.people + progress.groups + progress.waiting === 0 ? 'connected' : 'syncing';
}

function sentenceOf(
  phase: DirectorySetup['phase'],
  { progress }: SetupFacts,
  steps: readonly SetupStep[],
  provider: string,
): string {
  const broken = steps.find(({ state }) => state === 'problem');
  switch (phase) {
    case 'ended':
      return 'The directory is disconnected, for good.';
    case 'synced':
      return steps.find(({ key }) => key === 'first_sync')?.says ?? '';
    case 'not_connected':
      return broken?.says ?? `${capital(provider)} is not connected yet.`;
    case 'connected':
      return broken?.says ?? `${capital(provider)} is connected, and nobody has come yet.`;
    case 'syncing':
      return `The first sync of ${provider} is going on: ${counted(progress.people, 'person', 'people')}, ${counted(progress.groups, 'group', 'groups')} and ${counted(progress.memberships, 'membership', 'memberships')} so far.`;
  }
}
