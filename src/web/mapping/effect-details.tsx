import { Button, List, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { GroupMappingPlan, PolicyPlanGroup } from '../../generated/api.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { strings } from '../strings/strings.ts';
import { personName } from './effect-words.ts';
import classes from './mapping.module.css';

interface EffectDetailsProps {
  plan: GroupMappingPlan;
  /** When it comes about for people of directories of which nothing is applied now, such as "Once Okta is activated". */
  once: string;
  /** Names more of them; null: no more are named. */
  onMore: (() => void) | null;
}

/** Whom a mapping would touch and how, with what would wait and for whom. */
export function EffectDetails({
  plan: { plan, once_active: onceActive },
  once,
  onMore,
}: EffectDetailsProps): ReactNode {
  const { effect } = strings.mapping;
  return (
    <div className={classes.details} role="region" aria-label={effect.who} tabIndex={0}>
      <Stack gap="sm">
        {plan.holds.length > 0 && (
          <div>
            <Text>{effect.holds}</Text>
            <List>
              {plan.holds.map(({ kind, reason, people }) => (
                <List.Item key={`${kind} ${reason}`}>
                  <SafeText most={200}>{reason}</SafeText> ({effect.people(people)})
                </List.Item>
              ))}
            </List>
          </div>
        )}
        {plan.groups.map((group, at) => (
          <EffectGroup key={at} group={group} onMore={onMore} />
        ))}
        {onceActive !== null && onceActive.groups.length > 0 && (
          <>
            <Text>{effect.onceWho(once)}</Text>
            {onceActive.groups.map((group, at) => (
              <EffectGroup key={at} group={group} onMore={onMore} />
            ))}
          </>
        )}
        {plan.diagnostics.length > 0 && (
          <div>
            <Text>{effect.warnings}</Text>
            <List>
              {plan.diagnostics.map(({ message, line, code }) => (
                <List.Item key={`${code} ${String(line)} ${message}`}>
                  <SafeText most={240}>{message}</SafeText>
                </List.Item>
              ))}
            </List>
          </div>
        )}
      </Stack>
    </div>
  );
}

interface EffectGroupProps {
  group: PolicyPlanGroup;
  onMore: (() => void) | null;
}

function EffectGroup({ group, onMore }: EffectGroupProps): ReactNode {
  const { effect } = strings.mapping;
  const more = group.people - group.named.length;
  return (
    <section>
      <Text fw={580} component="h3">
        {effect.people(group.people)}: <SafeText most={160}>{group.says}</SafeText>{' '}
        {group.held_by !== null && <StatusBadge tone="attention">{effect.heldBy[group.held_by]}</StatusBadge>}
      </Text>
      <ul className={classes.named}>
        {group.named.map((person, at) => (
          <li key={person.directory_user_id ?? at}>
            <strong>
              <SafeText most={60}>{personName(person)}</SafeText>
            </strong>{' '}
            <span className={classes.reason}>
              <SafeText most={200}>{person.reason}</SafeText>
            </span>
          </li>
        ))}
        {more > 0 && (
          <li>
            {onMore === null ? (
              effect.more(more)
            ) : (
              <Button size="compact-sm" variant="subtle" onClick={onMore}>
                {effect.showMore(more)}
              </Button>
            )}
          </li>
        )}
      </ul>
    </section>
  );
}
