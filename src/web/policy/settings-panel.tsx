import {
  Anchor,
  Button,
  Fieldset,
  Group,
  MultiSelect,
  Select,
  SimpleGrid,
  Skeleton,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, type Dispatch, type ReactNode, type SetStateAction } from 'react';
import { Link } from 'react-router';
import { ask } from '../api/ask.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { toastDone } from '../parts/toasts.ts';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { BlockedNote } from './blocked-note.tsx';
import {
  problemsOf,
  readSettings,
  settingsChanged,
  withoutWritten,
  type FormProblem,
  type FormSettings,
} from './form-settings.ts';
import { policyVocabulary } from './policy-vocabulary.ts';
import { useLatestAnswer } from '../api/use-latest-answer.ts';

/** What was changed in the form and is not in the text. */
export type SettingsChanged = Partial<FormSettings>;

interface SettingsPanelProps {
  yaml: string;
  isBlocked: boolean;
  changed: SettingsChanged;
  onChange: Dispatch<SetStateAction<SettingsChanged>>;
  textNow: () => string;
  onWrite: (yaml: string) => void;
}

/** The common settings as a form, which edits the text beside it and nothing else. */
export function SettingsPanel({ yaml, isBlocked, ...form }: SettingsPanelProps): ReactNode {
  const words = strings.policy.settings;
  const { slug, base } = useTenant();
  const { answer, isStale, error, askAgain } = useLatestAnswer(
    'PolicyEdits',
    ['tenants', slug, 'policy', 'edits'],
    isBlocked ? null : { yaml, set: [] },
    300,
  );
  const effective = answer?.effective ?? null;
  const settings = useMemo(() => (effective === null ? null : readSettings(effective)), [effective]);
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {words.lead}{' '}
        <Anchor component={Link} to={`${base}/group-mapping`} size="sm" underline="always">
          {words.groups}
        </Anchor>
        .
      </Text>
      {isBlocked && <BlockedNote text={words.blockedText} />}
      {error !== null && !isBlocked && (
        <ProblemNote error={error} title={strings.problems.actionTitle} retry={askAgain} />
      )}
      {settings === null && error === null && !isBlocked && <Skeleton height={240} />}
      {settings !== null && !isBlocked && (
        <SettingsForm tenant={slug} before={settings} isStale={isStale} {...form} />
      )}
    </Stack>
  );
}

interface SettingsFormProps extends Omit<SettingsPanelProps, 'yaml' | 'isBlocked'> {
  tenant: string;
  /** What the text says. */
  before: FormSettings;
  /** The text has changed since: it is being read again. */
  isStale: boolean;
}

function SettingsForm(props: SettingsFormProps): ReactNode {
  const { tenant, before, changed, onChange, isStale, textNow, onWrite } = props;
  const words = strings.policy.settings;
  const open = withoutWritten(changed, before);
  const form = { ...before, ...open };
  useEffect(() => {
    // Once the text says it, it is the text's to say.
    onChange((sofar) => withoutWritten(sofar, before));
  }, [before, onChange]);
  const vocabulary = useQuery(policyVocabulary(tenant));
  const writing = useMutation({
    mutationFn: async () => {
      const set = settingsChanged(before, form);
      // It changes nothing: with a signal it is a question.
      const { signal } = new AbortController();
      // What is written in the editor meanwhile is not lost: the settings are set in that text too.
      for (;;) {
        const yaml = textNow();
        const body = { yaml, set };
        const edited = await ask('PolicyEdits', 'POST', ['tenants', tenant, 'policy', 'edits'], {
          body,
          signal,
        });
        if (textNow() !== yaml) continue;
        onWrite(edited.yaml);
        return;
      }
    },
    onSuccess: () => {
      toastDone(words.applied);
    },
  });
  const problems = problemsOf(form);
  const change = (part: Partial<FormSettings>): void => {
    onChange((sofar) => ({ ...sofar, ...part }));
  };
  const roles = (vocabulary.data?.roles ?? []).map(({ key, name, administers }) => ({
    value: key,
    label: name,
    administers,
  }));
  // A role that the catalog has no more is in the text all the same.
  const withOwn = (options: { value: string; label: string }[], own: readonly string[]) => [
    ...options.map(({ value, label }) => ({ value, label })),
    ...own
      .filter((each) => !options.some(({ value }) => value === each))
      .map((value) => ({ value, label: value })),
  ];
  const field = (name: keyof FormSettings) => ({
    value: String(form[name]),
    error: problems[name] === undefined ? null : problemInWords(problems[name]),
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) => {
      change({ [name]: value.trim() });
    },
  });
  const choice = (name: keyof FormSettings, options: Readonly<Record<string, string>>) => ({
    value: String(form[name]),
    data: Object.entries(options).map(([value, label]) => ({ value, label })),
    allowDeselect: false,
    onChange: (value: string | null) => {
      if (value !== null) change({ [name]: value });
    },
  });
  const isSame = settingsChanged(before, form).length === 0;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        writing.mutate();
      }}
    >
      <Stack gap="md">
        <Fieldset legend={words.leaving}>
          <Stack gap="sm">
            <Select label={words.mode} {...choice('mode', words.modes)} />
            {(form.mode === 'grace' || form.deleteAfter !== '') && (
              <TextInput label={words.deleteAfter} description={words.duration} {...field('deleteAfter')} />
            )}
            {(form.mode === 'read_only' || form.readOnlyFor !== '') && (
              <TextInput label={words.readOnlyFor} description={words.duration} {...field('readOnlyFor')} />
            )}
            <TextInput label={words.retain} description={words.durationOrForever} {...field('retain')} />
          </Stack>
        </Fieldset>
        <Fieldset legend={words.admins}>
          <Stack gap="sm">
            <Select label={words.action} {...choice('action', words.soleActions)} />
            {(form.action === 'promote' || form.promoteFrom.length > 0) && (
              <MultiSelect
                label={words.promoteFrom}
                description={words.promoteHint}
                data={withOwn(
                  roles.filter(({ administers }) => !administers),
                  form.promoteFrom,
                )}
                value={[...form.promoteFrom]}
                error={problems.promoteFrom === undefined ? null : problemInWords(problems.promoteFrom)}
                onChange={(promoteFrom) => {
                  change({ promoteFrom });
                }}
              />
            )}
          </Stack>
        </Fieldset>
        <Fieldset legend={words.guards}>
          <Stack gap="sm">
            <Text size="sm" c="dimmed">
              {words.guardsHint}
            </Text>
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
              <TextInput label={words.percent} inputMode="decimal" {...field('percent')} />
              <TextInput label={words.atLeast} inputMode="numeric" {...field('atLeast')} />
            </SimpleGrid>
            <TextInput label={words.within} description={words.duration} {...field('within')} />
            <TextInput label={words.adminCount} inputMode="numeric" {...field('adminCount')} />
            <TextInput label={words.adminWithin} description={words.duration} {...field('adminWithin')} />
          </Stack>
        </Fieldset>
        <Fieldset legend={words.roles}>
          <Stack gap="sm">
            <Select
              label={words.defaultRole}
              data={withOwn([...roles, { value: 'no_access', label: words.noAccess }], [form.defaultRole])}
              value={form.defaultRole}
              allowDeselect={false}
              onChange={(defaultRole) => {
                if (defaultRole !== null) change({ defaultRole });
              }}
            />
            <MultiSelect
              label={words.neverGrant}
              data={withOwn(roles, form.neverGrant)}
              value={[...form.neverGrant]}
              onChange={(neverGrant) => {
                change({ neverGrant });
              }}
            />
          </Stack>
        </Fieldset>
        <Fieldset legend={words.scope}>
          <Select label={words.outOfScope} {...choice('outOfScope', words.outOfScopes)} />
        </Fieldset>
        {writing.error !== null && <ProblemNote error={writing.error} title={strings.problems.actionTitle} />}
        <Group>
          <Button
            type="submit"
            variant="default"
            loading={writing.isPending}
            disabled={isSame || isStale || Object.keys(problems).length > 0}
          >
            {words.apply}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function problemInWords(problem: FormProblem): string {
  const words = strings.policy.settings;
  const sentences: Readonly<Record<FormProblem, string>> = {
    duration: words.durationWrong,
    number: words.numberWrong,
    percent: words.percentWrong,
    whole: words.guardWhole,
    needed: words.needed,
  };
  return sentences[problem];
}
