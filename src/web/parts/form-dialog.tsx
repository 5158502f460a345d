import { Button, Group, Modal, Stack } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import { strings } from '../strings/strings.ts';
import { MOST_OF_A_TITLE, plainText } from './plain-text.ts';
import { ProblemNote } from './problem-note.tsx';
import { useFocusBack } from './use-focus-back.ts';
import { useOneAction } from './use-one-action.ts';

interface FormDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** The action's own name, such as "Make a link". */
  action: string;
  /** Whether the fields are filled in as far as is needed. */
  ready?: boolean;
  /** Closes once it has succeeded; shows why where it has not. */
  onSubmit: () => Promise<unknown>;
  /** The fields. */
  children: ReactNode;
}

/** Something that is made of a few fields. Enter sends it, Escape gives it up. */
export function FormDialog(props: FormDialogProps): ReactNode {
  const { opened, onClose, title, action, ready = true, onSubmit, children } = props;
  const id = useId();
  const sending = useOneAction(opened, onSubmit, onClose);
  useFocusBack(opened);
  const close = (): void => {
    if (sending.isPending) return;
    sending.reset();
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={plainText(title, MOST_OF_A_TITLE)}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <form
        id={id}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) sending.act();
        }}
      >
        <Stack>
          {children}
          {sending.error !== null && (
            <ProblemNote error={sending.error} title={strings.problems.actionTitle} />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close} disabled={sending.isPending}>
              {strings.common.cancel}
            </Button>
            <Button type="submit" loading={sending.isPending} disabled={!ready}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
