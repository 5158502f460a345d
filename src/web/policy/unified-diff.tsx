import { Text, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { SafeText } from '../parts/safe-text.tsx';
import { strings } from '../strings/strings.ts';
import './code-face.ts';
import classes from './unified-diff.module.css';

/** More lines make a page slow. */
const MOST_LINES = 1_500;

/** The difference of two texts as programmers read it, and as screen readers can. */
export function UnifiedDiff({ text }: { text: string }): ReactNode {
  const words = strings.policy.diff;
  if (text === '') return <Text size="sm">{strings.policy.activate.noText}</Text>;
  const lines = text
    .replace(/\n$/, '')
    .split('\n')
    .filter((line) => !/^(---|\+\+\+|Index:|=====)/.test(line));
  return (
    <div className={classes.diff} role="region" aria-label={words.label} tabIndex={0}>
      <ol>
        {lines.slice(0, MOST_LINES).map((line, at) => (
          <li key={at} data-kind={kindOf(line)}>
            {line.startsWith('+') && <VisuallyHidden>{words.added} </VisuallyHidden>}
            {line.startsWith('-') && <VisuallyHidden>{words.removed} </VisuallyHidden>}
            <SafeText most={400}>{line === '' ? ' ' : line}</SafeText>
          </li>
        ))}
      </ol>
      {lines.length > MOST_LINES && <Text size="sm">{words.more(lines.length - MOST_LINES)}</Text>}
    </div>
  );
}

function kindOf(line: string): string | undefined {
  if (line.startsWith('+')) return 'added';
  if (line.startsWith('-')) return 'removed';
  return line.startsWith('@@') ? 'place' : undefined;
}
