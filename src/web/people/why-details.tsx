import { Button, Code, Table, Text } from '@mantine/core';
import { useId, useState, type ReactNode } from 'react';
import type { PolicyPlace, Why, WhyAttribute } from '../../generated/api.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { When } from '../parts/when.tsx';
import { strings } from '../strings/strings.ts';
import classes from './people.module.css';

/** Each step of the decision with its line of the policy; the groups and attributes that it went by. */
export function WhyDetails({ why }: { why: Why }): ReactNode {
  const { why: words } = strings.people;
  const [all, setAll] = useState(false);
  const id = useId();
  const steps = all ? why.steps : why.steps.filter(({ decisive }) => decisive);
  return (
    <>
      {steps.length > 0 && (
        <ul className={classes.steps} aria-label={words.steps}>
          {steps.map(({ step, says, decisive, policy }, at) => (
            <li key={`${step} ${String(at)}`}>
              <div>
                <SafeText most={400}>{says}</SafeText>{' '}
                {all && decisive && <StatusBadge tone="info">{words.decisive}</StatusBadge>}
              </div>
              <Place policy={policy} />
            </li>
          ))}
        </ul>
      )}
      <div>
        <Button
          size="compact-sm"
          variant="subtle"
          aria-expanded={all}
          aria-controls={id}
          onClick={() => {
            setAll(!all);
          }}
        >
          {all ? words.less : words.more}
        </Button>
      </div>
      <div id={id} hidden={!all}>
        {all && (
          <div className={classes.grounds}>
            <Groups why={why} />
            <Attributes attributes={why.attributes} />
            {why.caveats.length > 0 && (
              <section>
                <Text fw={580}>{words.caveats}</Text>
                {why.caveats.map((caveat) => (
                  <Text key={caveat}>
                    <SafeText most={300}>{caveat}</SafeText>
                  </Text>
                ))}
              </section>
            )}
          </div>
        )}
      </div>
    </>
  );
}

function Place({ policy }: { policy: PolicyPlace | null }): ReactNode {
  if (policy === null) return null;
  const { file, line, text, pointer } = policy;
  return (
    <div className={classes.place}>
      <Text size="sm" c="dimmed">
        {line === null ? file : strings.people.why.line(file, line)}
      </Text>
      <Code>
        <SafeText most={160}>{text ?? pointer}</SafeText>
      </Code>
    </div>
  );
}

function Groups({ why: { groups } }: { why: Why }): ReactNode {
  const { why: words } = strings.people;
  if (groups.length === 0) return null;
  return (
    <section>
      <Text fw={580}>{words.groups}</Text>
      <ul className={classes.steps}>
        {groups.map((group) => (
          <li key={group.source_id}>
            <div>
              <strong>
                <SafeText most={80}>{group.name ?? words.unnamedGroup}</SafeText>
              </strong>
              {group.policy === null && ` (${words.unmapped})`}, {words.groupSince} <When at={group.since} />
            </div>
            <Place policy={group.policy} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Attributes({ attributes }: { attributes: readonly WhyAttribute[] }): ReactNode {
  const { why: words } = strings.people;
  if (attributes.length === 0) return null;
  return (
    <section className={classes.scrolls} tabIndex={0} aria-label={words.attributes}>
      <Text fw={580}>{words.attributes}</Text>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.attribute}</Table.Th>
            <Table.Th>{words.value}</Table.Th>
            <Table.Th>{words.from}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {attributes.map((attribute) => (
            <Table.Tr key={attribute.name}>
              <Table.Td>
                <SafeText most={60}>{attribute.name}</SafeText>
              </Table.Td>
              <Table.Td>
                <SafeText most={120}>{valueInWords(attribute)}</SafeText>
              </Table.Td>
              <Table.Td>
                <Code>
                  <SafeText most={80}>{attribute.from}</SafeText>
                </Code>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function valueInWords({ value, masked }: WhyAttribute): string {
  const { why: words } = strings.people;
  if (masked) return words.masked;
  if (value === null) return words.missing;
  return Array.isArray(value) ? value.join(', ') : String(value);
}
