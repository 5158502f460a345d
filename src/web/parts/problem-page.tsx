import { Container } from '@mantine/core';
import type { ReactNode } from 'react';
import { ProblemNote } from './problem-note.tsx';

/** A fault instead of a whole page. */
export function ProblemPage({ error, retry }: { error: unknown; retry?: () => void }): ReactNode {
  return (
    <Container component="main" size="sm" py="xl">
      <ProblemNote error={error} retry={retry} />
    </Container>
  );
}
