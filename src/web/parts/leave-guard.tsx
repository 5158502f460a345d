import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { useBlocker } from 'react-router';
import { strings } from '../strings/strings.ts';

interface LeaveGuardProps {
  /** Whether there is anything to lose. */
  when: boolean;
  /** Addresses at and below it are gone to without a question; none but the page itself unless told. */
  within?: string;
  title: string;
  /** What is lost, in a sentence. */
  happens: string;
  action: string;
  /** Forgets what is lost. */
  onLeave?: () => void;
  /** It is gone for good. */
  severe?: boolean;
}

/** Asks before the page is left, by a link, the way back or closing it, while something on it is not saved. */
export function LeaveGuard(props: LeaveGuardProps): ReactNode {
  const { when, within, title, happens, action, onLeave, severe = false } = props;
  const blocker = useBlocker(({ currentLocation, nextLocation: { pathname } }) => {
    if (!when) return false;
    return within === undefined
      ? pathname !== currentLocation.pathname
      : !`${pathname}/`.startsWith(`${within}/`);
  });
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
  const stay = (): void => {
    if (blocker.state === 'blocked') blocker.reset();
  };
  return (
    <Modal
      opened={blocker.state === 'blocked'}
      onClose={stay}
      title={title}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <Stack>
        <Text>{happens}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={stay} data-autofocus>
            {strings.common.cancel}
          </Button>
          {/* Nothing may reset the blocker afterwards: the way back is gone only once the browser has told of it. */}
          <Button
            color={severe ? 'clay' : 'petrol'}
            onClick={() => {
              onLeave?.();
              blocker.proceed?.();
            }}
          >
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
