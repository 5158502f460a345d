import { Group, List, NativeSelect, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { User, WhyNot } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { Panel } from '../parts/panel.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { StillLoading } from '../parts/still-loading.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { useRoleNames } from './use-role-names.ts';

/** Why somebody does not have a role, or no access, and the smallest change that would give it. */
export function WhyNotQuestion({ user }: { user: User }): ReactNode {
  const { whyNot: words, why } = strings.people;
  const { slug } = useTenant();
  const [asked, setAsked] = useState('');
  const roles = useRoleNames();
  const path = ['tenants', slug, 'users', user.id, 'why'];
  const answer = useQuery({
    queryKey: [...path, { not: asked }],
    queryFn: ({ signal }) => ask('Why', 'GET', path, { query: { not: asked }, signal }),
    enabled: asked !== '',
  });
  const others = roles.all.filter(({ key }) => user.status !== 'active' || key !== user.role);
  return (
    <Panel title={words.title}>
      <Group>
        <NativeSelect
          label={words.label}
          value={asked}
          data={[
            { value: '', label: words.choose },
            ...(user.status === 'active' ? [] : [{ value: 'access', label: words.access }]),
            ...others.map(({ key, name }) => ({ value: `role=${key}`, label: words.role(name) })),
          ]}
          onChange={({ currentTarget: { value } }) => {
            setAsked(value);
          }}
        />
      </Group>
      <div role="status">
        {asked !== '' && answer.isPending && (
          <>
            <Text c="dimmed">{why.reading}</Text>
            <StillLoading />
          </>
        )}
        {asked !== '' && answer.data?.why_not != null && <Answer whyNot={answer.data.why_not} />}
      </div>
      {asked !== '' && answer.error !== null && (
        <ProblemNote error={answer.error} retry={() => void answer.refetch()} />
      )}
    </Panel>
  );
}

function Answer({ whyNot }: { whyNot: WhyNot }): ReactNode {
  const { whyNot: words } = strings.people;
  return (
    <>
      <Text>
        {/* The whole sentence names the ways, too, which are listed below. */}
        {whyNot.because !== null && whyNot.ways.length > 0 ? (
          <>
            {words.because} <SafeText most={400}>{whyNot.because}</SafeText>.
          </>
        ) : (
          <SafeText most={500}>{whyNot.says}</SafeText>
        )}
      </Text>
      {whyNot.ways.length > 0 && (
        <>
          <Text fw={580} mt="xs">
            {words.ways}
          </Text>
          <List>
            {whyNot.ways.map(({ says }) => (
              <List.Item key={says}>
                <SafeText most={400}>{says}</SafeText>
              </List.Item>
            ))}
          </List>
        </>
      )}
      {whyNot.in_the_way.length > 0 && (
        <>
          <Text fw={580} mt="xs">
            {words.inTheWay}
          </Text>
          <List>
            {whyNot.in_the_way.map(({ says }) => (
              <List.Item key={says}>
                <SafeText most={400}>{says}</SafeText>
              </List.Item>
            ))}
          </List>
        </>
      )}
      {!whyNot.complete && <Text c="dimmed">{words.incomplete}</Text>}
    </>
  );
}
