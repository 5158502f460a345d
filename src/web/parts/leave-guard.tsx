import { useEffect, type ReactNode } from 'react';
import { useBlocker } from 'react-router';
import { ConfirmDialog } from './confirm-dialog.tsx';

interface LeaveGuardProps {
  /** Whether there is anything to lose. */
  when: boolean;
  title: string;
  /** What is lost, in a sentence. */
  happens: string;
  action: string;
}

/** Asks before the page is left, by a link, the way back or closing it, while something on it is not saved. */
export function LeaveGuard({ when, title, happens, action }: LeaveGuardProps): ReactNode {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => when && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!when) return undefined;
    // The browser asks in its own words.
    const keep = (event: BeforeUnloadEvent): void => {
      event.preventDefault();
    };
    window.addEventListener('beforeunload', keep);
    return () => {
      window.removeEventListener('beforeunload', keep);
    };
  }, [when]);
  return (
    <ConfirmDialog
      opened={blocker.state === 'blocked'}
      onClose={() => {
        if (blocker.state === 'blocked') blocker.reset();
      }}
      title={title}
      happens={[happens]}
      action={action}
      severe
      onConfirm={() => {
        blocker.proceed?.();
        return Promise.resolve();
      }}
    />
  );
}
