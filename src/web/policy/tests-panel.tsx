import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { lazy, Suspense, useId, type ReactNode } from 'react';
import type { PolicyTestResult } from '../../generated/api.ts';
import { Empty } from '../parts/empty.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { strings } from '../strings/strings.ts';
import { IconCheck } from '../theme/icons.ts';
import { BlockedNote } from './blocked-note.tsx';
import { StaleFrame } from './stale-frame.tsx';
import classes from './tests-panel.module.css';
import { useLatestAnswer } from '../api/use-latest-answer.ts';

const CodeEditor = lazy(async () => ({ default: (await import('./code-editor.tsx')).CodeEditor }));

interface TestsPanelProps {
  tenant: string;
  yaml: string;
  /** The policy has errors, so nothing can be run by it. */
  isBlocked: boolean;
  /** It is known whether the policy as it is has errors. */
  isChecked: boolean;
  tests: string;
  onChange: (tests: string) => void;
}

/** Tests of the text, run whenever either changes. */
export function TestsPanel(props: TestsPanelProps): ReactNode {
  const { tenant, yaml, isBlocked, isChecked, tests, onChange } = props;
  const words = strings.policy.tests;
  const id = useId();
  const report = useLatestAnswer(
    'PolicyTestReport',
    ['tenants', tenant, 'policy', 'tests'],
    isBlocked || !isChecked || tests.trim() === '' ? null : { yaml, tests },
    700,
  );
  if (tests === '') {
    return (
      <Empty icon={<IconCheck />} title={words.empty} text={words.emptyText}>
        <Button
          variant="default"
          onClick={() => {
            onChange(words.placeholder);
          }}
        >
          {words.begin}
        </Button>
      </Empty>
    );
  }
  const { answer, isStale, error, askAgain } = report;
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed" id={id}>
        {words.lead}
      </Text>
      <Suspense fallback={<Skeleton height={288} />}>
        <CodeEditor
          value={tests}
          onChange={onChange}
          label={words.label}
          describedBy={id}
          diagnostics={answer?.diagnostics ?? []}
          small
        />
      </Suspense>
      {isBlocked && <BlockedNote />}
      {error !== null && !isBlocked && <ProblemNote error={error} title={words.problems} retry={askAgain} />}
      {answer !== null && (
        <StaleFrame isStale={isStale}>
          <Group gap="xs" role="status">
            <StatusBadge tone={answer.tests.every(({ holds }) => holds) ? 'ok' : 'problem'}>
              {words.sum(answer.tests.filter(({ holds }) => holds).length, answer.tests.length)}
            </StatusBadge>
            {isStale && <Text size="sm">{words.stale}</Text>}
          </Group>
          <ul className={classes.tests}>
            {answer.tests.map((test, at) => (
              <TestResult key={at} test={test} />
            ))}
          </ul>
        </StaleFrame>
      )}
    </Stack>
  );
}

function TestResult({ test }: { test: PolicyTestResult }): ReactNode {
  const words = strings.policy.tests;
  return (
    <li>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <StatusBadge tone={test.holds ? 'ok' : 'problem'}>
          {test.holds ? words.holds : words.fails}
        </StatusBadge>
        <Text size="sm">
          <SafeText most={200}>{test.name}</SafeText>
        </Text>
      </Group>
      {test.failures.map(({ what, expected, got, when }, at) => (
        <Text size="sm" c="dimmed" key={at}>
          <SafeText most={400}>
            {`${words.expected(what, expected, got)}${when === null ? '' : ` (${when})`}`}
          </SafeText>
        </Text>
      ))}
    </li>
  );
}
