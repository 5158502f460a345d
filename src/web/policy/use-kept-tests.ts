import { useState } from 'react';

/** Tests of a tenant's policy, kept in this browser alone: the service knows no file of tests. */
export function useKeptTests(tenant: string): [string, (tests: string) => void] {
  const key = `rollcall.policy-tests.${tenant}`;
  const [tests, setTests] = useState(() => {
    try {
      return localStorage.getItem(key) ?? '';
    } catch {
      return '';
    }
  });
  const keep = (text: string): void => {
    setTests(text);
    try {
      localStorage.setItem(key, text);
    } catch {
      // A storage that is full or closed: they are there until the page is left.
    }
  };
  return [tests, keep];
}
