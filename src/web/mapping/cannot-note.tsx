import { Alert, List, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Diagnostic } from '../../generated/api.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { strings } from '../strings/strings.ts';
import { IconAlertTriangle } from '../theme/icons.ts';

/** Why the changes cannot be saved. What is wrong with the policy that they would make is said here, where there is no editor. */
export function CannotNote({ error, retry }: { error: Error; retry: () => void }): ReactNode {
  const { effect } = strings.mapping;
  const findings = findingsOf(error);
  if (findings.length === 0) return <ProblemNote error={error} title={effect.cannot} retry={retry} />;
  return (
    <Alert mt="sm" role="alert" color="clay" icon={<IconAlertTriangle />} title={effect.cannot}>
      <Stack gap="xs">
        {effect.cannotWhy}
        <List>
          {findings.map(({ message, line }, at) => (
            <List.Item key={`${String(line)} ${at}`}>
              <SafeText most={300}>{message}</SafeText>
            </List.Item>
          ))}
        </List>
        {effect.cannotNext}
      </Stack>
    </Alert>
  );
}

function findingsOf(error: Error): { message: string; line: number | null }[] {
  const given = error instanceof ApiProblem ? error.problem?.['diagnostics'] : null;
  if (!Array.isArray(given)) return [];
  return (given as Partial<Diagnostic>[]).flatMap(({ message, line = null, severity }) =>
    typeof message === 'string' && severity !== 'warning' ? [{ message, line }] : [],
  );
}
