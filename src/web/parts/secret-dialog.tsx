import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { strings } from '../strings/strings.ts';
import { CopyButton } from './copy-button.tsx';
import { MOST_OF_A_TITLE, plainText } from './plain-text.ts';
import classes from './secret-dialog.module.css';
import { useFocusBack } from './use-focus-back.ts';

interface SecretDialogProps {
  /** Null: nothing is shown. */
  secret: string | null;
  onClose: () => void;
  title: string;
  /** What it is, such as "link". */
  of: string;
  /** Rollcall goes on using it itself, such as to sign with it. */
  isSealed?: boolean;
  /** What to do with it, and until when. */
  children: ReactNode;
}

/** What is shown once and never again: it goes away only by its button, so that no key or click beside it loses it. */
export function SecretDialog(props: SecretDialogProps): ReactNode {
  const { secret, onClose, title, of, isSealed = false, children } = props;
  const { secrets } = strings.common;
  useFocusBack(secret !== null);
  return (
    <Modal
      opened={secret !== null}
      onClose={onClose}
      title={plainText(title, MOST_OF_A_TITLE)}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <Stack>
        <Text component="div">{children}</Text>
        <div className={classes.secret} role="group" aria-label={of}>
          <code className={classes.value}>{secret}</code>
          <CopyButton value={secret ?? ''} of={of} wide />
        </div>
        <Text size="sm" c="dimmed">
          {isSealed ? secrets.sealed : secrets.once}
        </Text>
        <Group justify="flex-end">
          <Button onClick={onClose}>{secrets.kept}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
