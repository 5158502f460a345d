import { useEffect, type ReactNode } from 'react';
import { useBlocker } from 'react-router';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { strings } from '../strings/strings.ts';

interface LeaveGuardProps {
  /** There is something that is not in force. */
  isOn: boolean;
  /** Addresses below it are left to without a question. */
  base: string;
}

/** Asks before a page with changes is left, by a link or by closing the tab. */
export function LeaveGuard({ isOn, base }: LeaveGuardProps): ReactNode {
  const words = strings.policy.leave;
  const blocker = useBlocker(
    ({ nextLocation: { pathname } }) => isOn && !`${pathname}/`.startsWith(`${base}/`),
  );
  useEffect(() => {
    if (!isOn) return undefined;
    const warn = (event: BeforeUnloadEvent): void => {
      event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => {
      window.removeEventListener('beforeunload', warn);
    };
  }, [isOn]);
  return (
    <ConfirmDialog
      opened={blocker.state === 'blocked'}
      onClose={() => {
        if (blocker.state === 'blocked') blocker.reset();
      }}
      title={words.title}
      happens={[words.happens]}
      action={words.action}
      onConfirm={() => {
        blocker.proceed?.();
        return Promise.resolve();
      }}
    />
  );
}
