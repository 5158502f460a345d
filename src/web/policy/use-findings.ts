import { useMemo } from 'react';
import type { Diagnostic, PolicyMends } from '../../generated/api.ts';
import { useLatestAnswer } from '../api/use-latest-answer.ts';
import { movedFindings } from './moved-findings.ts';

export interface UsedFindings {
  /** Everything that is known to be wrong with the text, in the order of its lines; null before the first answer. */
  findings: readonly Diagnostic[] | null;
  /** It is known whether the text as it is has errors. */
  isChecked: boolean;
  /** It has errors, so that nothing can be done with it. */
  isBlocked: boolean;
  /** It is larger than the service takes: nothing is asked about it. */
  isTooLong: boolean;
  /** More may be found. */
  isAsking: boolean;
  error: Error | null;
  askAgain: () => void;
  /** What can only be meant in one way; null where nothing is, or nobody knows yet. */
  mends: PolicyMends | null;
}

/** For how long nothing may be typed before the text is checked, in milliseconds. */
const PAUSE_MS = 300;
/** Mending reads the text many times, and holding it against the directories everyone, so they wait longer. */
const LONG_PAUSE_MS = 1_000;
/** Of a request to the service, in bytes, with room for what is sent beside the text. */
const LARGEST_REQUEST = 995_000;
/** A shorter one is never too large, whatever is in it: a character takes six bytes at most. */
const ALWAYS_FITS = 160_000;

/** What is wrong with a text: by itself, and held against the tenant's directories, as `rollcall policy check --tenant`. */
export function useFindings(tenant: string, yaml: string): UsedFindings {
  const path = ['tenants', tenant, 'policy'];
  const isTooLong = useMemo(() => yaml.length > ALWAYS_FITS && sizeOf(yaml) > LARGEST_REQUEST, [yaml]);
  // The service refuses a text without a character; it is no policy either.
  const body = isTooLong ? null : { yaml: yaml === '' ? ' ' : yaml };
  const checks = useLatestAnswer('PolicyCheck', [...path, 'checks'], body, PAUSE_MS);
  const isChecked = checks.answer !== null && !checks.isStale;
  const found = checks.answer?.diagnostics ?? [];
  const hasErrors = found.some(({ severity }) => severity === 'error');
  const isValid = isChecked && !hasErrors;
  const held = useLatestAnswer(
    'PolicyMismatches',
    [...path, 'mismatches'],
    isValid ? body : null,
    LONG_PAUSE_MS,
  );
  const mends = useLatestAnswer(
    'PolicyMends',
    [...path, 'mends'],
    isChecked && found.length > 0 ? body : null,
    LONG_PAUSE_MS,
  );
  const findings = useMemo(() => {
    if (checks.answer === null || checks.of === null) return null;
    const seen =
      held.answer === null || held.of === null
        ? []
        : movedFindings(held.answer.diagnostics, held.of.yaml, checks.of.yaml);
    return [...checks.answer.diagnostics, ...seen].sort((a, b) => a.line - b.line || a.column - b.column);
  }, [checks.answer, checks.of, held.answer, held.of]);
  const error = checks.error ?? (isValid ? held.error : null);
  return {
    findings,
    isChecked,
    isBlocked: isTooLong || hasErrors,
    isTooLong,
    isAsking:
      !isTooLong &&
      error === null &&
      (!isChecked || checks.isAsking || (isValid && (held.isAsking || held.isStale || held.answer === null))),
    error,
    askAgain: checks.error === null ? held.askAgain : checks.askAgain,
    mends: isChecked && !mends.isStale && found.length > 0 ? mends.answer : null,
  };
}

function sizeOf(yaml: string): number {
  return new TextEncoder().encode(JSON.stringify(yaml)).length;
}
