import { Radio } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './choice-card.module.css';

interface ChoiceCardProps {
  value: string;
  title: string;
  /** What it means to choose it. */
  text: ReactNode;
}

/** One of a few choices that need a sentence each. Inside a `Radio.Group`. */
export function ChoiceCard({ value, title, text }: ChoiceCardProps): ReactNode {
  return (
    <Radio
      value={value}
      label={title}
      description={text}
      classNames={{ root: classes.card, label: classes.title, description: classes.text, body: classes.body }}
    />
  );
}
