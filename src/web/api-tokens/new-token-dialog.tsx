import { Checkbox, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { NewToken, Scope, TokenOnce } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { TenantSelect } from '../parts/tenant-select.tsx';
import { useSession } from '../session/session.tsx';
import { strings } from '../strings/strings.ts';

const DAY_MS = 86_400_000;

interface NewTokenDialogProps {
  opened: boolean;
  onClose: () => void;
  onMade: (token: TokenOnce) => void;
}

/** Asks what a token is for, what it may do and until when, and makes it. Nobody gives more than they have. */
export function NewTokenDialog({ opened, onClose, onMade }: NewTokenDialogProps): ReactNode {
  const { form, make, scopes: names, everyTenant } = strings.apiTokens;
  const session = useSession();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<string[]>(['read']);
  const [tenant, setTenant] = useState<string | null>(null);
  const [days, setDays] = useState('90');
  const offered = (Object.keys(names) as Scope[]).filter(
    (scope) => session.scopes.includes('*') || session.scopes.includes(scope),
  );
  const send = async (): Promise<void> => {
    const body: NewToken = {
      name: name.trim(),
      scopes: scopes as Scope[],
      ...(tenant === null ? {} : { tenant }),
      ...(days === 'never' ? {} : { expires_at: endOfDay(Number(days)) }),
    };
    onMade(await ask('TokenOnce', 'POST', ['tokens'], { body }));
  };
  return (
    <FormDialog
      opened={opened}
      onClose={onClose}
      title={form.title}
      action={make}
      ready={name.trim() !== '' && scopes.length > 0}
      onSubmit={send}
      lost={{ says: form.lost, takeBack: (made) => ask(null, 'DELETE', ['tokens', made]) }}
    >
      <TextInput
        label={form.name}
        description={form.nameHint}
        value={name}
        maxLength={200}
        autoComplete="off"
        required
        data-autofocus
        onChange={({ currentTarget: { value } }) => {
          setName(value);
        }}
      />
      <Checkbox.Group
        label={form.scopes}
        value={scopes}
        onChange={setScopes}
        error={scopes.length === 0 ? form.scopesNeeded : undefined}
      >
        <Stack gap={6} mt={4}>
          {offered.map((scope) => (
            <Checkbox
              key={scope}
              value={scope}
              label={names[scope]}
              description={scope === '*' ? undefined : scope}
              disabled={scope !== '*' && scopes.includes('*')}
            />
          ))}
        </Stack>
      </Checkbox.Group>
      <TenantSelect
        label={form.tenant}
        description={form.tenantHint}
        none={everyTenant}
        value={tenant}
        onChange={setTenant}
      />
      <NativeSelect
        label={form.expires}
        value={days}
        data={form.expiries}
        onChange={({ currentTarget: { value } }) => {
          setDays(value);
        }}
      />
    </FormDialog>
  );
}

/** The end of the day (UTC) so many days from now. Not to the millisecond, so that asking once more asks for the same. */
function endOfDay(days: number): string {
  return new Date(Math.ceil(Date.now() / DAY_MS + days) * DAY_MS).toISOString();
}
