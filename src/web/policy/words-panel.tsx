import { Skeleton, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { strings } from '../strings/strings.ts';
import { BlockedNote } from './blocked-note.tsx';
import { StaleFrame } from './stale-frame.tsx';
import { useLatestAnswer } from '../api/use-latest-answer.ts';
import classes from './words-panel.module.css';

interface WordsPanelProps {
  tenant: string;
  yaml: string;
  /** The text has errors, so nobody can say what it means. */
  isBlocked: boolean;
  /** It is known whether the text as it is has errors. */
  isChecked: boolean;
  goTo: (line: number, column: number) => void;
}

/** The text in plain English, each sentence a way to its line. */
export function WordsPanel({ tenant, yaml, isBlocked, isChecked, goTo }: WordsPanelProps): ReactNode {
  const words = strings.policy.words;
  const { answer, isStale, error, askAgain } = useLatestAnswer(
    'PolicyDocs',
    ['tenants', tenant, 'policy', 'docs'],
    isBlocked || !isChecked ? null : { yaml },
    500,
  );
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {words.lead}
      </Text>
      {isBlocked && <BlockedNote />}
      {error !== null && !isBlocked && (
        <ProblemNote error={error} title={strings.problems.actionTitle} retry={askAgain} />
      )}
      {answer === null && error === null && !isBlocked && <Skeleton height={160} />}
      {answer !== null && (
        <StaleFrame isStale={isStale}>
          {answer.chapters.map(({ title, statements }) => (
            <section key={title}>
              <Title order={2} size="h3" mb={4}>
                {title}
              </Title>
              <ul className={classes.statements}>
                {statements.map(({ says, at, place }, index) => (
                  <li key={`${at} ${index}`}>
                    <SafeText most={500}>{says}</SafeText>{' '}
                    {place === null || place.file === 'default.policy.yaml' ? (
                      <span className={classes.place}>{place?.file ?? words.builtIn}</span>
                    ) : (
                      <UnstyledButton
                        className={classes.link}
                        aria-label={strings.policy.findings.goTo(place.line)}
                        onClick={() => {
                          goTo(place.line, 1);
                        }}
                      >
                        {strings.policy.plan.line(place.line)}
                      </UnstyledButton>
                    )}
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </StaleFrame>
      )}
    </Stack>
  );
}
