import type { ReactNode } from 'react';
import type { DirectorySetup } from '../../generated/api.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { StepList, type Step } from '../parts/step-list.tsx';
import { When } from '../parts/when.tsx';

/** Each thing that has to happen until a directory is set up, and how far it is. */
export function HowFar({ setup }: { setup: DirectorySetup }): ReactNode {
  const next = setup.steps.findIndex(({ state }) => state !== 'done');
  const steps = setup.steps.map((step, at): Step => ({
    key: step.key,
    title: <SafeText most={300}>{step.says}</SafeText>,
    state: step.state === 'waiting' && at === next ? 'current' : step.state,
    body: step.at === null ? undefined : <When at={step.at} />,
  }));
  // The pages of the setup are numbered; these are other things, and as many by chance alone.
  return <StepList steps={steps} numbered={false} />;
}
