import { Button, Text } from '@mantine/core';
import { useId, useState, type ReactNode } from 'react';
import type { DirectoryPlan, PolicyPlanGroup, PolicyPlanHold } from '../../generated/api.ts';
import { Panel } from '../parts/panel.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { useIsPrinting } from '../parts/use-is-printing.ts';
import { strings } from '../strings/strings.ts';
import { useTenant } from '../session/tenant.tsx';
import { IconChevronDown, IconDownload } from '../theme/icons.ts';
import { PersonList } from './person-list.tsx';
import type { ShownPlan } from './use-plan.ts';
import classes from './plan-changes.module.css';

/** The reasons of these begin with the number of people. */
const COUNTED_IN_REASON: readonly PolicyPlanHold['kind'][] = [
  'deactivations',
  'admin_grants',
  'emptied_group',
];

/** Each change that would be done, how many people it is about, by which line of the policy, and who they are. */
export function PlanChanges({ plan, shown }: { plan: DirectoryPlan; shown: ShownPlan }): ReactNode {
  const { directoryPlan: words } = strings;
  // What waits for one reason says so in its own line already.
  const isSaidAbove = plan.holds.length === 1 && plan.groups.some(({ held_by: heldBy }) => heldBy !== null);
  return (
    <Panel
      title={words.changes}
      actions={
        <Button
          component="a"
          href={shown.exportAddress}
          download
          size="xs"
          variant="default"
          leftSection={<IconDownload size={15} />}
        >
          {words.download}
        </Button>
      }
    >
      <Text c="dimmed">{words.changesHint}</Text>
      <ul className={classes.changes}>
        {plan.groups.map((group, at) => (
          // Two groups can be alike but for their place; the order is that of the plan.
          <Change key={`${group.action}-${at}`} group={group} shown={shown} />
        ))}
      </ul>
      {plan.holds.map(({ kind, reason, people }) => (
        <Text key={`${kind}-${reason}`} size="sm">
          {!isSaidAbove && <StatusBadge tone="attention">{words.heldBy[kind]}</StatusBadge>}{' '}
          {!COUNTED_IN_REASON.includes(kind) && `${words.peopleOf(people)}: `}
          <SafeText most={300}>{reason}</SafeText>
        </Text>
      ))}
    </Panel>
  );
}

function Change({ group, shown }: { group: PolicyPlanGroup; shown: ShownPlan }): ReactNode {
  const { directoryPlan: words } = strings;
  // A line of the policy tells something to those who can change it.
  const isForOperators = useTenant().base.startsWith('/admin');
  const [isOpen, setIsOpen] = useState(false);
  const isPrinting = useIsPrinting();
  const id = useId();
  const { people, says, held_by: heldBy, place, named } = group;
  return (
    <li className={classes.change}>
      <button
        type="button"
        className={classes.head}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => {
          setIsOpen(!isOpen);
        }}
      >
        <span className={classes.count}>{strings.common.count(people)}</span>
        <span className={classes.says}>
          <SafeText most={160} brief>
            {says}
          </SafeText>
          {heldBy !== null && (
            <>
              {' '}
              <StatusBadge tone="attention">{words.heldBy[heldBy]}</StatusBadge>
            </>
          )}
          {isForOperators && place?.text != null && (
            <span className={classes.place}>
              {words.by}{' '}
              <code>
                <SafeText most={120} brief>
                  {place.text.trim()}
                </SafeText>
              </code>
            </span>
          )}
        </span>
        <IconChevronDown size={17} className={classes.chevron} aria-hidden />
      </button>
      {(isOpen || isPrinting) && <PersonList id={id} named={named} people={people} shown={shown} />}
    </li>
  );
}
