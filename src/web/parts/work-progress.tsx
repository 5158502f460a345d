import { Button, Group, Progress, Text } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import { strings } from '../strings/strings.ts';

interface WorkProgressProps {
  /** What is being done, such as "Reading the directory anew". */
  label: string;
  done: number;
  /** Null where nobody knows yet. */
  total: number | null;
  onCancel?: (() => void) | undefined;
}

/** Long work: what it is, how far it is, and a way out where there is one. */
export function WorkProgress({ label, done, total, onCancel }: WorkProgressProps): ReactNode {
  const id = useId();
  const { common } = strings;
  const share = total === null || total === 0 ? null : Math.min(1, done / total);
  return (
    <div>
      <Group justify="space-between" mb={6} wrap="nowrap">
        <Text size="sm" fw={560} id={id}>
          {label}
        </Text>
        <Text size="sm" c="dimmed" role="status">
          {total === null ? common.progressSoFar(done) : common.progress(done, total)}
        </Text>
      </Group>
      <Group wrap="nowrap">
        <Progress.Root size="lg" flex={1}>
          <Progress.Section
            value={share === null ? 100 : share * 100}
            animated={share === null}
            striped={share === null}
            aria-labelledby={id}
            aria-label={label}
          />
        </Progress.Root>
        {onCancel !== undefined && (
          <Button size="xs" variant="default" onClick={onCancel}>
            {common.cancel}
          </Button>
        )}
      </Group>
    </div>
  );
}
