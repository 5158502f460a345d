import { Alert, List, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { PolicyVersion } from '../../generated/api.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { When } from '../parts/when.tsx';
import { strings } from '../strings/strings.ts';
import { IconAlertTriangle } from '../theme/icons.ts';

/** More are told by `rollcall policy check`. */
const MOST_LISTED = 5;

/** The policy file of the last start had errors, so that what is in force is older than the file. */
export function FileProblemNote({ problem }: { problem: NonNullable<PolicyVersion['problem']> }): ReactNode {
  const words = strings.policy;
  return (
    <Alert
      role="alert"
      color="clay"
      variant="light"
      icon={<IconAlertTriangle />}
      title={words.file.title(problem.file)}
    >
      <Text>
        <Sentence of={words.file.text} with={{ when: <When at={problem.at} /> }} />
      </Text>
      <List size="sm" mt="xs">
        {problem.diagnostics
          .filter(({ severity }) => severity === 'error')
          .slice(0, MOST_LISTED)
          .map(({ line, message }, at) => (
            <List.Item key={at}>
              {words.plan.line(line)}: <SafeText most={300}>{message}</SafeText>
            </List.Item>
          ))}
      </List>
    </Alert>
  );
}
