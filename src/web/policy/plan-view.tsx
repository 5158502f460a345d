import { Anchor, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { PolicyPlan, PolicyPlanGroup, PolicyPlanPerson } from '../../generated/api.ts';
import { actionInWords } from '../activity/record-words.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import classes from './plan-view.module.css';

/** What a policy would do to the real people: how many, what, and who. */
export function PlanView({ plan }: { plan: PolicyPlan }): ReactNode {
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
      {plan.holds.length > 0 && (
        <div>
          <Title order={3} mb={4}>
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
              <Named key={person.directory_user_id ?? person.user_id ?? at} person={person} />
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

function Named({ person }: { person: PolicyPlanPerson }): ReactNode {
  const { base } = useTenant();
  const { display_name: name, email, external_id: externalId, user_id: userId, reason } = person;
  const called = (
    <SafeText most={80} brief={userId !== null}>
      {name ?? email ?? externalId ?? strings.policy.plan.nameless}
    </SafeText>
  );
  return (
    <li>
      <Text size="sm" fw={560}>
        {userId === null ? (
          called
        ) : (
          <Anchor component={Link} to={`${base}/people/${userId}`} size="sm" fw={560}>
            {called}
          </Anchor>
        )}
        {name !== null && email !== null && (
          <Text component="span" size="sm" c="dimmed">
            {' '}
            <SafeText most={80}>{email}</SafeText>
          </Text>
        )}
      </Text>
      <Text size="sm" c="dimmed">
        <SafeText most={240}>{reason}</SafeText>
      </Text>
    </li>
  );
}
