import { Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './empty.module.css';

interface EmptyProps {
  icon: ReactNode;
  title: string;
  /** What will be here, and how it comes about. */
  text: ReactNode;
  /** What to do next. */
  children?: ReactNode;
}

/** In place of a list without items: what it is for, and how to get the first. */
export function Empty({ icon, title, text, children }: EmptyProps): ReactNode {
  return (
    <Stack className={classes.empty} align="center" gap="xs">
      <span className={classes.sign} aria-hidden>
        {icon}
      </span>
      <Title order={2} ta="center">
        {title}
      </Title>
      <Text c="dimmed" ta="center" maw="34rem">
        {text}
      </Text>
      {children !== undefined && (
        <Group mt="sm" justify="center">
          {children}
        </Group>
      )}
    </Stack>
  );
}
