import { Button, Group } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import type { DirectoryDetail } from '../../generated/api.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { directoryCalled } from '../parts/directory-called.ts';
import { PageFrame } from '../parts/page-frame.tsx';
import { toastDone } from '../parts/toasts.ts';
import { useMay } from '../session/session.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { addressOfDirectory } from './directory-words.ts';
import { Performing } from './performing.tsx';
import { PlanReport } from './plan-report.tsx';
import { usePlan } from './use-plan.ts';
import { WithDirectory } from './with-directory.tsx';

/** The report of the test mode: what activating a directory would do, and doing exactly that. */
export function ActivatePage(): ReactNode {
  return <StepPlanPage step="activate" />;
}

/** What was said during a pause and would be applied, and doing exactly that. */
export function ResumePage(): ReactNode {
  return <StepPlanPage step="resume" />;
}

function StepPlanPage({ step }: { step: 'activate' | 'resume' }): ReactNode {
  return <WithDirectory>{(directory) => <StepPlan step={step} directory={directory} />}</WithDirectory>;
}

function StepPlan({
  step,
  directory,
}: {
  step: 'activate' | 'resume';
  directory: DirectoryDetail;
}): ReactNode {
  const { directories, directoryPlan } = strings;
  const words = directoryPlan[step];
  const { base } = useTenant();
  const mayWrite = useMay('write');
  const navigate = useNavigate();
  const [isAsking, setIsAsking] = useState(false);
  const shown = usePlan(directory.id, { step });
  const name = directoryCalled(directory);
  const home = addressOfDirectory(base, directory.id);
  return (
    <PageFrame
      title={words.title(name)}
      lead={words.lead}
      crumbs={[
        { label: directories.title, to: `${base}/directories` },
        { label: name, to: home },
      ]}
    >
      <PlanReport shown={shown} />
      <Group>
        {mayWrite && (
          <Button
            disabled={shown.plan === null || shown.isWorking || shown.error !== null}
            onClick={() => {
              setIsAsking(true);
            }}
          >
            {words.action}
          </Button>
        )}
        <Button component={Link} to={home} variant="default">
          {directoryPlan.back}
        </Button>
      </Group>
      <ConfirmDialog
        opened={isAsking}
        onClose={() => {
          setIsAsking(false);
        }}
        title={words.ask(name)}
        happens={words.happens(shown.plan?.people ?? { changed: 0, held: 0 })}
        action={words.action}
        onConfirm={async () => {
          const { changed = 0, held = 0 } = shown.plan?.people ?? {};
          if (!(await shown.perform())) return;
          toastDone(words.done(name), directoryPlan.doneText(changed, held));
          void navigate(home);
        }}
      >
        <Performing shown={shown} />
      </ConfirmDialog>
    </PageFrame>
  );
}
