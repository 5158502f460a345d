import { Alert, Button, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiProblem } from '../api/api-problem.ts';
import { strings } from '../strings/strings.ts';
import { IconAlertTriangle } from '../theme/icons.ts';
import { ProblemNote } from './problem-note.tsx';
import { toastDone } from './toasts.ts';

/** What is done about something whose secret was shown to nobody. */
export interface LostSecret {
  /** What has happened, and what to do. */
  says: string;
  /** Makes it void; it is named by its id. Left out where making it once more does that. */
  takeBack?: (made: string) => Promise<unknown>;
}

interface LostSecretNoteProps {
  lost: LostSecret;
  /** The id of what was made. */
  made: string;
  onTakenBack: () => void;
}

/** Something was made, and the answer with its secret never arrived: it is void before another is made. */
export function LostSecretNote({
  lost: { says, takeBack },
  made,
  onTakenBack,
}: LostSecretNoteProps): ReactNode {
  const { lost: words } = strings.common.secrets;
  const takingBack = useMutation({
    mutationFn: async () => takeBack?.(made),
    onSuccess: () => {
      toastDone(words.done);
      onTakenBack();
    },
  });
  return (
    <Alert role="alert" color="amber" icon={<IconAlertTriangle />} title={words.title}>
      <Stack gap="xs" align="flex-start">
        <Text size="md">{says}</Text>
        {takeBack !== undefined && (
          <Button
            size="xs"
            variant="default"
            loading={takingBack.isPending}
            onClick={() => {
              takingBack.mutate();
            }}
          >
            {words.action}
          </Button>
        )}
        {takingBack.error !== null && (
          <ProblemNote error={takingBack.error} title={strings.problems.actionTitle} />
        )}
      </Stack>
    </Alert>
  );
}

/** The id of what was made without its secret being seen; null where a request failed for another reason. */
export function madeUnseen(error: unknown): string | null {
  if (!(error instanceof ApiProblem) || error.problem?.code !== 'secret_shown_once') return null;
  const { made } = error.problem;
  return typeof made === 'string' ? made : null;
}
