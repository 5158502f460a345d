import { Button, Group, List, Stack, Text, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Diagnostic, PolicyMends } from '../../generated/api.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { strings } from '../strings/strings.ts';
import classes from './finding-list.module.css';

/** More are counted, and not listed. */
const MOST_LISTED = 50;

interface FindingListProps {
  /** Null before the first answer. */
  findings: readonly Diagnostic[] | null;
  /** More may be found. */
  isAsking: boolean;
  /** The text is larger than the service takes, so that it is not checked. */
  isTooLong: boolean;
  error: Error | null;
  askAgain: () => void;
  goTo: (line: number, column: number) => void;
  /** What can only be meant in one way; null where nothing is, or nobody knows yet. */
  mends: PolicyMends | null;
  onMend: (mends: PolicyMends) => void;
}

/** Everything that is wrong with the text, each a way to its place, and an offer to mend what can be. */
export function FindingList(props: FindingListProps): ReactNode {
  const { findings, isAsking, isTooLong, error, askAgain, goTo, mends, onMend } = props;
  const words = strings.policy.findings;
  const errors = (findings ?? []).filter(({ severity }) => severity === 'error').length;
  const warnings = (findings ?? []).length - errors;
  return (
    <Stack gap="xs">
      <Group gap="xs" role="status">
        {isTooLong && <StatusBadge tone="problem">{words.tooLong}</StatusBadge>}
        {isAsking && <StatusBadge tone="off">{words.asking}</StatusBadge>}
        {errors > 0 && <StatusBadge tone="problem">{words.errors(errors)}</StatusBadge>}
        {warnings > 0 && <StatusBadge tone="attention">{words.warnings(warnings)}</StatusBadge>}
        {findings?.length === 0 && !isAsking && !isTooLong && error === null && (
          <StatusBadge tone="ok">{words.none}</StatusBadge>
        )}
      </Group>
      {isTooLong && <Text size="sm">{words.tooLongText}</Text>}
      {error !== null && <ProblemNote error={error} title={strings.problems.actionTitle} retry={askAgain} />}
      {mends !== null && mends.mended.length > 0 && <Mends mends={mends} onMend={onMend} />}
      {findings !== null && findings.length > 0 && (
        <ul className={classes.list} aria-label={words.title}>
          {findings.slice(0, MOST_LISTED).map((finding, at) => (
            <li key={at}>
              <Finding finding={finding} goTo={goTo} />
            </li>
          ))}
        </ul>
      )}
      {findings !== null && findings.length > MOST_LISTED && (
        <Text size="sm" c="dimmed">
          {words.more(findings.length - MOST_LISTED)}
        </Text>
      )}
    </Stack>
  );
}

function Finding({ finding, goTo }: { finding: Diagnostic; goTo: FindingListProps['goTo'] }): ReactNode {
  const words = strings.policy.findings;
  const { line, column, severity, message, hint } = finding;
  return (
    <UnstyledButton
      className={classes.finding}
      data-severity={severity}
      onClick={() => {
        goTo(line, column);
      }}
    >
      <span className={classes.place}>
        {words[severity]}, {words.at(line, column)}
      </span>
      <span>
        <SafeText most={300} brief>
          {message}
        </SafeText>
      </span>
      {hint !== null && (
        <span className={classes.hint}>
          <SafeText most={300} brief>
            {hint}
          </SafeText>
        </span>
      )}
    </UnstyledButton>
  );
}

function Mends({ mends, onMend }: { mends: PolicyMends; onMend: (mends: PolicyMends) => void }): ReactNode {
  const words = strings.policy.findings;
  return (
    <div className={classes.mends}>
      <Text size="sm">{words.mendTitle(mends.mended.length)}</Text>
      <List size="sm" spacing={2} my={6}>
        {mends.mended.slice(0, 8).map(({ line, says }, at) => (
          <List.Item key={at}>
            {strings.policy.plan.line(line)}: <SafeText most={200}>{says}</SafeText>
          </List.Item>
        ))}
      </List>
      <Button
        size="xs"
        variant="default"
        onClick={() => {
          onMend(mends);
        }}
      >
        {words.mend(mends.mended.length)}
      </Button>
    </div>
  );
}
