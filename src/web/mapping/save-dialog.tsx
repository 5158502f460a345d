import { Fragment, type ReactNode } from 'react';
import type { GroupMappingOverview, GroupMappingPlan } from '../../generated/api.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { strings } from '../strings/strings.ts';
import { effectsInWords, onceActiveInWords } from './effect-words.ts';

interface SaveDialogProps {
  opened: boolean;
  onClose: () => void;
  plan: GroupMappingPlan;
  overview: GroupMappingOverview;
  /** Such as "Once Okta is activated". */
  once: string;
  onConfirm: () => Promise<unknown>;
}

/** Asks before a mapping is saved, with everything that it does. */
export function SaveDialog({ opened, onClose, plan, overview, once, onConfirm }: SaveDialogProps): ReactNode {
  const { effect, saving } = strings.mapping;
  const { roles } = overview;
  const { once_active: onceActive } = plan;
  const now = effectsInWords(plan.plan, roles);
  const then = onceActive === null ? [] : onceActiveInWords(onceActive, roles);
  const takesAway = [...plan.plan.groups, ...(onceActive?.groups ?? [])].some(
    ({ action }) => action === 'user.deactivated',
  );
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={saving.title}
      happens={[
        now.length > 0 ? saving.does(now.join(', ')) : then.length > 0 ? saving.nobodyNow : saving.nobody,
        ...(then.length > 0 ? [saving.does(effect.once(once, then.join(', ')))] : []),
        ...plan.plan.holds.map(({ reason }) => (
          <Fragment key={reason}>
            {saving.waits} <SafeText most={200}>{reason}</SafeText>
          </Fragment>
        )),
        saving.makes(plan.over + 1),
      ]}
      action={effect.save}
      severe={takesAway}
      onConfirm={onConfirm}
    />
  );
}
