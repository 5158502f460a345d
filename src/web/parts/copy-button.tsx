import { ActionIcon, Button, Tooltip, VisuallyHidden } from '@mantine/core';
import { useEffect, useState, type MouseEvent, type ReactNode } from 'react';
import { IconCheck, IconCopy } from '../theme/icons.ts';
import { strings } from '../strings/strings.ts';
import { copyText } from './copy-text.ts';
import { toastProblemInWords } from './toasts.ts';

interface CopyButtonProps {
  value: string;
  /** What is copied, such as "base URL": screen readers say it. */
  of: string;
  /** A button with a word instead of a sign alone. */
  wide?: boolean;
}

/** For so long the button says that it has copied, in milliseconds. */
const SAID_MS = 2_000;

export function CopyButton({ value, of, wide = false }: CopyButtonProps): ReactNode {
  const { common } = strings;
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => {
      setCopied(false);
    }, SAID_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [copied]);
  const copy = async ({ currentTarget }: MouseEvent<HTMLElement>): Promise<void> => {
    const isCopied = await copyText(value, currentTarget);
    setCopied(isCopied);
    // Whoever believed it would lose what is shown once.
    if (!isCopied) toastProblemInWords(common.notCopied.title, common.notCopied.text(of));
  };
  const click = (event: MouseEvent<HTMLElement>): void => {
    void copy(event);
  };
  return (
    <>
      {wide ? (
        <Button
          size="xs"
          variant="default"
          leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          onClick={click}
          aria-label={common.copyOf(of)}
        >
          {copied ? common.copied : common.copy}
        </Button>
      ) : (
        <Tooltip label={copied ? common.copied : common.copyOf(of)}>
          <ActionIcon variant="subtle" color="slate" size="md" onClick={click} aria-label={common.copyOf(of)}>
            {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          </ActionIcon>
        </Tooltip>
      )}
      <VisuallyHidden role="status">{copied ? common.copied : ''}</VisuallyHidden>
    </>
  );
}
