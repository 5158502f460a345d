import { Button, Group as Row, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { GroupMappingOverview } from '../../generated/api.ts';
import { Panel } from '../parts/panel.tsx';
import { plainText } from '../parts/plain-text.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { useMay } from '../session/session.tsx';
import { strings } from '../strings/strings.ts';
import { givenInWords } from './given-words.ts';
import classes from './mapping.module.css';
import { isEntry } from './unsaved.ts';
import type { UsedUnsaved } from './use-unsaved.ts';

type LostEntry = GroupMappingOverview['not_found'][number];

interface GoneEntriesProps {
  overview: GroupMappingOverview;
  used: UsedUnsaved;
}

/** What the policy maps and no directory has: taken out here, or given to the group that it was about. */
export function GoneEntries({ overview, used }: GoneEntriesProps): ReactNode {
  const { gone, columns, unnamed } = strings.mapping;
  const mayWrite = useMay('write');
  return (
    <Panel title={gone.title}>
      <Text c="dimmed" maw="44rem">
        {gone.text}
      </Text>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{columns.group}</Table.Th>
            <Table.Th>{gone.gives}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {overview.not_found.map((entry, at) => (
            <Table.Tr key={at}>
              <Table.Td>
                <div className={classes.group}>
                  <SafeText most={80}>{entry.name ?? entry.id ?? unnamed}</SafeText>
                  <EntryState entry={entry} used={used} />
                  {mayWrite && <EntryActions entry={entry} used={used} />}
                </div>
              </Table.Td>
              <Table.Td>
                <SafeText most={200}>{givenInWords(entry, overview)}</SafeText>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function EntryState({ entry, used: { unsaved } }: { entry: LostEntry; used: UsedUnsaved }): ReactNode {
  const { gone, unnamed } = strings.mapping;
  const taken = [...unsaved.drafts.values()].find(
    ({ insteadOf }) => insteadOf !== null && isEntry(insteadOf, entry),
  );
  if (taken !== undefined) {
    return (
      <div className={classes.note}>
        <StatusBadge tone="attention">{strings.mapping.changed}</StatusBadge>
        <span>
          <Sentence
            of={gone.goesTo}
            with={{ name: <SafeText most={60}>{taken.group.name ?? unnamed}</SafeText> }}
          />
        </span>
      </div>
    );
  }
  if (unsaved.removed.some((each) => isEntry(each, entry))) {
    return (
      <div className={classes.note}>
        <StatusBadge tone="attention">{strings.mapping.changed}</StatusBadge>
        <span>{gone.isGoing}</span>
      </div>
    );
  }
  return (
    <Text size="sm" c="dimmed">
      {entry.now !== null && (
        <>
          <Sentence
            of={gone.now}
            with={{ name: <SafeText most={60}>{entry.now.name ?? unnamed}</SafeText> }}
          />{' '}
        </>
      )}
      {entry.line !== null && gone.line(entry.line)}
    </Text>
  );
}

function EntryActions({
  entry,
  used: { unsaved, remove },
}: {
  entry: LostEntry;
  used: UsedUnsaved;
}): ReactNode {
  const { gone, undo, unnamed } = strings.mapping;
  const name = plainText(entry.name ?? entry.id ?? unnamed);
  const isGoing = unsaved.removed.some((each) => isEntry(each, entry));
  const isTaken = [...unsaved.drafts.values()].some(
    ({ insteadOf }) => insteadOf !== null && isEntry(insteadOf, entry),
  );
  if (isTaken) return null;
  return (
    <Row gap="xs">
      <Button
        size="compact-sm"
        variant="subtle"
        aria-label={isGoing ? gone.keepOf(name) : gone.takeOutOf(name)}
        onClick={() => {
          remove(entry, !isGoing);
        }}
      >
        {isGoing ? undo : gone.takeOut}
      </Button>
    </Row>
  );
}
