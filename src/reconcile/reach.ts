import type { DirectoryState } from '../domain/directory-state.ts';
import type { EffectivePolicy } from '../policy/effective-policy.ts';
import type { DirectoryPersonRow } from '../store/person-rows.ts';

/** What of a decision about somebody is applied to their account. */
export type Reach = 'everything' | 'leaving' | 'nothing';

/** How far decisions reach, by the state of the person's directory. */
export function reachOf(state: DirectoryState, { pause }: Pick<EffectivePolicy, 'pause'>): Reach {
  switch (state) {
    case 'active':
    case 'disconnected':
      return 'everything';
    case 'paused':
      return pause?.deactivations === 'hold' ? 'nothing' : 'leaving';
    case 'setting_up':
    case 'testing':
      return 'nothing';
  }
}

/** Whether a directory speaks for nobody any more: it keeps the accounts it has, and gets no more. */
export function hasEnded({
  connection_deleted,
  directory_state,
}: Pick<DirectoryPersonRow, 'connection_deleted' | 'directory_state'>): boolean {
  return connection_deleted || directory_state === 'disconnected';
}
