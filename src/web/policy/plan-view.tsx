import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { PolicyPlan, PolicyPlanGroup } from '../../generated/api.ts';
import { actionInWords } from '../activity/record-words.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { strings } from '../strings/strings.ts';
import { NamedPerson } from './named-person.tsx';
import { PlanPeople, type Planned } from './plan-people.tsx';
import classes from './plan-view.module.css';

interface PlanViewProps {
  plan: PolicyPlan;
  /** What it is a plan of. */
  planned: Planned;
  /** The titles in it are below the title of a dialog. */
  isInDialog?: boolean;
}

/** What a policy would do to the real people: how many, what, and who. */
export function PlanView({ plan, planned, isInDialog = false }: PlanViewProps): ReactNode {
  const words = strings.policy.plan;
  return (
    <Stack gap="sm">
      <div>
        {sentencesOf(plan).map((sentence) => (
          <Text key={sentence} fw={580}>
            {sentence}
          </Text>
        ))}
        {plan.testing.length > 0 && (
          <Text size="sm" c="dimmed">
            {words.testing(plan.testing.reduce((sum, { people }) => sum + people, 0))}
          </Text>
        )}
      </div>
      {plan.groups.length > 0 && (
        <ul className={classes.groups} aria-label={words.groups}>
          {plan.groups.map((group, at) => (
            <PlanGroup key={at} group={group} />
          ))}
        </ul>
      )}
      {plan.groups.some(({ people, named }) => people > named.length) && <PlanPeople planned={planned} />}
      {plan.holds.length > 0 && (
        <div>
          <Title order={isInDialog ? 3 : 2} size="h3" mb={4}>
            {words.holdsTitle}
          </Title>
          <ul className={classes.holds}>
            {plan.holds.map(({ kind, reason, people }, at) => (
              <li key={at}>
                <Text size="sm">
                  <b>{strings.policy.holdKinds[kind]}</b> ({strings.common.people(people)}):{' '}
                  <SafeText most={300}>{reason}</SafeText>
                </Text>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Stack>
  );
}

/** The sum of it, in a sentence or two. */
export function sentencesOf({ people }: Pick<PolicyPlan, 'people'>): string[] {
  const words = strings.policy.plan;
  if (people.changed === 0 && people.held === 0) {
    return [people.looked_at === 0 ? words.nobody : words.nothing(people.looked_at)];
  }
  return [
    words.changes(people.changed, people.looked_at),
    ...(people.held > 0 ? [words.holds(people.held)] : []),
  ];
}

function PlanGroup({ group }: { group: PolicyPlanGroup }): ReactNode {
  const words = strings.policy.plan;
  const { action, says, held_by: heldBy, place, people, named } = group;
  return (
    <li className={classes.group} data-severe={action === 'user.deactivated' || undefined}>
      <div className={classes.head}>
        <span className={classes.count}>{strings.common.count(people)}</span>
        <div className={classes.what}>
          <Text fw={560}>
            {actionInWords(action)}
            {says !== '' && (
              <>
                {': '}
                <SafeText most={160}>{says}</SafeText>
              </>
            )}
          </Text>
          {place !== null && (
            <Text size="sm" c="dimmed">
              {place.line !== null && `${words.line(place.line)}: `}
              <SafeText most={120}>{place.text ?? place.pointer}</SafeText>
            </Text>
          )}
          {heldBy !== null && (
            <StatusBadge tone="attention">
              {words.held}: {strings.policy.holdKinds[heldBy]}
            </StatusBadge>
          )}
        </div>
      </div>
      {named.length > 0 && (
        <details className={classes.named}>
          <summary>{words.named(people)}</summary>
          <ul>
            {named.map((person, at) => (
              <NamedPerson key={person.directory_user_id ?? person.user_id ?? at} person={person} />
            ))}
          </ul>
          {people > named.length && (
            <Text size="sm" c="dimmed">
              {words.more(people - named.length)}
            </Text>
          )}
        </details>
      )}
    </li>
  );
}
