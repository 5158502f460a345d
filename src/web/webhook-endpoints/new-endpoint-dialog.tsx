import { MultiSelect, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { NewWebhookEndpoint, WebhookEndpointOnce } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { WithFieldError } from '../parts/field-errors.tsx';
import { FormDialog } from '../parts/form-dialog.tsx';
import { TenantSelect } from '../parts/tenant-select.tsx';
import { strings } from '../strings/strings.ts';

interface NewEndpointDialogProps {
  opened: boolean;
  onClose: () => void;
  /** The only tenant that it can hear of; null: that is chosen. */
  tenant: string | null;
  onMade: (endpoint: WebhookEndpointOnce) => void;
}

/** Asks which address is told of what, and makes the endpoint. */
export function NewEndpointDialog({ opened, onClose, tenant, onMade }: NewEndpointDialogProps): ReactNode {
  const { form, make, everyTenant } = strings.webhookEndpoints;
  const [url, setUrl] = useState('');
  const [description, setDescription] = useState('');
  const [chosen, setChosen] = useState<string | null>(tenant);
  const [types, setTypes] = useState<string[]>([]);
  const send = async (): Promise<void> => {
    const body: NewWebhookEndpoint = {
      url: url.trim(),
      ...(chosen === null ? {} : { tenant: chosen }),
      ...(description.trim() === '' ? {} : { description: description.trim() }),
      ...(types.length === 0 ? {} : { event_types: types }),
    };
    onMade(await ask('WebhookEndpointOnce', 'POST', ['webhook-endpoints'], { body }));
  };
  return (
    <FormDialog
      opened={opened}
      onClose={onClose}
      title={form.title}
      action={make}
      ready={url.trim() !== ''}
      onSubmit={send}
      lost={{ says: form.lost, takeBack: (made) => ask(null, 'DELETE', ['webhook-endpoints', made]) }}
      fields={['url']}
    >
      <WithFieldError field="url">
        {(error) => (
          <TextInput
            error={error}
            label={form.url}
            description={form.urlHint}
            value={url}
            type="url"
            inputMode="url"
            maxLength={2_000}
            autoComplete="off"
            required
            data-autofocus
            onChange={({ currentTarget: { value } }) => {
              setUrl(value);
            }}
          />
        )}
      </WithFieldError>
      <TextInput
        label={form.description}
        description={form.descriptionHint}
        value={description}
        maxLength={200}
        autoComplete="off"
        onChange={({ currentTarget: { value } }) => {
          setDescription(value);
        }}
      />
      {tenant === null && (
        <TenantSelect
          label={form.tenant}
          description={form.tenantHint}
          none={everyTenant}
          value={chosen}
          onChange={setChosen}
        />
      )}
      <MultiSelect
        label={form.types}
        description={form.typesHint}
        placeholder={types.length === 0 ? form.typesNone : undefined}
        data={typeGroups}
        value={types}
        onChange={setTypes}
        searchable
        clearable
        maxValues={50}
        nothingFoundMessage={form.noType}
        clearButtonProps={{ 'aria-label': form.typesNone }}
      />
    </FormDialog>
  );
}

const { types: names, form: words } = strings.webhookEndpoints;
const families = [...new Set(Object.keys(names).map((type) => type.slice(0, type.indexOf('.'))))];

/** Types by their family, each family first as a whole. */
const typeGroups = families.map((family) => ({
  group: family,
  items: [
    { value: `${family}.*`, label: words.family(`${family}.*`) },
    ...Object.entries(names)
      .filter(([type]) => type.startsWith(`${family}.`))
      .map(([value, name]) => ({ value, label: `${name} (${value})` })),
  ],
}));
