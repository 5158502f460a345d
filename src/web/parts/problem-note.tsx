import { Alert, Button, Code, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { IconAlertTriangle } from '../theme/icons.ts';
import { strings } from '../strings/strings.ts';
import classes from './problem-note.module.css';
import { isClosed, problemWords } from './problem-words.ts';
import { SafeText } from './safe-text.tsx';

interface ProblemNoteProps {
  error: unknown;
  /** What could not be done; what could not be loaded unless told. */
  title?: string;
  retry?: (() => void) | undefined;
}

/** A fault in its place on the page: what happened, what to do, and a way to try again. */
export function ProblemNote({ error, title, retry }: ProblemNoteProps): ReactNode {
  const words = problemWords(error, title);
  return (
    <Alert
      role="alert"
      color="clay"
      variant="light"
      classNames={{ root: classes.note, label: classes.title, icon: classes.sign }}
      icon={<IconAlertTriangle />}
      title={words.title}
    >
      <Stack gap="xs" align="flex-start">
        {words.detail !== null && (
          <Text size="md">
            <SafeText most={600}>{words.detail}</SafeText>
          </Text>
        )}
        <Text size="md">{words.next}</Text>
        {words.reference !== null && (
          <Text size="sm">
            {strings.problems.reference}: <Code>{words.reference}</Code>
          </Text>
        )}
        {retry !== undefined && !isClosed(error) && (
          <Group>
            <Button size="xs" variant="default" onClick={retry}>
              {strings.common.tryAgain}
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}
