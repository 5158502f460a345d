import { Text } from '@mantine/core';
import { useId, useState, type ReactNode } from 'react';
import type { DirectoryPlan, PolicyPlanGroup, PolicyPlanPerson } from '../../generated/api.ts';
import { Panel } from '../parts/panel.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { strings } from '../strings/strings.ts';
import { IconChevronDown } from '../theme/icons.ts';
import classes from './plan-changes.module.css';

/** Each change that would be done, how many people it is about, by which line of the policy, and who they are. */
export function PlanChanges({ plan }: { plan: DirectoryPlan }): ReactNode {
  const { directoryPlan: words } = strings;
  return (
    <Panel title={words.changes}>
      <Text c="dimmed">{words.changesHint}</Text>
      <ul className={classes.changes}>
        {plan.groups.map((group, at) => (
          // Two groups can be alike but for their place; the order is that of the plan.
          <Change key={`${group.action}-${at}`} group={group} />
        ))}
      </ul>
      {plan.holds.map(({ kind, reason, people }) => (
        <Text key={`${kind}-${reason}`} size="sm">
          <StatusBadge tone="attention">{words.heldBy[kind]}</StatusBadge> {words.peopleOf(people)}:{' '}
          <SafeText most={300}>{reason}</SafeText>
        </Text>
      ))}
    </Panel>
  );
}

function Change({ group }: { group: PolicyPlanGroup }): ReactNode {
  const { directoryPlan: words } = strings;
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  const { people, says, held_by: heldBy, place, named } = group;
  return (
    <li className={classes.change}>
      <button
        type="button"
        className={classes.head}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => {
          setIsOpen(!isOpen);
        }}
      >
        <span className={classes.count}>{strings.common.count(people)}</span>
        <span className={classes.says}>
          <SafeText most={160} brief>
            {says}
          </SafeText>
          {heldBy !== null && (
            <>
              {' '}
              <StatusBadge tone="attention">{words.heldBy[heldBy]}</StatusBadge>
            </>
          )}
          {place?.text != null && (
            <span className={classes.place}>
              {words.by}{' '}
              <code>
                <SafeText most={120} brief>
                  {place.text.trim()}
                </SafeText>
              </code>
            </span>
          )}
        </span>
        <IconChevronDown size={17} className={classes.chevron} aria-hidden />
      </button>
      {isOpen && (
        <ul className={classes.people} id={id}>
          {named.map((person, at) => (
            <li key={person.directory_user_id ?? person.user_id ?? at}>
              <Person person={person} />
            </li>
          ))}
          {people > named.length && <li className={classes.more}>{words.more(people - named.length)}</li>}
        </ul>
      )}
    </li>
  );
}

function Person({ person }: { person: PolicyPlanPerson }): ReactNode {
  const { display_name: name, email, external_id: externalId, reason } = person;
  const called = name ?? email ?? externalId ?? strings.directoryPlan.someone;
  return (
    <>
      <strong>
        <SafeText most={80}>{called}</SafeText>
      </strong>{' '}
      {email !== null && email !== called && (
        <span className={classes.email}>
          <SafeText most={80}>{email}</SafeText>
        </span>
      )}
      <div className={classes.reason}>
        <SafeText most={300}>{reason}</SafeText>
      </div>
    </>
  );
}
