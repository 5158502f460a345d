import { Button, Group, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { PolicyPlanPerson } from '../../generated/api.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { strings } from '../strings/strings.ts';
import classes from './plan-changes.module.css';
import { NAMED_AT_FIRST, type ShownPlan } from './use-plan.ts';

/** On a page, once all are shown. */
const AT_ONCE = 25;

interface PersonListProps {
  id: string;
  /** Those who are named; of more, the first. */
  named: readonly PolicyPlanPerson[];
  /** How many there are. */
  people: number;
  shown: ShownPlan;
}

/** Whom a change is about: the first few, then page by page all of them. */
export function PersonList({ id, named, people, shown }: PersonListProps): ReactNode {
  const { directoryPlan: words } = strings;
  const [page, setPage] = useState<number | null>(null);
  const size = page === null ? NAMED_AT_FIRST : AT_ONCE;
  const from = (page ?? 0) * size;
  const onPage = named.slice(from, from + size);
  const pages = Math.ceil(named.length / AT_ONCE);
  const isAllNamed = named.length >= people || named.length > NAMED_AT_FIRST;
  return (
    <div className={classes.people} id={id}>
      <ul aria-label={words.who}>
        {onPage.map((person, at) => (
          <li key={`${person.directory_user_id ?? person.user_id ?? ''} ${from + at}`}>
            <Person person={person} />
          </li>
        ))}
      </ul>
      {people > NAMED_AT_FIRST && page === null && (
        <Group gap="sm">
          <Text size="sm" c="dimmed">
            {words.more(people - Math.min(NAMED_AT_FIRST, named.length))}
          </Text>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              setPage(0);
              if (!isAllNamed) shown.nameAll();
            }}
          >
            {words.showAll}
          </Button>
        </Group>
      )}
      {page !== null && shown.isNamingAll && (
        <Text size="sm" c="dimmed" role="status">
          {words.naming}
        </Text>
      )}
      {page !== null && !shown.isNamingAll && (
        <Group gap="sm">
          <Button
            size="compact-sm"
            variant="default"
            disabled={page === 0}
            onClick={() => {
              setPage(page - 1);
            }}
          >
            {words.previous}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            disabled={page >= pages - 1}
            onClick={() => {
              setPage(page + 1);
            }}
          >
            {words.next}
          </Button>
          <Text size="sm" c="dimmed" role="status">
            {words.range(from + 1, from + onPage.length, people)}
          </Text>
          {page >= pages - 1 && people > named.length && (
            <Text size="sm" c="dimmed">
              {words.inFile(people - named.length)}
            </Text>
          )}
        </Group>
      )}
    </div>
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
