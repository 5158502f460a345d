import { Anchor, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { GroupMappingOverview } from '../../generated/api.ts';
import { Panel } from '../parts/panel.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { shownHalf } from '../session/half.ts';
import { useMay } from '../session/session.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { givenInWords } from './given-words.ts';

/** What the policy maps and no directory has. */
export function GoneEntries({
  overview: { not_found: entries, roles },
}: {
  overview: GroupMappingOverview;
}): ReactNode {
  const { gone, columns, unnamed } = strings.mapping;
  const { base } = useTenant();
  // The portal has no policy editor.
  const mayEdit = useMay('write') && shownHalf() === 'console';
  return (
    <Panel title={gone.title}>
      <Text c="dimmed" maw="44rem">
        {gone.text}
      </Text>
      {mayEdit ? (
        <Anchor component={Link} to={`${base}/policy`}>
          {gone.inEditor}
        </Anchor>
      ) : (
        <Text c="dimmed">{gone.askOthers}</Text>
      )}
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{columns.group}</Table.Th>
            <Table.Th>{gone.gives}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry, at) => (
            <Table.Tr key={at}>
              <Table.Td>
                <SafeText most={80}>{entry.name ?? entry.id ?? unnamed}</SafeText>
                {entry.line !== null && (
                  <Text size="sm" c="dimmed">
                    {gone.line(entry.line)}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>
                <SafeText most={200}>{givenInWords(entry, roles)}</SafeText>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}
