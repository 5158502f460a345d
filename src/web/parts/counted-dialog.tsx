import { skipToken, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { ProblemNote } from './problem-note.tsx';

interface CountedDialogProps<Count> {
  opened: boolean;
  onClose: () => void;
  title: string;
  action: string;
  severe?: boolean;
  /** How many things it is about is asked first; null where it is about one. */
  question: { key: readonly unknown[]; count: (signal: AbortSignal) => Promise<Count> } | null;
  /** Said while it is counted. */
  counting: string;
  /** What happens to so many, in sentences. */
  happens: (count: Count) => readonly ReactNode[];
  /** What happens to one. */
  happensToOne: readonly ReactNode[];
  /** Whether something is to be done at all. */
  isAny: (count: Count) => boolean;
  /** Whether what is asked for inside is there. */
  ready?: boolean;
  /** With what was counted; null: it is about one. */
  onConfirm: (count: Count | null) => Promise<unknown>;
  children?: ReactNode;
}

/** Asks before something is done to many things, and says how many: counted anew each time that it is opened. */
export function CountedDialog<Count>(props: CountedDialogProps<Count>): ReactNode {
  const {
    question,
    counting,
    happens,
    happensToOne,
    isAny,
    ready = true,
    onConfirm,
    children,
    ...rest
  } = props;
  const counted = useQuery({
    queryKey: question?.key ?? [],
    queryFn: question === null ? skipToken : ({ signal }) => question.count(signal),
    gcTime: 0,
    staleTime: 0,
    // The number that somebody is about to confirm does not change under their hand.
    refetchOnWindowFocus: false,
  });
  const count = question === null ? null : counted.data;
  const sentences = (): readonly ReactNode[] => {
    if (count === null) return happensToOne;
    if (count !== undefined) return happens(count);
    return counted.error === null ? [counting] : [];
  };
  return (
    <ConfirmDialog
      {...rest}
      happens={sentences()}
      ready={ready && count !== undefined && (count === null || isAny(count))}
      onConfirm={async () => (count === undefined ? false : onConfirm(count))}
    >
      {question !== null && counted.error !== null && (
        <ProblemNote error={counted.error} retry={() => void counted.refetch()} />
      )}
      {children}
    </ConfirmDialog>
  );
}
