/**
 * The life of a directory. `setting_up`: nothing has come from it yet. `testing`: everything arrives and is decided,
 * nothing is applied. `paused`: everything arrives, and nothing is applied but leaving, where the policy says so.
 * `disconnected`: nothing arrives any more.
 */
export type DirectoryState = 'setting_up' | 'testing' | 'active' | 'paused' | 'disconnected';

const says: Record<DirectoryState, string> = {
  setting_up: 'is being set up. Nothing has come from it yet.',
  testing: 'is in testing. Look at its plan, and activate it.',
  active: 'is active.',
  paused: 'is paused. Resume it first.',
  disconnected: 'is disconnected, for good. Create another one.',
};

/** Whether something that was recorded is a state. */
export function isDirectoryState(value: unknown): value is DirectoryState {
  return typeof value === 'string' && Object.hasOwn(says, value);
}

/** What can be done to a directory, and from which states. */
const steps = {
  activate: { from: ['setting_up', 'testing'], to: 'active' },
  pause: { from: ['active'], to: 'paused' },
  resume: { from: ['paused'], to: 'active' },
  disconnect: { from: ['setting_up', 'testing', 'active', 'paused'], to: 'disconnected' },
} as const satisfies Record<string, { from: readonly DirectoryState[]; to: DirectoryState }>;

export type DirectoryStep = keyof typeof steps;

/** The state that a step leads to. */
export function stateAfter(step: DirectoryStep): DirectoryState {
  return steps[step].to;
}

/** Why a step cannot be taken from this state, as a sentence that says what can be done; null: it can. */
export function refusalOf(step: DirectoryStep, state: DirectoryState): string | null {
  const from: readonly DirectoryState[] = steps[step].from;
  return from.includes(state) ? null : `${cannot[step]}; this one ${says[state]}`;
}

const cannot: Record<DirectoryStep, string> = {
  activate: 'Only a directory that is being set up or tested can be activated',
  pause: 'Only an active directory can be paused',
  resume: 'Only a paused directory can be resumed',
  disconnect: 'A directory can be disconnected once',
};
