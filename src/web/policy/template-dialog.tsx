import { Select, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { PolicyDraft } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
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
  const draft = async (): Promise<void> => {
    // It changes nothing: with a signal it is a question.
    const { signal } = new AbortController();
    const body = { template: chosen, ...(domain.trim() !== '' && { domain: domain.trim() }) };
    onDraft(await ask('PolicyDraft', 'POST', ['tenants', tenant, 'policy', 'drafts'], { body, signal }));
  };
  const about = templates.data?.templates.find(({ name }) => name === chosen)?.about;
  return (
    <FormDialog
      opened={opened}
      onClose={onClose}
      title={words.title}
      action={words.use}
      ready={chosen !== null}
      onSubmit={draft}
    >
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
    </FormDialog>
  );
}
