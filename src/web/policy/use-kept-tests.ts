import { useState } from 'react';
import { useKeptDraft } from '../session/kept-draft.ts';

/** Tests of the tenant's policy, kept in this tab alone: the service knows no file of tests, and they name people. */
export function useKeptTests(): [string, (tests: string) => void] {
  const kept = useKeptDraft('policy-tests');
  const [tests, setTests] = useState(() => {
    const before = kept.read();
    return typeof before === 'string' ? before : '';
  });
  const keep = (text: string): void => {
    setTests(text);
    kept.keep(text === '' ? null : text);
  };
  return [tests, keep];
}
