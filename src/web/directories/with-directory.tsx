import type { ReactNode } from 'react';
import type { DirectoryDetail } from '../../generated/api.ts';
import { LoadingPage } from '../parts/loading-page.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { useDirectory } from './use-directory.ts';

/** Shows a page about the directory of the address once it is known. */
export function WithDirectory({
  children,
}: {
  children: (directory: DirectoryDetail) => ReactNode;
}): ReactNode {
  const { directory } = useDirectory();
  if (directory.data !== undefined) return children(directory.data);
  if (directory.error === null) return <LoadingPage />;
  return <DirectoryProblem error={directory.error} retry={() => void directory.refetch()} />;
}

/** In place of a page about a directory that could not be loaded; the way back is above it. */
export function DirectoryProblem({ error, retry }: { error: unknown; retry: () => void }): ReactNode {
  const { base } = useTenant();
  const { title } = strings.directories;
  return (
    <PageFrame title={title} crumbs={[{ label: title, to: `${base}/directories` }]}>
      <ProblemNote error={error} retry={retry} />
    </PageFrame>
  );
}
