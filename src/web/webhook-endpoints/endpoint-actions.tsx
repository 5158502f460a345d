import { Alert, Button, Group, NativeSelect, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import type { WebhookEndpoint, WebhookSecretOnce } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { FormDialog } from '../parts/form-dialog.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { SecretDialog } from '../parts/secret-dialog.tsx';
import { toastDone } from '../parts/toasts.ts';
import { When } from '../parts/when.tsx';
import { strings } from '../strings/strings.ts';
import { IconAlertTriangle, IconCheck, IconSend } from '../theme/icons.ts';

type Asked = 'disable' | 'enable' | 'wake' | 'remove' | 'rotate';

/** What can be done with an endpoint: tested, given another secret, disabled, enabled and deleted. */
export function EndpointActions({ endpoint }: { endpoint: WebhookEndpoint }): ReactNode {
  const { webhookEndpoints: words } = strings;
  const path = ['webhook-endpoints', endpoint.id];
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [made, setMade] = useState<WebhookSecretOnce | null>(null);
  const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: ['webhook-endpoints'] });
  const close = (): void => {
    setAsked(null);
  };
  const button = (kind: Asked): ReactNode => (
    <Button
      variant="default"
      onClick={() => {
        setAsked(kind);
      }}
    >
      {words[kind].action}
    </Button>
  );
  return (
    <>
      <Group gap="xs">
        <TestButton path={path} />
        {button('rotate')}
        {endpoint.state === 'disabled' && button('enable')}
        {endpoint.state === 'active' && endpoint.resting_until !== null && button('wake')}
        {endpoint.state === 'active' && button('disable')}
        {button('remove')}
      </Group>
      {(['disable', 'enable', 'wake'] as const).map((kind) => (
        <ConfirmDialog
          key={kind}
          opened={asked === kind}
          onClose={close}
          title={words[kind].title}
          happens={words[kind].happens}
          action={words[kind].action}
          onConfirm={async () => {
            // What it rests from ends where it is enabled again.
            await ask('WebhookEndpoint', 'POST', [...path, kind === 'wake' ? 'enable' : kind]);
            toastDone(words[kind].done);
            await refresh();
          }}
        />
      ))}
      <ConfirmDialog
        opened={asked === 'remove'}
        onClose={close}
        title={words.remove.title}
        happens={words.remove.happens}
        action={words.remove.action}
        severe
        onConfirm={async () => {
          await ask(null, 'DELETE', path);
          toastDone(words.remove.done);
          // The lists that it was in.
          queries.removeQueries({ queryKey: ['webhook-endpoints'], type: 'inactive' });
          await navigate('/admin/webhook-endpoints', { replace: true });
          queries.removeQueries({ queryKey: ['webhook-endpoints', 'one', endpoint.id] });
        }}
      />
      <RotateDialog
        opened={asked === 'rotate'}
        onClose={close}
        path={path}
        onMade={(secret) => {
          setMade(secret);
          void refresh();
        }}
      />
      <SecretDialog
        secret={made?.secret ?? null}
        title={words.rotate.madeTitle}
        of={words.made.of}
        isSealed
        onClose={() => {
          setMade(null);
        }}
      >
        <Sentence of={words.rotate.made} with={{ when: <When at={made?.former_end_at ?? null} /> }} />
      </SecretDialog>
    </>
  );
}

function TestButton({ path }: { path: readonly string[] }): ReactNode {
  const { test: words } = strings.webhookEndpoints;
  const testing = useMutation({ mutationFn: () => ask('WebhookTestReport', 'POST', [...path, 'test']) });
  return (
    <>
      <Button
        leftSection={<IconSend size={16} />}
        loading={testing.isPending}
        onClick={() => {
          testing.mutate();
        }}
      >
        {words.action}
      </Button>
      {testing.error !== null && <ProblemNote error={testing.error} title={strings.problems.actionTitle} />}
      {testing.data !== undefined && (
        <Alert
          role="status"
          w="100%"
          style={{ order: 1 }}
          color={testing.data.delivered ? 'leaf' : 'clay'}
          icon={testing.data.delivered ? <IconCheck /> : <IconAlertTriangle />}
          title={testing.data.delivered ? words.delivered(testing.data.status) : words.failed}
          withCloseButton
          closeButtonLabel={strings.common.close}
          onClose={() => {
            testing.reset();
          }}
        >
          {testing.data.problem !== null && <SafeText most={300}>{testing.data.problem}</SafeText>}
        </Alert>
      )}
    </>
  );
}

interface RotateDialogProps {
  opened: boolean;
  onClose: () => void;
  path: readonly string[];
  onMade: (secret: WebhookSecretOnce) => void;
}

function RotateDialog({ opened, onClose, path, onMade }: RotateDialogProps): ReactNode {
  const { rotate: words } = strings.webhookEndpoints;
  const [hours, setHours] = useState('24');
  return (
    <FormDialog
      opened={opened}
      onClose={onClose}
      title={words.title}
      action={words.action}
      lost={{ says: words.lost }}
      onSubmit={async () => {
        const body = { former_end_in_hours: Number(hours) };
        onMade(await ask('WebhookSecretOnce', 'POST', [...path, 'secrets'], { body }));
      }}
    >
      <Text>{words.text}</Text>
      <NativeSelect
        label={words.former}
        value={hours}
        data={words.formers}
        onChange={({ currentTarget: { value } }) => {
          setHours(value);
        }}
      />
    </FormDialog>
  );
}
