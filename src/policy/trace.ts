import type { TraceStep } from '../domain/decision.ts';
import { listed } from './finding.ts';

/** Collects the steps of one verdict, in the order in which they were taken. */
export interface Trace {
  steps: TraceStep[];
  /** Adds a step and returns it, so that it can be marked as one that decided. */
  say(step: TraceStep['step'], says: string, at: string | null): TraceStep;
}

export function startTrace(): Trace {
  const steps: TraceStep[] = [];
  return {
    steps,
    say(step, says, at) {
      const taken: TraceStep = { step, says, at };
      steps.push(taken);
      return taken;
    },
  };
}

/** Marks the steps that made the outcome what it is. */
export function markDecisive(steps: Iterable<TraceStep>): void {
  for (const step of steps) step.decisive = true;
}

/** `the group a`, `the groups a and b`. */
export function groupsInWords(names: readonly string[]): string {
  return `the group${names.length === 1 ? '' : 's'} ${listed(names, 'and')}`;
}
