import { Button, Group, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { ApiProblem } from '../api/api-problem.ts';
import { BarChart } from '../parts/bar-chart.tsx';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { DifferenceTable } from '../parts/difference-table.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { Panel } from '../parts/panel.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { StatTile, StatTiles } from '../parts/stat-tile.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { StepList } from '../parts/step-list.tsx';
import { toastDone } from '../parts/toasts.ts';
import { WorkProgress } from '../parts/work-progress.tsx';
import { useMay } from '../session/session.tsx';
import { strings } from '../strings/strings.ts';

const { blocks } = strings;

/** A text as nobody should write it, and somebody will. */
const nasty = `Ada \u202e<script>alert("1")</script>\u0000 ${'very '.repeat(400)}long`;

const bars = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].map((label, at) => ({
  key: label,
  label,
  values: { applied: (at * 137) % 90, ignored: (at * 61) % 30, failed: at === 4 ? 9 : 0 },
}));

/** Every building block at /admin/building-blocks, to be looked at by people and by tests. Not in the navigation. */
export function BlocksPage(): ReactNode {
  const [asking, setAsking] = useState(false);
  const mayWrite = useMay('write');
  return (
    <PageFrame
      title={blocks.title}
      lead={blocks.lead}
      crumbs={[{ label: strings.overview.title, to: '/admin' }]}
      actions={
        <Button
          onClick={() => {
            toastDone(blocks.toastTitle, blocks.toastText);
          }}
        >
          {blocks.toast}
        </Button>
      }
    >
      <Panel title={blocks.status}>
        <Group gap="xs">
          {(['ok', 'attention', 'problem', 'info', 'off'] as const).map((tone) => (
            <StatusBadge key={tone} tone={tone}>
              {blocks.states[tone]}
            </StatusBadge>
          ))}
        </Group>
      </Panel>
      <StatTiles>
        <StatTile label={blocks.tile.people} value="312" note={blocks.tile.note} to="/admin" />
        <StatTile label={blocks.tile.held} value="4" tone="attention" />
        <StatTile label={blocks.tile.failed} value="0" tone="ok" />
      </StatTiles>
      <Panel title={blocks.tiles}>
        <BarChart
          title={blocks.chart}
          series={[
            { key: 'applied', label: blocks.series.applied, colour: 'accent' },
            { key: 'ignored', label: blocks.series.ignored, colour: 'off' },
            { key: 'failed', label: blocks.series.failed, colour: 'problem' },
          ]}
          bars={bars}
        />
      </Panel>
      <Panel title={blocks.steps}>
        <StepList
          steps={[
            { key: 'connect', title: blocks.step.connect, state: 'done' },
            { key: 'paste', title: blocks.step.paste, state: 'problem', body: blocks.step.problem },
            { key: 'test', title: blocks.step.test, state: 'current', body: blocks.step.body },
            { key: 'groups', title: blocks.step.groups, state: 'waiting' },
          ]}
        />
      </Panel>
      <Panel title={blocks.work}>
        <WorkProgress label={blocks.working} done={180} total={312} onCancel={() => undefined} />
        <WorkProgress label={blocks.working} done={180} total={null} />
      </Panel>
      <Panel title={blocks.text}>
        <div>
          <SafeText>{nasty}</SafeText>
        </div>
      </Panel>
      <Panel title={blocks.difference}>
        <DifferenceTable
          label={blocks.difference}
          before={{ role: 'member', status: 'active', title: 'Engineer' }}
          after={{ role: 'admin', status: 'active', manager: { name: 'Grace' } }}
        />
      </Panel>
      <Panel title={blocks.copy}>
        <Group gap="xs">
          <Text ff="monospace">https://rollcall.example.com/scim/v2/01a2</Text>
          <CopyButton value="https://rollcall.example.com/scim/v2/01a2" of={blocks.copied} />
          <CopyButton value="https://rollcall.example.com/scim/v2/01a2" of={blocks.copied} wide />
        </Group>
      </Panel>
      <Panel title={blocks.faults}>
        <ProblemNote error={conflict} title={blocks.fault} retry={() => undefined} />
        <ProblemNote error={new ApiProblem('network', null, null)} />
      </Panel>
      <Panel title={blocks.actions}>
        <Button
          color="clay"
          disabled={!mayWrite}
          onClick={() => {
            setAsking(true);
          }}
        >
          {blocks.ask}
        </Button>
      </Panel>
      <ConfirmDialog
        opened={asking}
        onClose={() => {
          setAsking(false);
        }}
        title={blocks.askTitle}
        happens={blocks.askHappens}
        action={blocks.ask}
        severe
        onConfirm={() => Promise.reject(conflict)}
      />
    </PageFrame>
  );
}

const conflict = new ApiProblem('refused', 409, {
  type: 'urn:rollcall:problem:conflict',
  title: '',
  status: 409,
  code: 'conflict',
  detail: blocks.faultDetail,
  instance: 'urn:uuid:01a204b4-ffef-71e9-ad9f-972821330c99',
});
