import type { EffectivePolicy } from '../effective-policy.ts';
import { changed, type PolicyDifference } from './difference.ts';

/** How a new directory starts, and what goes on while one is paused. Without the sections it is as it is by default. */
export function syncDifferences(before: EffectivePolicy, after: EffectivePolicy): PolicyDifference[] {
  return [
    ...changed(before.first_sync, after.first_sync, '/first_sync', (was, is) => {
      const plansFirst = is?.plan_first === true;
      if ((was?.plan_first === true) === plansFirst)
        return 'How a new directory starts is written in another way, and is the same.';
      return plansFirst
        ? 'A new directory is in testing until somebody has seen the plan and activated it.'
        : 'A new directory is active as soon as something comes from it.';
    }),
    ...changed(before.pause, after.pause, '/pause', (was, is) => {
      const holds = is?.deactivations === 'hold';
      if ((was?.deactivations === 'hold') === holds)
        return 'What goes on while a directory is paused is written in another way, and is the same.';
      return `People who leave ${holds ? 'keep access' : 'lose access, too,'} while their directory is paused.`;
    }),
  ];
}
