import { Checkbox, NativeSelect, Radio, Stack, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { NewPortalLink, PortalAccess, PortalLinkOnce, PortalPage } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { WithFieldError } from '../parts/field-errors.tsx';
import { FormDialog } from '../parts/form-dialog.tsx';
import { useMay } from '../session/session.tsx';
import { strings } from '../strings/strings.ts';
import { portalPageNames } from './portal-page-names.ts';

interface NewLinkDialogProps {
  tenant: string;
  opened: boolean;
  onClose: () => void;
  onMade: (link: PortalLinkOnce) => void;
}

/** Asks whom a link is for, what it opens and for how long, and makes it. */
export function NewLinkDialog({ tenant, opened, onClose, onMade }: NewLinkDialogProps): ReactNode {
  const { form, make } = strings.portalLinks;
  const [label, setLabel] = useState('');
  const [expiresIn, setExpiresIn] = useState('600');
  // The role `support` makes links that only look.
  const mayWrite = useMay('write');
  const [access, setAccess] = useState<PortalAccess>(mayWrite ? 'write' : 'read');
  const [pages, setPages] = useState<string[]>(portalPageNames.map(({ value }) => value));
  const [returnUrl, setReturnUrl] = useState('');
  const send = async (): Promise<void> => {
    const body: NewPortalLink = {
      expires_in: Number(expiresIn),
      access,
      pages: pages as PortalPage[],
      ...(label.trim() === '' ? {} : { label: label.trim() }),
      ...(returnUrl.trim() === '' ? {} : { return_url: returnUrl.trim() }),
    };
    onMade(await ask('PortalLinkOnce', 'POST', ['tenants', tenant, 'portal-links'], { body }));
  };
  return (
    <FormDialog
      opened={opened}
      onClose={onClose}
      title={form.title}
      action={make}
      ready={pages.length > 0}
      onSubmit={send}
      lost={{
        says: form.lost,
        takeBack: (made) => ask(null, 'DELETE', ['tenants', tenant, 'portal-links', made]),
      }}
      fields={['return_url']}
    >
      <TextInput
        label={form.label}
        description={form.labelHint}
        value={label}
        maxLength={200}
        autoComplete="off"
        data-autofocus
        onChange={({ currentTarget: { value } }) => {
          setLabel(value);
        }}
      />
      <NativeSelect
        label={form.expires}
        value={expiresIn}
        data={form.expiries}
        onChange={({ currentTarget: { value } }) => {
          setExpiresIn(value);
        }}
      />
      <Radio.Group
        label={form.access}
        value={access}
        onChange={(value) => {
          setAccess(value);
        }}
      >
        <Stack gap={6} mt={4}>
          <Radio value="write" disabled={!mayWrite} label={form.accesses.write} />
          <Radio value="read" label={form.accesses.read} />
        </Stack>
      </Radio.Group>
      <Checkbox.Group
        label={form.pages}
        value={pages}
        onChange={setPages}
        error={pages.length === 0 ? form.pagesNeeded : undefined}
      >
        <Stack gap={6} mt={4}>
          {portalPageNames.map((page) => (
            <Checkbox key={page.value} {...page} />
          ))}
        </Stack>
      </Checkbox.Group>
      <WithFieldError field="return_url">
        {(error) => (
          <TextInput
            error={error}
            label={form.returnUrl}
            description={form.returnHint}
            value={returnUrl}
            type="url"
            inputMode="url"
            maxLength={2_000}
            autoComplete="off"
            onChange={({ currentTarget: { value } }) => {
              setReturnUrl(value);
            }}
          />
        )}
      </WithFieldError>
    </FormDialog>
  );
}
