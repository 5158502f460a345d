import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { askAnew } from '../api/write-once.ts';

export interface OneAction {
  act: () => void;
  isPending: boolean;
  /** The same, known at once: it is pending before the page shows it. */
  isTaken: () => boolean;
  error: Error | null;
  /** Forgets the error. */
  reset: () => void;
}

/**
 * What a dialog does, once for each time that it is opened: a second click does nothing, neither before the page has shown
 * that it is being done nor while the dialog closes after it. What failed can be tried again, and so can what came to `false`:
 * nothing was done, and the dialog stays open. What got no answer goes on where it is tried again before the dialog is closed.
 */
export function useOneAction(
  opened: boolean,
  perform: () => Promise<unknown>,
  onDone: () => void,
): OneAction {
  const acting = useMutation({ mutationFn: perform, meta: { goesOn: true } });
  const isTaken = useRef(false);
  useEffect(() => {
    if (!opened) return;
    isTaken.current = false;
    askAnew();
  }, [opened]);
  return {
    act: () => {
      if (isTaken.current) return;
      isTaken.current = true;
      acting.mutate(undefined, {
        onSuccess: (done) => {
          if (done === false) isTaken.current = false;
          else onDone();
        },
        onError: () => {
          isTaken.current = false;
        },
      });
    },
    isPending: acting.isPending,
    isTaken: () => isTaken.current,
    error: acting.error,
    reset: acting.reset,
  };
}
