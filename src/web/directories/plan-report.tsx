import { Alert, Anchor, Button, Group, List, Skeleton, Stack, Text } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { Link } from 'react-router';
import type { DirectoryPlan, DirectoryPlanReport } from '../../generated/api.ts';
import { Panel } from '../parts/panel.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { StatTile, StatTiles } from '../parts/stat-tile.tsx';
import { StillLoading } from '../parts/still-loading.tsx';
import { When } from '../parts/when.tsx';
import { useReaches } from '../session/use-reaches.ts';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { IconAlertTriangle } from '../theme/icons.ts';
import { PlanChanges } from './plan-changes.tsx';
import classes from './plan-report.module.css';
import type { ShownPlan } from './use-plan.ts';

/** In milliseconds. */
const AFTER_DIALOG_MS = 120;

/** What a step would do to people: in a sentence, in figures, and change by change with its reason. */
export function PlanReport({ shown }: { shown: ShownPlan }): ReactNode {
  const { directoryPlan: words } = strings;
  const { plan, isWorking, error, hasMoved, again } = shown;
  const note = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!hasMoved) return undefined;
    // Behind the dialog, which gives the focus back to the button that it was opened with.
    const timer = setTimeout(() => {
      note.current?.scrollIntoView({ block: 'center' });
      note.current?.focus({ preventScroll: true });
    }, AFTER_DIALOG_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [hasMoved, plan?.hash]);
  if (error !== null) return <ProblemNote error={error} retry={again} />;
  return (
    <>
      {hasMoved && (
        <Alert
          ref={note}
          tabIndex={-1}
          role="alert"
          color="amber"
          variant="light"
          icon={<IconAlertTriangle />}
          title={words.moved.title}
        >
          <Text className={classes.text}>{words.moved.text}</Text>
        </Alert>
      )}
      <Panel
        title={words.report}
        actions={
          <Button
            size="xs"
            variant="default"
            onClick={again}
            loading={isWorking && plan !== null && !shown.isNamingAll}
          >
            {words.refresh}
          </Button>
        }
      >
        {plan === null ? <Working /> : <Summary plan={plan} />}
      </Panel>
      {plan !== null && (
        <>
          {plan.groups.length > 0 && <PlanChanges plan={plan} shown={shown} />}
          <NoAccess report={plan.report} />
          <Unmapped report={plan.report} />
        </>
      )}
    </>
  );
}

function Working(): ReactNode {
  return (
    <div role="status">
      <Text c="dimmed" mb="sm">
        {strings.directoryPlan.working}
      </Text>
      <Skeleton height={90} radius="md" />
      <StillLoading />
    </div>
  );
}

function Summary({ plan }: { plan: DirectoryPlan }): ReactNode {
  const { directoryPlan: words } = strings;
  const { report } = plan;
  const noAccess = report.out_of_scope.reduce((sum, { people }) => sum + people, 0);
  const figures = [
    { label: words.tiles.join, value: report.join, always: true },
    { label: words.tiles.link, value: report.link },
    { label: words.tiles.changed, value: report.changed },
    { label: words.tiles.lose, value: report.lose_access, tone: 'problem', always: true },
    { label: words.tiles.held, value: report.held, tone: 'attention' },
    { label: words.tiles.ambiguous, value: report.ambiguous, tone: 'attention' },
    { label: words.tiles.none, value: noAccess },
  ] as const;
  return (
    <Stack gap="sm">
      <Text className={classes.says}>
        <SafeText most={600}>{report.says}</SafeText>
      </Text>
      {plan.outcome === 'nothing' && <Text>{words.nothing}</Text>}
      <StatTiles>
        {figures
          .filter((figure) => figure.value > 0 || 'always' in figure)
          .map((figure) => (
            <StatTile
              key={figure.label}
              label={figure.label}
              value={strings.common.count(figure.value)}
              {...('tone' in figure && figure.value > 0 ? { tone: figure.tone } : {})}
            />
          ))}
      </StatTiles>
      <Text size="sm" c="dimmed">
        {words.at} <When at={plan.planned_at} />, {words.byPolicy(plan.policy_version)}
      </Text>
    </Stack>
  );
}

function NoAccess({ report }: { report: DirectoryPlanReport }): ReactNode {
  const { directoryPlan: words } = strings;
  if (report.out_of_scope.length === 0 && report.left === 0) return null;
  return (
    <Panel title={words.noAccess}>
      <List spacing={4}>
        {report.out_of_scope.map(({ because, people }) => (
          <List.Item key={because}>
            <SafeText most={300}>{words.because(people, because)}</SafeText>
          </List.Item>
        ))}
        {report.left > 0 && <List.Item>{words.left(report.left)}</List.Item>}
      </List>
    </Panel>
  );
}

function Unmapped({ report: { unmapped_groups: unmapped } }: { report: DirectoryPlanReport }): ReactNode {
  const { directoryPlan: words } = strings;
  const { base } = useTenant();
  const reachesGroups = useReaches('group_mapping');
  if (unmapped.count === 0) return null;
  const more = unmapped.count - unmapped.named.length;
  return (
    <Panel
      title={words.unmapped}
      actions={
        reachesGroups && (
          <Anchor component={Link} to={`${base}/group-mapping`} size="sm">
            {words.toMapping}
          </Anchor>
        )
      }
    >
      <Text c="dimmed">{words.unmappedText}</Text>
      <ul className={classes.groups}>
        {unmapped.named.map(({ id, name, members }) => (
          <li key={id}>
            <SafeText most={80}>{name ?? id}</SafeText>
            <span className={classes.members}>{words.members(members)}</span>
          </li>
        ))}
      </ul>
      {more > 0 && (
        <Group>
          <Text size="sm" c="dimmed">
            {words.unmappedMore(more)}
          </Text>
        </Group>
      )}
    </Panel>
  );
}
