import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { GroupMappingOverview, GroupMappingPlan } from '../../generated/api.ts';
import { strings } from '../strings/strings.ts';
import { effectsInWords, onceActiveInWords } from './effect-words.ts';

interface EffectHeadlineProps {
  plan: GroupMappingPlan;
  overview: GroupMappingOverview;
  /** Such as "Once Okta is activated". */
  once: string;
}

/** The sum of what the changes would do. */
export function EffectHeadline({
  plan: { plan, once_active: onceActive },
  overview,
  once,
}: EffectHeadlineProps): ReactNode {
  const { effect } = strings.mapping;
  const { roles } = overview;
  const now = effectsInWords(plan, roles);
  const then = onceActive === null ? [] : onceActiveInWords(onceActive, roles);
  return (
    <>
      {(now.length > 0 || then.length === 0) && (
        <Text fw={600}>
          {now.length > 0 ? now.join(', ') : nothingInWords(plan.people.changed, onceActive, once)}
        </Text>
      )}
      {then.length > 0 && <Text fw={600}>{effect.once(once, then.join(', '))}</Text>}
      <Text size="sm" c="dimmed">
        {now.length === 0 && then.length > 0 && `${effect.onlyOnce} `}
        {effect.lookedAt(plan.people.looked_at)}
      </Text>
    </>
  );
}

/** Who keeps everything may keep it for another reason, such as by default. */
function nothingInWords(changed: number, onceActive: GroupMappingPlan['once_active'], once: string): string {
  const { effect } = strings.mapping;
  if (changed > 0) return effect.otherReason(changed);
  return onceActive === null ? effect.nothing : effect.nothingEver(once);
}
