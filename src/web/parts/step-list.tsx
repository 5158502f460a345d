import { VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { IconAlertTriangle, IconCheck } from '../theme/icons.ts';
import { strings } from '../strings/strings.ts';
import classes from './step-list.module.css';

export interface Step {
  key: string;
  title: ReactNode;
  state: 'done' | 'current' | 'waiting' | 'problem';
  /** Below the title. */
  body?: ReactNode;
}

/** What is to be done one after the other, and how far it is. */
export function StepList({
  steps,
  numbered = true,
}: {
  steps: readonly Step[];
  numbered?: boolean;
}): ReactNode {
  return (
    <ol className={classes.steps}>
      {steps.map(({ key, title, state, body }, at) => (
        <li
          key={key}
          className={classes.step}
          data-state={state}
          aria-current={state === 'current' ? 'step' : undefined}
        >
          <span className={classes.sign} aria-hidden>
            {state === 'done' ? (
              <IconCheck size={15} />
            ) : state === 'problem' ? (
              <IconAlertTriangle size={15} />
            ) : numbered ? (
              at + 1
            ) : null}
          </span>
          <div className={classes.content}>
            <div className={classes.title}>
              {title}
              <VisuallyHidden> ({strings.common.steps[state]})</VisuallyHidden>
            </div>
            {body !== undefined && <div className={classes.body}>{body}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
