import { ActionIcon, Button, CopyButton as Copying, Tooltip, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { IconCheck, IconCopy } from '../theme/icons.ts';
import { strings } from '../strings/strings.ts';

interface CopyButtonProps {
  value: string;
  /** What is copied, such as "base URL": screen readers say it. */
  of: string;
  /** A button with a word instead of a sign alone. */
  wide?: boolean;
}

export function CopyButton({ value, of, wide = false }: CopyButtonProps): ReactNode {
  const { common } = strings;
  return (
    <Copying value={value} timeout={2_000}>
      {({ copied, copy }) => (
        <>
          {wide ? (
            <Button
              size="xs"
              variant="default"
              leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
              onClick={copy}
              aria-label={common.copyOf(of)}
            >
              {copied ? common.copied : common.copy}
            </Button>
          ) : (
            <Tooltip label={copied ? common.copied : common.copyOf(of)}>
              <ActionIcon
                variant="subtle"
                color="slate"
                size="md"
                onClick={copy}
                aria-label={common.copyOf(of)}
              >
                {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
              </ActionIcon>
            </Tooltip>
          )}
          <VisuallyHidden role="status">{copied ? common.copied : ''}</VisuallyHidden>
        </>
      )}
    </Copying>
  );
}
