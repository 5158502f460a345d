import { Radio, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { Hold, User } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { visibleName } from '../parts/visible-name.ts';
import { When } from '../parts/when.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import classes from './approvals.module.css';

/** Whose account it is: one that is there, or one of their own. */
export type ChosenAccount = User | 'new';

interface AccountChoiceProps {
  hold: Hold;
  /** Null: none is chosen, which is the one that was found where there is one. */
  chosen: ChosenAccount | null;
  onChoose: (account: ChosenAccount | null) => void;
}

const MOST_SHOWN = 8;
const TYPED_MS = 250;
/** Whoever may see people only to answer this is shown none for less, in characters. */
const LEAST_TYPED = 3;

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
  const about = person.data?.data[0];
  const text = typed ?? visibleName(about?.email, about?.display_name) ?? '';
  const [wanted] = useDebouncedValue(text.trim().slice(0, 200), TYPED_MS);
  const enough = wanted.length >= LEAST_TYPED;
  const users = useQuery({
    queryKey: ['tenants', slug, 'users', { search: wanted, limit: MOST_SHOWN }],
    queryFn: ({ signal }) =>
      ask('UserList', 'GET', ['tenants', slug, 'users'], {
        query: { search: wanted, limit: MOST_SHOWN },
        signal,
      }),
    enabled: enough,
  });
  // What is chosen stays in sight whatever is looked for: it is what will be done.
  const picked = chosen === null || chosen === 'new' ? null : chosen;
  const hits = users.data?.data ?? [];
  const accounts = [...(picked === null ? [] : [picked]), ...hits.filter(({ id }) => id !== picked?.id)];
  const found = hold.kind === 'existing_account';
  return (
    <div className={classes.account}>
      <SearchField label={words.search} hint={words.searchHint} value={text} onChange={setTyped} />
      {users.error !== null && <ProblemNote error={users.error} retry={() => void users.refetch()} />}
      <Radio.Group
        label={words.label}
        value={picked?.id ?? (chosen === 'new' ? 'new' : found ? 'found' : '')}
        onChange={(value) => {
          if (value === 'new') onChoose(value);
          else onChoose(accounts.find(({ id }) => id === value) ?? null);
        }}
      >
        <div className={classes.account}>
          {found && <Radio value="found" label={words.found} description={words.foundHint} />}
          {accounts.map((user) => (
            <AccountRadio key={user.id} user={user} />
          ))}
          <Radio value="new" label={words.own} description={words.ownHint} />
        </div>
      </Radio.Group>
      <div role="status">
        {!enough && <Text c="dimmed">{words.type(LEAST_TYPED)}</Text>}
        {enough && users.isSuccess && hits.length === 0 && <Text c="dimmed">{words.none}</Text>}
        {enough && users.data?.next_cursor != null && <Text c="dimmed">{words.more}</Text>}
        {!found && chosen === null && <Text c="dimmed">{words.choose}</Text>}
      </div>
    </div>
  );
}

function AccountRadio({ user }: { user: User }): ReactNode {
  const { account: words } = strings.approvals;
  const { id, display_name: name, email, status, provisioned_at: since } = user;
  return (
    <Radio
      value={id}
      label={
        <SafeText most={60} brief>
          {visibleName(name, email) ?? id}
        </SafeText>
      }
      description={
        <>
          {email !== null && (
            <>
              <SafeText most={80} brief>
                {email}
              </SafeText>
              {', '}
            </>
          )}
          {strings.people.statuses[status]}, {words.since} <When at={since} />
        </>
      }
    />
  );
}
