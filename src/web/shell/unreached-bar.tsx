import { Button } from '@mantine/core';
import { useQueryClient, type Query, type QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore, type ReactNode } from 'react';
import { ApiProblem } from '../api/api-problem.ts';
import { strings } from '../strings/strings.ts';
import classes from './unreached-bar.module.css';

/** Above the page while the service cannot be reached: what is on it is not of now, however fresh it looks. */
export function UnreachedBar(): ReactNode {
  const queries = useQueryClient();
  const asOf = useSyncExternalStore(
    (onChange) => queries.getQueryCache().subscribe(onChange),
    () => oldestUnreached(queries),
  );
  const { unreached } = strings.shell;
  return (
    <div role="status">
      {asOf !== null && (
        <div className={classes.bar}>
          {unreached.text(new Intl.DateTimeFormat(strings.locale, { timeStyle: 'short' }).format(asOf))}{' '}
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => void queries.refetchQueries({ type: 'active', predicate: isUnreached })}
          >
            {strings.common.tryAgain}
          </Button>
        </div>
      )}
    </div>
  );
}

/** When the oldest of what is shown and could not be asked again was answered, in milliseconds since 1970. */
function oldestUnreached(queries: QueryClient): number | null {
  const times = queries
    .getQueryCache()
    .findAll({ type: 'active', predicate: isUnreached })
    .map(({ state }) => state.dataUpdatedAt)
    .filter((at) => at > 0);
  return times.length === 0 ? null : Math.min(...times);
}

function isUnreached({ state: { error } }: Query): boolean {
  return error instanceof ApiProblem && error.kind === 'network';
}
