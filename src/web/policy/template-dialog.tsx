import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { PolicyDraft } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { strings } from '../strings/strings.ts';

interface TemplateDialogProps {
  tenant: string;
  opened: boolean;
  onClose: () => void;
  onDraft: (draft: PolicyDraft) => void;
}

/** Begins a policy from one of those that come with Rollcall, with its tests. */
export function TemplateDialog({ tenant, opened, onClose, onDraft }: TemplateDialogProps): ReactNode {
  const words = strings.policy.template;
  const [chosen, setChosen] = useState<string | null>(null);
  const [domain, setDomain] = useState('');
  const templates = useQuery({
    queryKey: ['policy-templates'],
    queryFn: ({ signal }) => ask('PolicyTemplates', 'GET', ['policy-templates'], { signal }),
    enabled: opened,
    staleTime: Infinity,
  });
  const drafting = useMutation({
    mutationFn: (template: string) =>
      ask('PolicyDraft', 'POST', ['tenants', tenant, 'policy', 'drafts'], {
        body: { template, ...(domain.trim() !== '' && { domain: domain.trim() }) },
      }),
    onSuccess: (draft) => {
      onDraft(draft);
      onClose();
    },
  });
  const about = templates.data?.templates.find(({ name }) => name === chosen)?.about;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={words.title}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <Stack>
        <Text>{words.text}</Text>
        {templates.error !== null && (
          <ProblemNote error={templates.error} retry={() => void templates.refetch()} />
        )}
        <Select
          label={words.label}
          data={(templates.data?.templates ?? []).map(({ name }) => name)}
          value={chosen}
          onChange={setChosen}
          {...(about === undefined ? {} : { description: about })}
        />
        <TextInput
          label={words.domain}
          description={words.domainHint}
          value={domain}
          onChange={({ currentTarget: { value } }) => {
            setDomain(value);
          }}
        />
        {drafting.error !== null && (
          <ProblemNote error={drafting.error} title={strings.problems.actionTitle} />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {strings.common.cancel}
          </Button>
          <Button
            disabled={chosen === null}
            loading={drafting.isPending}
            onClick={() => {
              if (chosen !== null) drafting.mutate(chosen);
            }}
          >
            {words.use}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
