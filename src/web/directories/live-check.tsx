import { Text, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import type { DirectoryDetail, DirectorySetup, SetupStep } from '../../generated/api.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { When } from '../parts/when.tsx';
import { strings } from '../strings/strings.ts';
import { IconAlertTriangle, IconCheck } from '../theme/icons.ts';
import classes from './live-check.module.css';
import { TakeProfile } from './take-profile.tsx';

interface LiveCheckProps {
  setup: DirectorySetup;
  directory: DirectoryDetail;
  /** The keys of what shows that the step of the page has worked. */
  checks: readonly string[];
  /** Where none are: the step that shows it; null: none does. */
  shownBy?: string | null;
  isFailing: boolean;
}

/** What can be seen of one step of the setup, as of seconds ago; what is wrong is shown on every step. */
export function LiveCheck({
  setup,
  directory,
  checks,
  shownBy = null,
  isFailing,
}: LiveCheckProps): ReactNode {
  const { live } = strings.directorySetup;
  const shown = setup.steps.filter(({ key, state }) => checks.includes(key) || state === 'problem');
  const own = shown.filter(({ key }) => checks.includes(key));
  const latest = shown.findLast(({ key, state }) => state === 'done' && checks.includes(key));
  return (
    <section className={classes.live} aria-label={live.title}>
      <div className={classes.head}>
        {shown.length > 0 && (
          <span className={classes.pulse} data-state={lightOf(shown, own, isFailing)} aria-hidden />
        )}
        {live.title}
      </div>
      {own.length === 0 && <Text c="dimmed">{live.nothing(shownBy)}</Text>}
      <ul className={classes.checks}>
        {shown.map((step) => (
          <li key={step.key} className={classes.check} data-state={step.state}>
            <span className={classes.sign} aria-hidden>
              {step.state === 'done' ? (
                <IconCheck size={15} />
              ) : step.state === 'problem' ? (
                <IconAlertTriangle size={15} />
              ) : (
                <span className={classes.waiting} />
              )}
            </span>
            <div>
              <CheckWords step={step} />
              {step.key === 'profile' && <TakeProfile directory={directory} />}
            </div>
          </li>
        ))}
      </ul>
      {shown.length > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          {isFailing ? live.failing : live.last}
        </Text>
      )}
      <VisuallyHidden role="status">{latest === undefined ? '' : live.announce(latest.says)}</VisuallyHidden>
    </section>
  );
}

/** Green is what was seen to work, and nothing else. */
function lightOf(
  shown: readonly SetupStep[],
  own: readonly SetupStep[],
  isFailing: boolean,
): 'unknown' | 'problem' | 'done' | 'waiting' {
  if (isFailing) return 'unknown';
  if (shown.some(({ state }) => state === 'problem')) return 'problem';
  return own.every(({ state }) => state === 'done') ? 'done' : 'waiting';
}

function CheckWords({ step }: { step: SetupStep }): ReactNode {
  const advice = step.state !== 'done' ? step.next : null;
  return (
    <>
      <div className={classes.says}>
        <SafeText most={400}>{step.says}</SafeText>{' '}
        {step.at !== null && (
          <span className={classes.when}>
            <When at={step.at} />
          </span>
        )}
      </div>
      {advice !== null && (
        <div className={classes.advice}>
          <SafeText most={600}>{advice}</SafeText>
        </div>
      )}
    </>
  );
}
