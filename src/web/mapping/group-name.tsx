import { Button, Text } from '@mantine/core';
import type { MouseEvent, ReactNode } from 'react';
import type { Group, GroupMappingOverview } from '../../generated/api.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { strings } from '../strings/strings.ts';
import { givenInWords } from './given-words.ts';
import { formerName, isEmptied, type Draft } from './mapping-draft.ts';
import classes from './mapping.module.css';
import { controlName, idOfGroup } from './same-names.ts';

interface GroupNameProps {
  group: Group;
  /** Others of its directory are called the same. */
  isOneOfSeveral: boolean;
  overview: GroupMappingOverview;
  /** Null where nothing of it is changed. */
  draft: Draft | null;
  onUndo: () => void;
  /** Gives the group what the policy gives by a name that it had; null: not by who looks. */
  onTakeOver: ((entry: GroupMappingOverview['not_found'][number]) => void) | null;
}

/** What a group is called, and what is to be known of it: renamed, emptied, changed on the page. */
export function GroupName(props: GroupNameProps): ReactNode {
  const { group, isOneOfSeveral, overview, draft, onUndo, onTakeOver } = props;
  const { mapping } = strings;
  const former = formerName(group);
  const lost = overview.not_found.find(({ now }) => now?.group_id === group.id) ?? null;
  const name = group.name === null || group.name.trim() === '' ? mapping.unnamed : group.name;
  const inControls = controlName(group, isOneOfSeveral);
  const undo = (event: MouseEvent<HTMLElement>): void => {
    // The button goes: whoever pressed it goes on with what it was about.
    event.currentTarget.closest('[role=row]')?.querySelector('select')?.focus();
    onUndo();
  };
  return (
    <div className={classes.group}>
      <span className={classes.name}>
        <SafeText most={80}>{name}</SafeText>
      </span>
      {isOneOfSeveral && (
        <Text size="sm" c="dimmed">
          <Sentence of={mapping.withId} with={{ id: <SafeText most={80}>{idOfGroup(group)}</SafeText> }} />
        </Text>
      )}
      {former !== null && (
        <div className={classes.note}>
          <StatusBadge tone="info">{mapping.renamed}</StatusBadge>
          <span>
            {mapping.renamedFrom} <SafeText most={60}>{former}</SafeText>
          </span>
        </div>
      )}
      {lost !== null && draft === null && (
        <div className={classes.note}>
          <StatusBadge tone="attention">
            {lost.name === group.name ? mapping.anew : mapping.renamed}
          </StatusBadge>
          <span>
            <Sentence
              of={lost.name === group.name ? mapping.otherId : mapping.formerly}
              with={{
                name: <SafeText most={60}>{lost.name ?? mapping.unnamed}</SafeText>,
                gives: <SafeText most={120}>{givenInWords(lost, overview)}</SafeText>,
              }}
            />
          </span>
          {onTakeOver !== null && (
            <Button
              size="compact-sm"
              variant="subtle"
              aria-label={mapping.takeOverOf(inControls)}
              onClick={(event) => {
                event.currentTarget.closest('[role=row]')?.querySelector('select')?.focus();
                onTakeOver(lost);
              }}
            >
              {mapping.takeOver}
            </Button>
          )}
        </div>
      )}
      {isEmptied(group) && (
        <div className={classes.note}>
          <StatusBadge tone="attention">{mapping.emptied}</StatusBadge>
          <span>{mapping.emptiedNote}</span>
        </div>
      )}
      {draft !== null && (
        <div className={classes.note}>
          <StatusBadge tone="attention">{mapping.changed}</StatusBadge>
          <Button size="compact-sm" variant="subtle" aria-label={mapping.undoOf(inControls)} onClick={undo}>
            {mapping.undo}
          </Button>
          {draft.group.id !== group.id && (
            <Text size="sm" c="dimmed">
              {mapping.shared}
            </Text>
          )}
        </div>
      )}
    </div>
  );
}
