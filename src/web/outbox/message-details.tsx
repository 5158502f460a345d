import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ask } from '../api/ask.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { strings } from '../strings/strings.ts';
import classes from './message-details.module.css';

const MOST_SHOWN = 6_000;

/** A message as it is sent, read once its row is opened. */
export function MessageDetails({ tenant, id }: { tenant: string; id: string }): ReactNode {
  const { message: words } = strings.outbox;
  const path = ['tenants', tenant, 'outbox', id];
  const message = useQuery({
    queryKey: path,
    queryFn: ({ signal }) => ask('OutboxMessage', 'GET', path, { signal }),
  });
  if (message.data === undefined) {
    if (message.error === null) return <Skeleton height={90} />;
    return <ProblemNote error={message.error} retry={() => void message.refetch()} />;
  }
  const payload = JSON.stringify(message.data.payload, null, 2);
  return (
    <div className={classes.message} role="region" aria-label={words.label} tabIndex={0}>
      <div className={classes.id}>
        <code>{id}</code> <CopyButton value={id} of={words.id} />
      </div>
      <SafeText most={MOST_SHOWN} lines>
        {payload}
      </SafeText>
    </div>
  );
}
