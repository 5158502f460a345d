import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { PolicyVersion } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { When } from '../parts/when.tsx';
import { strings } from '../strings/strings.ts';
import { IconAlertTriangle } from '../theme/icons.ts';
import { UnifiedDiff } from './unified-diff.tsx';

interface OvertakenNoteProps {
  tenant: string;
  inForce: PolicyVersion;
  /** The version that the text is based on. */
  over: number;
  yaml: string;
  onKeep: () => void;
  onTake: () => void;
}

/** Somebody else was first. Nothing is lost before its writer says so. */
export function OvertakenNote({
  tenant,
  inForce,
  over,
  yaml,
  onKeep,
  onTake,
}: OvertakenNoteProps): ReactNode {
  const words = strings.policy.overtaken;
  const [isAsking, setAsking] = useState(false);
  const [isShown, setShown] = useState(false);
  return (
    <Alert
      role="alert"
      color="amber"
      variant="light"
      icon={<IconAlertTriangle />}
      title={words.title(inForce.version)}
    >
      <Stack gap="xs" align="stretch">
        <Text>
          <Sentence
            of={words.text(over)}
            with={{
              author: <SafeText most={80}>{inForce.author}</SafeText>,
              when: <When at={inForce.activated_at} />,
            }}
          />
        </Text>
        <Group gap="xs">
          <Button size="xs" onClick={onKeep}>
            {words.keep(inForce.version)}
          </Button>
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              setAsking(true);
            }}
          >
            {words.take(inForce.version)}
          </Button>
          <Button
            size="xs"
            variant="subtle"
            aria-expanded={isShown}
            onClick={() => {
              setShown(!isShown);
            }}
          >
            {words.diff}
          </Button>
        </Group>
        {isShown && <Against tenant={tenant} yaml={yaml} version={inForce.version} />}
      </Stack>
      <ConfirmDialog
        opened={isAsking}
        onClose={() => {
          setAsking(false);
        }}
        title={words.takeTitle}
        happens={[words.takeHappens]}
        action={words.take(inForce.version)}
        severe
        onConfirm={() => {
          onTake();
          return Promise.resolve();
        }}
      />
    </Alert>
  );
}

function Against({ tenant, yaml, version }: { tenant: string; yaml: string; version: number }): ReactNode {
  const body = { yaml, against: version };
  const diff = useQuery({
    queryKey: ['tenants', tenant, 'policy', 'diff', body],
    queryFn: ({ signal }) =>
      ask('PolicyDiff', 'POST', ['tenants', tenant, 'policy', 'diff'], { body, signal }),
    gcTime: 0,
  });
  if (diff.error !== null) return <ProblemNote error={diff.error} title={strings.problems.actionTitle} />;
  return diff.data === undefined ? (
    <Text size="sm">{strings.common.loading}</Text>
  ) : (
    <UnifiedDiff text={diff.data.text} />
  );
}
