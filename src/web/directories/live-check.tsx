import { Button, Text, VisuallyHidden } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { DirectoryDetail, DirectorySetup, SetupStep } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { StepList, type Step } from '../parts/step-list.tsx';
import { toastDone, toastProblem } from '../parts/toasts.ts';
import { When } from '../parts/when.tsx';
import { useMay } from '../session/session.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { IconAlertTriangle, IconCheck } from '../theme/icons.ts';
import classes from './live-check.module.css';
import { adviceOf } from './setup-steps.ts';
import { useRefreshDirectories } from './use-directory.ts';

interface LiveCheckProps {
  setup: DirectorySetup;
  directory: DirectoryDetail;
  /** The keys of what shows that the step of the page has worked. */
  checks: readonly string[];
  isFailing: boolean;
}

/** What can be seen of one step of the setup, as of seconds ago; what is wrong is shown on every step. */
export function LiveCheck({ setup, directory, checks, isFailing }: LiveCheckProps): ReactNode {
  const { live } = strings.directorySetup;
  const shown = setup.steps.filter(({ key, state }) => checks.includes(key) || state === 'problem');
  const latest = shown.findLast(({ key, state }) => state === 'done' && checks.includes(key));
  return (
    <section className={classes.live} aria-label={live.title}>
      <div className={classes.head}>
        <span className={classes.pulse} data-failing={isFailing || undefined} aria-hidden />
        {live.title}
      </div>
      {shown.length === 0 && <Text c="dimmed">{live.nothing}</Text>}
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
      <Text size="sm" c="dimmed" mt="xs">
        {isFailing ? live.failing : live.last}
      </Text>
      <VisuallyHidden role="status">{latest === undefined ? '' : live.announce(latest.says)}</VisuallyHidden>
    </section>
  );
}

/** Each thing that has to happen until a directory is set up, and how far it is. */
export function HowFar({ setup }: { setup: DirectorySetup }): ReactNode {
  const next = setup.steps.findIndex(({ state }) => state !== 'done');
  const steps = setup.steps.map((step, at): Step => ({
    key: step.key,
    title: <SafeText most={300}>{step.says}</SafeText>,
    state: step.state === 'waiting' && at === next ? 'current' : step.state,
    body: step.at === null ? undefined : <When at={step.at} />,
  }));
  return <StepList steps={steps} />;
}

function CheckWords({ step }: { step: SetupStep }): ReactNode {
  const advice = step.state !== 'done' ? adviceOf(step) : null;
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
      {advice !== null && <div className={classes.advice}>{advice}</div>}
    </>
  );
}

function TakeProfile({ directory }: { directory: DirectoryDetail }): ReactNode {
  const { profile: words } = strings.directorySetup;
  const { slug } = useTenant();
  const mayWrite = useMay('write');
  const refresh = useRefreshDirectories();
  const suggested = directory.dialect?.suggested_profile ?? null;
  const taking = useMutation({
    mutationFn: (profile: string) =>
      ask('DirectoryDetail', 'PUT', ['tenants', slug, 'directories', directory.id, 'profile'], {
        body: { profile },
      }),
    onSuccess: async () => {
      toastDone(words.done);
      await refresh();
    },
    onError: toastProblem,
  });
  if (suggested === null || !mayWrite) return null;
  return (
    <Button
      size="xs"
      variant="default"
      mt="xs"
      loading={taking.isPending}
      onClick={() => {
        taking.mutate(suggested.profile);
      }}
    >
      {words.use(strings.directories.idps[suggested.profile] ?? suggested.profile)}
    </Button>
  );
}
