import type { ReactNode } from 'react';
import { strings } from '../strings/strings.ts';
import { PageFrame } from './page-frame.tsx';
import { ProblemNote } from './problem-note.tsx';

/** A fault instead of a whole page. */
export function ProblemPage({ error, retry }: { error: unknown; retry?: () => void }): ReactNode {
  const { problems } = strings;
  return (
    <PageFrame title={problems.title}>
      <ProblemNote error={error} title={problems.what} retry={retry} />
    </PageFrame>
  );
}
