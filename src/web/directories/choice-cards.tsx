import { Radio, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { ChoiceCard } from '../parts/choice-card.tsx';
import classes from './choice-cards.module.css';

interface ChoiceCardsProps<Value extends string> {
  /** What is chosen: the panel around it has it as its title, so here only screen readers say it. */
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  choices: readonly Value[];
  words: Readonly<Record<Value, { title: string; text: string }>>;
}

/** One of a few, each with a sentence on what it means. */
export function ChoiceCards<Value extends string>(props: ChoiceCardsProps<Value>): ReactNode {
  const { label, value, onChange, choices, words } = props;
  return (
    <Radio.Group label={label} classNames={{ label: classes.label }} value={value} onChange={onChange}>
      <Stack gap="xs">
        {choices.map((each) => (
          <ChoiceCard key={each} value={each} title={words[each].title} text={words[each].text} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
