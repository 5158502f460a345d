import type { DirectoryGuide, DirectorySetup, GuideField, GuideStep } from '../../generated/api.ts';
import { strings } from '../strings/strings.ts';

/** One page of the setup. */
export interface WizardStep {
  /** In the address: 1, 2 and so on, or first-sync. */
  key: string;
  title: string;
  /** Null for the first sync. */
  guide: GuideStep | null;
  /** The keys of the setup's own steps that show whether it has worked. */
  checks: readonly string[];
  state: 'done' | 'open' | 'problem';
}

export const firstSyncKey = 'first-sync';

/** The pages of a setup, by the guide of the identity provider and by how the directory is connected. */
export function wizardSteps(setup: DirectorySetup, guide: DirectoryGuide): WizardStep[] {
  const steps = stepsOfSource(setup, guide).map((step, at) => ({
    key: String(at + 1),
    title: step.title,
    guide: withExtraFields(step),
    checks: step.checks,
    state: stateOf(step.checks, setup),
  }));
  const last: WizardStep = {
    key: firstSyncKey,
    title: strings.directorySetup.firstSync,
    guide: null,
    checks: ['first_sync'],
    state: setup.phase === 'synced' ? 'done' : 'open',
  };
  // What comes before something that has worked has been done, although nothing shows it.
  const furthest = steps.findLastIndex(({ state }) => state === 'done');
  return [
    ...steps.map((step, at) =>
      at < furthest && step.checks.length === 0 ? { ...step, state: 'done' as const } : step,
    ),
    last,
  ];
}

/** The page to go on at: behind the last one that has worked. */
export function placeToGoOn(steps: readonly WizardStep[], setup: DirectorySetup): string {
  if (setup.phase === 'synced' || setup.phase === 'ended') return firstSyncKey;
  const furthest = steps.findLastIndex(({ state }) => state === 'done');
  return steps[furthest + 1]?.key ?? firstSyncKey;
}

/** The page whose check shows whether this one has worked, where nothing can be seen of this one itself. */
export function shownBy(steps: readonly WizardStep[], at: number): WizardStep | null {
  if ((steps[at]?.checks.length ?? 0) > 0) return null;
  return steps.find(({ checks }, place) => place > at && checks.length > 0) ?? null;
}

/** What stands for the address and for the token, filled in; a token that is not at hand stays away. */
export function fillIn(text: string, baseUrl: string | null, token: string | null): string {
  return text.replaceAll('{base_url}', () => baseUrl ?? '').replaceAll('{token}', () => token ?? '');
}

function stepsOfSource(setup: DirectorySetup, guide: DirectoryGuide): GuideStep[] {
  const { workosSteps, importSteps } = strings.directorySetup;
  switch (setup.source) {
    case 'scim':
      return guide.steps;
    case 'workos':
      return [
        { ...workosSteps.open, fields: [], checks: ['connected', 'credentials'], picture: null },
        { ...workosSteps.people, fields: [], checks: ['people', 'groups', 'memberships'], picture: null },
      ];
    case 'import':
      return [{ ...importSteps.file, fields: [], checks: ['first_file', 'people'], picture: null }];
  }
}

/** The address and the token can be copied also where a sentence names them. */
function withExtraFields(step: GuideStep): GuideStep {
  const { extra } = strings.directorySetup;
  const says = step.says.join(' ');
  const named: GuideField[] = [
    { field: extra.address, value: '{base_url}', as: 'text' as const },
    { field: extra.token, value: '{token}', as: 'text' as const },
  ].filter(({ value }) => says.includes(value) && !step.fields.some((field) => field.value.includes(value)));
  return {
    ...step,
    says: step.says.map((text) =>
      text.replaceAll('{base_url}', extra.addressBelow).replaceAll('{token}', extra.tokenBelow),
    ),
    fields: [...step.fields, ...named],
  };
}

function stateOf(checks: readonly string[], { steps }: DirectorySetup): WizardStep['state'] {
  const found = steps.filter(({ key }) => checks.includes(key));
  if (found.some(({ state }) => state === 'problem')) return 'problem';
  return found.length > 0 && found.every(({ state }) => state === 'done') ? 'done' : 'open';
}
