import { Code, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiProblem } from '../api/api-problem.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Empty } from '../parts/empty.tsx';
import { LoadingPage } from '../parts/loading-page.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { ProblemPage } from '../parts/problem-page.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { IconCircleDashed } from '../theme/icons.ts';
import { PolicyEditing } from './policy-editing.tsx';
import { policyInForce } from './policy-in-force.ts';

/** The policy of a tenant: written, looked at with its effect on real people, and put in force. */
export function PolicyPage(): ReactNode {
  const { slug } = useTenant();
  const words = strings.policy;
  const policy = useQuery(policyInForce(slug));
  if (policy.data !== undefined) return <PolicyEditing inForce={policy.data} />;
  if (policy.error instanceof ApiProblem && policy.error.status === 404) {
    return (
      <PageFrame title={words.title} lead={words.lead}>
        <Empty icon={<IconCircleDashed />} title={words.none.title} text={words.none.text}>
          <Group gap={4}>
            <Code>{words.none.command(slug)}</Code>
            <CopyButton value={words.none.command(slug)} of={words.none.commandName} />
          </Group>
        </Empty>
      </PageFrame>
    );
  }
  if (policy.error !== null) return <ProblemPage error={policy.error} retry={() => void policy.refetch()} />;
  return <LoadingPage />;
}
