import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useMemo, useState, type ReactNode, type Ref } from 'react';
import type { Diagnostic } from '../../generated/api.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { strings } from '../strings/strings.ts';
import { CodeEditor, type EditorReach } from './code-editor.tsx';
import classes from './policy-editor.module.css';
import { policyHelpAt, policyLanguage } from './policy-language.ts';
import { policyVocabulary } from './policy-vocabulary.ts';
import { linesOf } from './text-change.ts';

/** For how long the cursor has to rest before help is looked up, in milliseconds. */
const REST_MS = 150;

interface PolicyEditorProps {
  tenant: string;
  value: string;
  onChange: (value: string) => void;
  diagnostics: readonly Diagnostic[];
  ref?: Ref<EditorReach>;
  /** Right below the text. */
  children: ReactNode;
}

/** The text of a policy with completion and help by its schema, and by what this tenant knows. */
export function PolicyEditor(props: PolicyEditorProps): ReactNode {
  const { tenant, value, onChange, diagnostics, ref, children } = props;
  const words = strings.policy.editor;
  const id = useId();
  const queries = useQueryClient();
  const [cursor, setCursor] = useState(0);
  const [rested] = useDebouncedValue(cursor, REST_MS);
  const vocabulary = useMemo(() => policyVocabulary(tenant), [tenant]);
  useQuery(vocabulary);
  const language = useMemo(
    () => policyLanguage(() => queries.getQueryData(vocabulary.queryKey)),
    [queries, vocabulary],
  );
  return (
    <div className={classes.frame}>
      <CodeEditor
        {...(ref === undefined ? {} : { ref })}
        value={value}
        onChange={onChange}
        label={words.label}
        describedBy={id}
        diagnostics={diagnostics}
        language={language}
        onCursor={setCursor}
      />
      {children}
      <HelpAtCursor text={value} offset={rested} />
      <Text size="sm" c="dimmed" id={id}>
        {words.keys}
      </Text>
    </div>
  );
}

/** What hovering shows, for who does not use a mouse. */
function HelpAtCursor({ text, offset }: { text: string; offset: number }): ReactNode {
  const words = strings.policy.help;
  const help = useMemo(() => policyHelpAt(linesOf(text), offset), [text, offset]);
  return (
    <section className={classes.help} aria-label={words.title}>
      {help === null ? (
        <Text size="sm" c="dimmed">
          {words.none}
        </Text>
      ) : (
        <>
          <Text size="sm">
            <code className={classes.name}>{help.name}</code> {help.says}
          </Text>
          {help.values.length > 0 && (
            <Text size="sm" c="dimmed">
              {words.values}:{' '}
              {help.values.map(({ value, says }, at) => (
                <span key={value} {...(says === null ? {} : { title: says })}>
                  {at > 0 && ', '}
                  <code>{value}</code>
                </span>
              ))}
            </Text>
          )}
          {help.unwritten !== null && (
            <Text size="sm" c="dimmed">
              {words.unwritten(help.unwritten)}
            </Text>
          )}
          {help.example !== null && help.values.length === 0 && (
            <Text size="sm" c="dimmed">
              {words.example}{' '}
              <code>
                <SafeText most={160} brief>
                  {help.example}
                </SafeText>
              </code>
            </Text>
          )}
        </>
      )}
    </section>
  );
}
