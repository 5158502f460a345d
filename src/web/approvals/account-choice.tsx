import { Radio, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { Hold } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { When } from '../parts/when.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import classes from './approvals.module.css';

interface AccountChoiceProps {
  hold: Hold;
  /** The id of an account, or `new`; null: none is chosen, which is the one that was found where there is one. */
  chosen: string | null;
  onChoose: (account: string | null) => void;
}

const MOST_SHOWN = 8;
const TYPED_MS = 250;

/** Whose account it is: one that is there, found by name or address, or one of their own. */
export function AccountChoice({ hold, chosen, onChoose }: AccountChoiceProps): ReactNode {
  const { account: words } = strings.approvals;
  const { slug } = useTenant();
  const [typed, setTyped] = useState<string | null>(null);
  const path = ['tenants', slug, 'holds', hold.id, 'people'];
  const person = useQuery({
    queryKey: [...path, { limit: 1 }],
    queryFn: ({ signal }) => ask('HoldPersonList', 'GET', path, { query: { limit: 1 }, signal }),
  });
  // Whom it is about, until something else is looked for.
  const text = typed ?? person.data?.data[0]?.email ?? person.data?.data[0]?.display_name ?? '';
  const [wanted] = useDebouncedValue(text.trim().slice(0, 200), TYPED_MS);
  const users = useQuery({
    queryKey: ['tenants', slug, 'users', { search: wanted, limit: MOST_SHOWN }],
    queryFn: ({ signal }) =>
      ask('UserList', 'GET', ['tenants', slug, 'users'], {
        query: { search: wanted, limit: MOST_SHOWN },
        signal,
      }),
    enabled: wanted !== '',
  });
  const accounts = users.data?.data ?? [];
  const found = hold.kind === 'existing_account';
  return (
    <div className={classes.account}>
      <SearchField label={words.search} hint={words.searchHint} value={text} onChange={setTyped} />
      {users.error !== null && <ProblemNote error={users.error} retry={() => void users.refetch()} />}
      <Radio.Group
        label={words.label}
        value={chosen ?? (found ? 'found' : '')}
        onChange={(value) => {
          onChoose(value === 'found' ? null : value);
        }}
      >
        <div className={classes.account}>
          {found && <Radio value="found" label={words.found} description={words.foundHint} />}
          {accounts.map(({ id, display_name: name, email, status, provisioned_at: since }) => (
            <Radio
              key={id}
              value={id}
              label={
                <SafeText most={60} brief>
                  {name ?? email ?? id}
                </SafeText>
              }
              description={
                <>
                  <SafeText most={80} brief>
                    {email ?? ''}
                  </SafeText>
                  {', '}
                  {strings.people.statuses[status]}, {words.since} <When at={since} />
                </>
              }
            />
          ))}
          <Radio value="new" label={words.own} description={words.ownHint} />
        </div>
      </Radio.Group>
      {users.isSuccess && accounts.length === 0 && <Text c="dimmed">{words.none}</Text>}
      {!found && chosen === null && <Text c="dimmed">{words.choose}</Text>}
    </div>
  );
}
