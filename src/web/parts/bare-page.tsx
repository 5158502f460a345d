import { Group, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { strings } from '../strings/strings.ts';
import classes from './bare-page.module.css';
import { Mark } from './mark.tsx';

interface BarePageProps {
  title: string;
  text: string;
  children?: ReactNode;
}

/** A page that stands alone, without navigation: what to know, and what to do. */
export function BarePage({ title, text, children }: BarePageProps): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = strings.shell.title(title, null);
    heading.current?.focus();
  }, [title]);
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <Mark size={36} />
        <Stack gap="sm" mt="lg">
          <Title order={1} ref={heading} tabIndex={-1}>
            {title}
          </Title>
          <Text c="dimmed">{text}</Text>
          <Group mt="sm">{children}</Group>
        </Stack>
      </div>
    </main>
  );
}
