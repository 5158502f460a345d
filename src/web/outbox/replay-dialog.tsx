import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ask } from '../api/ask.ts';
import { CountedDialog } from '../parts/counted-dialog.tsx';
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
  const many = choice?.kind === 'dead' ? choice : null;
  return (
    <CountedDialog
      opened={choice !== null}
      onClose={onClose}
      title={many === null ? words.one : words.all}
      action={replay}
      question={
        many && {
          key: ['tenants', tenant, 'outbox', 'replay', many],
          count: (signal) => replayDead(tenant, many.endpoint, { dry_run: true }, signal),
        }
      }
      counting={words.counting}
      happens={(count) => (count === 0 ? [words.none] : [words.allHappens(count), words.to])}
      happensToOne={words.oneHappens}
      isAny={(count) => count > 0}
      onConfirm={async () => {
        toastDone(words.done(await replayChosen(tenant, choice)));
        await queries.invalidateQueries({ queryKey: ['tenants', tenant] });
      }}
    />
  );
}

/** @returns how many wait again */
async function replayChosen(tenant: string, choice: ReplayChoice | null): Promise<number> {
  if (choice === null) return 0;
  if (choice.kind === 'dead') return replayDead(tenant, choice.endpoint, {});
  const path = ['tenants', tenant, 'outbox', choice.message, 'replay'];
  return (await ask('OutboxReplayed', 'POST', path, { body: { endpoint: choice.endpoint } })).replayed;
}

async function replayDead(
  tenant: string,
  endpoint: string | null,
  how: { dry_run?: true },
  signal?: AbortSignal,
): Promise<number> {
  const { replayed } = await ask('OutboxReplayed', 'POST', ['tenants', tenant, 'outbox', 'replay'], {
    body: { ...how, ...(endpoint === null ? {} : { endpoint }) },
    ...(signal === undefined ? {} : { signal }),
  });
  return replayed;
}
