import { List, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { PolicyDiff } from '../../generated/api.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { strings } from '../strings/strings.ts';

/** How two policies differ in what they mean, in sentences. */
export function DifferenceSentences({ diff }: { diff: Pick<PolicyDiff, 'differences'> }): ReactNode {
  if (diff.differences.length === 0) return <Text>{strings.policy.activate.noDifference}</Text>;
  return (
    <List spacing={4}>
      {diff.differences.map(({ says, at }, place) => (
        <List.Item key={`${at} ${place}`}>
          <SafeText most={400}>{says}</SafeText>
        </List.Item>
      ))}
    </List>
  );
}
