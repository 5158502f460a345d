import { Button, Code, Text } from '@mantine/core';
import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { isRouteErrorResponse, useRouteError } from 'react-router';
import { ApiProblem } from '../api/api-problem.ts';
import { PageFrame } from '../parts/page-frame.tsx';
import { ProblemPage } from '../parts/problem-page.tsx';
import { strings } from '../strings/strings.ts';
import { NotFoundPage } from './not-found-page.tsx';

/** Instead of a page that cannot be fetched, or has stopped: what to do about it. */
export function RouteFault(): ReactNode {
  const error = useRouteError();
  const { reset } = useQueryErrorResetBoundary();
  useEffect(reset, [reset]);
  const { crashed, updated } = strings.shell;
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFoundPage />;
  if (error instanceof ApiProblem) return <ProblemPage error={error} retry={reload} />;
  // The file of a page has the digest of its content in its name: after an update the old one is gone.
  const isUpdated = error instanceof TypeError && /import|module|preload/i.test(error.message);
  if (isUpdated && !navigator.onLine)
    return <ProblemPage error={new ApiProblem('network', null, null)} retry={reload} />;
  return (
    <PageFrame title={isUpdated ? updated.title : crashed.title}>
      <Text maw="40rem">{isUpdated ? updated.text : crashed.text}</Text>
      <div>
        <Button onClick={reload}>{strings.common.reload}</Button>
      </div>
      {!isUpdated && error instanceof Error && (
        <Text size="sm" c="dimmed">
          {crashed.details}: <Code>{`${error.name}: ${error.message}`.slice(0, 300)}</Code>
        </Text>
      )}
    </PageFrame>
  );
}

function reload(): void {
  window.location.reload();
}
