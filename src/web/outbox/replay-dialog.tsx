import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ask } from '../api/ask.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { toastDone } from '../parts/toasts.ts';
import { strings } from '../strings/strings.ts';

/** What is delivered again: one message to one endpoint, or all that was given up on. */
export type ReplayChoice =
  { kind: 'one'; message: string; endpoint: string } | { kind: 'dead'; endpoint: string | null };

interface ReplayDialogProps {
  tenant: string;
  /** Null: it is closed. */
  choice: ReplayChoice | null;
  onClose: () => void;
}

/** Says how many messages would be delivered again before they are. */
export function ReplayDialog({ tenant, choice, onClose }: ReplayDialogProps): ReactNode {
  const { replaying: words, replay } = strings.outbox;
  const queries = useQueryClient();
  const isMany = choice?.kind === 'dead';
  const counted = useQuery({
    queryKey: ['tenants', tenant, 'outbox', 'replay', choice],
    queryFn: () => send(tenant, choice, true),
    enabled: isMany,
    // Counted anew each time that it is asked.
    gcTime: 0,
    staleTime: 0,
  });
  const count = counted.data;
  const allHappens =
    count === undefined ? [words.counting] : count === 0 ? [words.none] : [words.allHappens(count), words.to];
  return (
    <ConfirmDialog
      opened={choice !== null}
      onClose={onClose}
      title={isMany ? words.all : words.one}
      happens={isMany ? allHappens : words.oneHappens}
      action={replay}
      ready={!isMany || (count ?? 0) > 0}
      onConfirm={async () => {
        toastDone(words.done(await send(tenant, choice, false)));
        await queries.invalidateQueries({ queryKey: ['tenants', tenant] });
      }}
    >
      {isMany && counted.error !== null && (
        <ProblemNote error={counted.error} retry={() => void counted.refetch()} />
      )}
    </ConfirmDialog>
  );
}

async function send(tenant: string, choice: ReplayChoice | null, dryRun: boolean): Promise<number> {
  const path = ['tenants', tenant, 'outbox'];
  if (choice === null) return 0;
  const endpoint = choice.endpoint === null ? {} : { endpoint: choice.endpoint };
  const { replayed } =
    choice.kind === 'one'
      ? await ask('OutboxReplayed', 'POST', [...path, choice.message, 'replay'], { body: endpoint })
      : await ask('OutboxReplayed', 'POST', [...path, 'replay'], { body: { ...endpoint, dry_run: dryRun } });
  return replayed;
}
