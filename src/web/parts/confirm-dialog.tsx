import { Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { strings } from '../strings/strings.ts';
import { MOST_OF_A_TITLE, plainText } from './plain-text.ts';
import { ProblemNote } from './problem-note.tsx';
import { useFocusBack } from './use-focus-back.ts';
import { useOneAction } from './use-one-action.ts';

interface ConfirmDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** Each thing that will happen, in a sentence. */
  happens: readonly ReactNode[];
  /** The action's own name, such as "Disconnect"; never "OK". */
  action: string;
  /** It takes something away from people. */
  severe?: boolean;
  /** Whether what is asked for inside is there, such as a reason; it cannot be confirmed before. */
  ready?: boolean;
  /** Takes room, for what is looked at before it is confirmed. */
  wide?: boolean;
  /** Closes once it has succeeded; shows why where it has not. False: nothing was done, and it stays open. */
  onConfirm: () => Promise<unknown>;
  children?: ReactNode;
}

/** Asks before something is done that is not undone with a click, saying what will happen. */
export function ConfirmDialog(props: ConfirmDialogProps): ReactNode {
  const {
    opened,
    onClose,
    title,
    happens,
    action,
    severe = false,
    ready = true,
    wide = false,
    onConfirm,
    children,
  } = props;
  const confirming = useOneAction(opened, onConfirm, onClose);
  useFocusBack(opened);
  const close = (): void => {
    if (confirming.isTaken()) return;
    confirming.reset();
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={plainText(title, MOST_OF_A_TITLE)}
      {...(wide ? { size: 'xl' } : {})}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) confirming.act();
        }}
      >
        <Stack>
          {happens.length === 1 && <Text>{happens[0]}</Text>}
          {happens.length > 1 && (
            <List spacing="xs">
              {happens.map((sentence, at) => (
                <List.Item key={at}>{sentence}</List.Item>
              ))}
            </List>
          )}
          {children}
          {confirming.error !== null && (
            <ProblemNote error={confirming.error} title={strings.problems.actionTitle} />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close} disabled={confirming.isPending} data-autofocus>
              {strings.common.cancel}
            </Button>
            <Button
              color={severe ? 'clay' : 'petrol'}
              type="submit"
              loading={confirming.isPending}
              disabled={!ready}
            >
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
