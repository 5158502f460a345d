import type { EffectivePolicy } from '../effective-policy.ts';
import type { Chapter } from './statement.ts';

/** How a new directory starts, and what goes on while one is paused. */
export function syncChapter({ first_sync, pause }: Pick<EffectivePolicy, 'first_sync' | 'pause'>): Chapter {
  return {
    title: 'When a directory is new or paused',
    statements: [
      {
        says:
          first_sync?.plan_first === true
            ? 'A new directory is in testing: what it says arrives and is decided, and nothing is applied until somebody has seen the plan and activated it.'
            : 'A new directory is active as soon as something comes from it.',
        at: '/first_sync',
      },
      {
        says:
          pause?.deactivations === 'hold'
            ? 'While a directory is paused nothing that it says is applied: whoever leaves keeps access until it is resumed.'
            : 'While a directory is paused, whoever it deactivates or removes still loses access; nothing else that it says is applied until it is resumed.',
        at: '/pause',
      },
    ],
  };
}
