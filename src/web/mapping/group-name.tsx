import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Group } from '../../generated/api.ts';
import { plainText } from '../parts/plain-text.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { strings } from '../strings/strings.ts';
import { formerName, isEmptied } from './mapping-draft.ts';
import classes from './mapping.module.css';

interface GroupNameProps {
  group: Group;
  /** Null where nothing of it is changed. */
  onUndo: (() => void) | null;
}

/** What a group is called, and what is to be known of it: renamed, emptied, changed on the page. */
export function GroupName({ group, onUndo }: GroupNameProps): ReactNode {
  const { mapping } = strings;
  const former = formerName(group);
  const name = group.name === null || group.name.trim() === '' ? mapping.unnamed : group.name;
  return (
    <div className={classes.group}>
      <span className={classes.name}>
        <SafeText most={80}>{name}</SafeText>
      </span>
      {former !== null && (
        <div className={classes.note}>
          <StatusBadge tone="info">{mapping.renamed}</StatusBadge>
          <span>
            {mapping.renamedFrom} <SafeText most={60}>{former}</SafeText>
          </span>
        </div>
      )}
      {isEmptied(group) && (
        <div className={classes.note}>
          <StatusBadge tone="attention">{mapping.emptied}</StatusBadge>
          <span>{mapping.emptiedNote}</span>
        </div>
      )}
      {onUndo !== null && (
        <div className={classes.note}>
          <StatusBadge tone="attention">{mapping.changed}</StatusBadge>
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={mapping.undoOf(plainText(name))}
            onClick={onUndo}
          >
            {mapping.undo}
          </Button>
        </div>
      )}
    </div>
  );
}
