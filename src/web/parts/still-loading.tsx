import { Button, Group, Text } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { strings } from '../strings/strings.ts';

/** After so long, what loads says that it is late, in milliseconds. */
const LATE_MS = 8_000;

interface StillLoadingProps {
  /** Asks once more, and gives up what was asked before. */
  retry?: (() => void) | undefined;
}

/**
 * Nothing at first; a sentence once it takes long, so that nobody looks at a placeholder without a word. What is asked gives up
 * by itself after a while (`ask`), and says so.
 */
export function StillLoading({ retry }: StillLoadingProps): ReactNode {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setLate(true);
    }, LATE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return (
    <div role="status">
      {late && (
        <Group gap="sm" mt="sm">
          <Text size="sm" c="dimmed">
            {strings.common.stillLoading}
          </Text>
          {retry !== undefined && (
            <Button size="xs" variant="default" onClick={retry}>
              {strings.common.tryAgain}
            </Button>
          )}
        </Group>
      )}
    </div>
  );
}
