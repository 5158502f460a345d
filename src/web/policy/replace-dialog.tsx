import type { ReactNode } from 'react';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { strings } from '../strings/strings.ts';

interface ReplaceDialogProps {
  opened: boolean;
  losesText: boolean;
  /** Tests that are in no version. */
  losesTests: boolean;
  action: string;
  onClose: () => void;
  onReplace: () => void;
}

/** Asks before another text takes the place of what somebody is writing. */
export function ReplaceDialog(props: ReplaceDialogProps): ReactNode {
  const { opened, losesText, losesTests, action, onClose, onReplace } = props;
  const words = strings.policy.replace;
  const title = losesTests ? (losesText ? words.bothTitle : words.testsTitle) : words.textTitle;
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={title}
      happens={[...(losesText ? [words.text] : []), ...(losesTests ? [words.tests] : [])]}
      action={action}
      severe
      onConfirm={() => {
        onReplace();
        return Promise.resolve();
      }}
    />
  );
}
