import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { PolicyPlan } from '../../generated/api.ts';
import { askFile } from '../api/ask.ts';
import { useLatestAnswer } from '../api/use-latest-answer.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { saveFile } from '../parts/save-file.ts';
import { SearchField } from '../parts/search-field.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { NamedPerson } from './named-person.tsx';
import classes from './plan-view.module.css';
import { StaleFrame } from './stale-frame.tsx';

/** For how long nothing may be typed before everyone is looked through, in milliseconds. */
const PAUSE_MS = 600;
/** Of each change. */
const MOST_FOUND = 20;

/** A text, or a version that is there already. */
export type Planned = { yaml: string } | { version: number };

/** Whom a plan is about beyond those whom it names: looked for, or all of them in a file. */
export function PlanPeople({ planned }: { planned: Planned }): ReactNode {
  const words = strings.policy.planPeople;
  const { slug } = useTenant();
  const [find, setFind] = useState('');
  const place = ['tenants', slug, 'policy', 'plans'];
  const wanted = find.trim();
  const found = useLatestAnswer(
    'PolicyPlan',
    place,
    wanted === '' ? null : { ...planned, find: wanted, people: MOST_FOUND },
    PAUSE_MS,
  );
  const saving = useMutation({
    mutationFn: () => askFile([...place, 'export'], { ...planned, format: 'csv' }),
    onSuccess: saveFile,
  });
  return (
    <Stack
      gap="xs"
      // Where it is in a dialog, Enter would confirm what the dialog asks.
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.target instanceof HTMLInputElement) event.preventDefault();
      }}
    >
      <Group align="flex-end" gap="sm">
        <SearchField label={words.find} hint={words.findHint} value={find} onChange={setFind} />
        <Button
          variant="default"
          loading={saving.isPending}
          onClick={() => {
            saving.mutate();
          }}
        >
          {words.save}
        </Button>
      </Group>
      {saving.error !== null && <ProblemNote error={saving.error} title={strings.problems.actionTitle} />}
      {wanted !== '' && found.error !== null && <ProblemNote error={found.error} retry={found.askAgain} />}
      {wanted !== '' && (
        <div role="status">
          {found.isAsking && (
            <Text size="sm" c="dimmed">
              {strings.policy.plan.asking}
            </Text>
          )}
          {found.answer !== null && !found.isStale && <Sum plan={found.answer} />}
        </div>
      )}
      {wanted !== '' && found.answer !== null && (
        <StaleFrame isStale={found.isStale}>
          <Found plan={found.answer} />
        </StaleFrame>
      )}
    </Stack>
  );
}

function Sum({ plan }: { plan: PolicyPlan }): ReactNode {
  const words = strings.policy.planPeople;
  const people = plan.groups.flatMap(({ named }) =>
    named.map(({ directory_user_id: id, user_id: userId }) => id ?? userId),
  );
  const isCut = plan.groups.some(({ named }) => named.length === MOST_FOUND);
  const { size } = new Set(people);
  return <Text size="sm">{size === 0 ? words.nobody : isCut ? words.first(size) : words.found(size)}</Text>;
}

function Found({ plan }: { plan: PolicyPlan }): ReactNode {
  return plan.groups
    .filter(({ named }) => named.length > 0)
    .map(({ says, named }, at) => (
      <div key={at} className={classes.found}>
        <Text size="sm" fw={560}>
          <SafeText most={160}>{says}</SafeText>
        </Text>
        <ul>
          {named.map((person, place) => (
            <NamedPerson key={person.directory_user_id ?? person.user_id ?? place} person={person} />
          ))}
        </ul>
      </div>
    ));
}
