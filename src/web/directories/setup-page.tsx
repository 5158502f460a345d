import { useQuery } from '@tanstack/react-query';
import { Button, Group, Text, Title } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { Link, Navigate, useParams } from 'react-router';
import type { DirectoryDetail, DirectoryGuide, DirectorySetup } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { directoryCalled } from '../parts/directory-called.ts';
import { LoadingPage } from '../parts/loading-page.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { Panel } from '../parts/panel.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { addressOfDirectory } from './directory-words.ts';
import { FirstSync } from './first-sync.tsx';
import { GuideMore } from './guide-more.tsx';
import { GuideStepBody } from './guide-step-body.tsx';
import { HowFar } from './how-far.tsx';
import { LiveCheck } from './live-check.tsx';
import { ProviderMark } from './provider-mark.tsx';
import classes from './setup-page.module.css';
import { placeToGoOn, shownBy, wizardSteps, type WizardStep } from './setup-steps.ts';
import { useDirectory, useSetup } from './use-directory.ts';
import { DirectoryProblem } from './with-directory.tsx';

/** The setup of one directory, a page for each step, with what can be seen of it from here. The step is in the address. */
export function SetupPage(): ReactNode {
  const { id, directory } = useDirectory({ isBeingSetUp: true });
  const setup = useSetup(id);
  const idp = setup.data?.guide ?? '';
  const guide = useQuery({
    queryKey: ['directory-guides', idp],
    queryFn: ({ signal }) => ask('DirectoryGuide', 'GET', ['directory-guides', idp], { signal }),
    enabled: idp !== '',
    staleTime: Infinity,
  });
  const all = [directory, setup, guide];
  if (directory.data === undefined || setup.data === undefined || guide.data === undefined) {
    const error = all.find((each) => each.error !== null)?.error ?? null;
    if (error === null) return <LoadingPage />;
    return (
      <DirectoryProblem
        error={error}
        retry={() => {
          for (const each of all) if (each.error !== null) void each.refetch();
        }}
      />
    );
  }
  return (
    <SetupOf
      directory={directory.data}
      setup={setup.data}
      guide={guide.data}
      isFailing={setup.error !== null}
    />
  );
}

interface SetupOfProps {
  directory: DirectoryDetail;
  setup: DirectorySetup;
  guide: DirectoryGuide;
  /** Whether the last check could not be made. */
  isFailing: boolean;
}

function SetupOf({ directory, setup, guide, isFailing }: SetupOfProps): ReactNode {
  const { directories, directorySetup } = strings;
  const { base } = useTenant();
  const { step: wanted } = useParams();
  const heading = useRef<HTMLHeadingElement>(null);
  const opened = useRef(wanted);
  useEffect(() => {
    // The first one is read out with the page itself.
    if (opened.current === wanted) return;
    opened.current = wanted;
    heading.current?.focus();
  }, [wanted]);
  const steps = wizardSteps(setup, guide);
  const at = steps.findIndex(({ key }) => key === wanted);
  const step = steps[at];
  const address = (key: string): string => addressOfDirectory(base, directory.id, `setup/${key}`);
  if (step === undefined) return <Navigate to={address(placeToGoOn(steps, setup))} replace />;
  const [before, after] = [steps[at - 1], steps[at + 1]];
  const name = directoryCalled(directory);
  return (
    <PageFrame
      title={directorySetup.title(name)}
      windowTitle={`${step.title}, ${directorySetup.stepOf(at + 1, steps.length)}`}
      crumbs={[
        { label: directories.title, to: `${base}/directories` },
        { label: name, to: addressOfDirectory(base, directory.id) },
      ]}
    >
      <StepLinks steps={steps} current={step.key} address={address} />
      <div className={classes.columns}>
        <div className={classes.main}>
          <section className={classes.step} aria-labelledby="setup-step">
            <Group gap="sm" wrap="nowrap" mb="sm">
              <ProviderMark idp={guide.idp} />
              <div>
                <Text size="sm" c="dimmed">
                  {directorySetup.stepOf(at + 1, steps.length)}
                </Text>
                <Title order={2} id="setup-step" ref={heading} tabIndex={-1} className={classes.title}>
                  {step.title}
                </Title>
              </div>
            </Group>
            {step.guide === null ? (
              <FirstSync directory={directory} setup={setup} />
            ) : (
              <>
                <GuideStepBody
                  key={step.key}
                  step={step.guide}
                  checks={step.checks}
                  directory={directory}
                  provider={guide.name}
                />
                <LiveCheck
                  setup={setup}
                  directory={directory}
                  checks={step.checks}
                  shownBy={shownBy(steps, at)?.title ?? null}
                  isFailing={isFailing}
                />
              </>
            )}
            <Group justify="space-between" mt="lg">
              {before === undefined ? (
                <span />
              ) : (
                <Button component={Link} to={address(before.key)} variant="default">
                  {directorySetup.back}
                </Button>
              )}
              {after !== undefined && (
                <Button
                  component={Link}
                  to={address(after.key)}
                  variant={step.checks.length === 0 || step.state === 'done' ? 'filled' : 'default'}
                >
                  {directorySetup.next(after.title)}
                </Button>
              )}
            </Group>
          </section>
          {setup.source === 'scim' && <GuideMore guide={guide} />}
        </div>
        <div className={classes.side}>
          <Panel title={directorySetup.overview}>
            <HowFar setup={setup} />
          </Panel>
        </div>
      </div>
    </PageFrame>
  );
}

interface StepLinksProps {
  steps: readonly WizardStep[];
  current: string;
  address: (key: string) => string;
}

function StepLinks({ steps, current, address }: StepLinksProps): ReactNode {
  const { directorySetup } = strings;
  return (
    <nav aria-label={directorySetup.steps}>
      <ol className={classes.links}>
        {steps.map(({ key, title, state }, at) => (
          <li key={key}>
            <Link
              to={address(key)}
              className={classes.link}
              data-state={state}
              aria-current={key === current ? 'step' : undefined}
              aria-label={directorySetup.stepNamed(at + 1, title, directorySetup.stepStates[state])}
              title={title}
            >
              <span className={classes.bar} aria-hidden />
              <span className={classes.linkTitle} aria-hidden>
                {title}
              </span>
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}
