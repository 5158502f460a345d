import { List, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { PolicyPlan, PolicyPlanGroup } from '../../generated/api.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { strings } from '../strings/strings.ts';
import { personName } from './effect-words.ts';
import classes from './mapping.module.css';

/** Whom a mapping would touch and how, with what would wait and for whom. */
export function EffectDetails({ plan }: { plan: PolicyPlan }): ReactNode {
  const { effect } = strings.mapping;
  const testing = plan.testing.reduce((sum, { people }) => sum + people, 0);
  return (
    <div className={classes.details} role="region" aria-label={effect.who} tabIndex={0}>
      <Stack gap="sm">
        {testing > 0 && <Text>{effect.testing(testing)}</Text>}
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
          <EffectGroup key={at} group={group} />
        ))}
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

function EffectGroup({ group }: { group: PolicyPlanGroup }): ReactNode {
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
        {more > 0 && <li>{effect.more(more)}</li>}
      </ul>
    </section>
  );
}
