import { Button, Group, Modal, Stack } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { strings } from '../strings/strings.ts';
import { fieldErrorsOf, WithFieldErrors } from './field-errors.tsx';
import { LostSecretNote, madeUnseen, type LostSecret } from './lost-secret-note.tsx';
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
  /** The names in the request of those fields that show by themselves what is wrong with them (`WithFieldError`). */
  fields?: readonly string[];
  /** What is made has a secret: what to do where it was made, and the secret never came. */
  lost?: LostSecret;
  /** The fields. */
  children: ReactNode;
}

/** Something that is made of a few fields. Enter sends it, Escape gives it up. */
export function FormDialog(props: FormDialogProps): ReactNode {
  const { opened, onClose, title, action, ready = true, onSubmit, fields = [], lost, children } = props;
  const sending = useOneAction(opened, onSubmit, onClose);
  useFocusBack(opened);
  const { errors, isAll } = fieldErrorsOf(sending.error, fields);
  const unseen = lost === undefined ? null : madeUnseen(sending.error);
  // What nobody has the secret of is made void first.
  const mayMake = ready && (unseen === null || lost?.takeBack === undefined);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (sending.error !== null) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [sending.error]);
  const close = (): void => {
    if (sending.isTaken()) return;
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
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (mayMake) sending.act();
        }}
      >
        <Stack>
          <WithFieldErrors errors={errors}>{children}</WithFieldErrors>
          {lost !== undefined && unseen !== null ? (
            <LostSecretNote lost={lost} made={unseen} onTakenBack={sending.reset} />
          ) : (
            sending.error !== null &&
            !isAll && <ProblemNote error={sending.error} title={strings.problems.actionTitle} />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close} disabled={sending.isPending}>
              {strings.common.cancel}
            </Button>
            <Button type="submit" loading={sending.isPending} disabled={!mayMake}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
