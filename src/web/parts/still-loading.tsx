import { Text } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { strings } from '../strings/strings.ts';

/** After so long, what loads says that it is late, in milliseconds. */
const LATE_MS = 8_000;

/** Nothing at first; a sentence once it takes long, so that nobody looks at a placeholder without a word. */
export function StillLoading(): ReactNode {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setLate(true);
    }, LATE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return late ? (
    <Text size="sm" c="dimmed" mt="sm">
      {strings.common.stillLoading}
    </Text>
  ) : null;
}
