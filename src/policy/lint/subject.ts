import type { Fact } from '../vocabulary.ts';
import type { Comparison } from './condition-shape.ts';
import { possibleValues, type PolicyWords, type PossibleValues } from './policy-words.ts';

/**
 * Where a condition stands, which decides what is known when it is evaluated. `telling`: of a rule that notifies, which
 * is asked about those too who have no access or are out of scope.
 */
export type Stage = 'filters' | 'rules' | 'telling' | 'deactivation' | 'sole_admin';

/** What one comparison looks at. */
export interface Subject {
  kind: 'attribute' | 'fact';
  name: string;
  type: 'text' | 'number' | 'boolean' | 'list';
  /** The only values it can have; null if anything goes. */
  values: PossibleValues | null;
}

/** What a comparison looks at, or null if the policy knows no such thing. */
export function subjectOf({ kind, subject }: Comparison, stage: Stage, words: PolicyWords): Subject | null {
  const name = String(subject.value);
  if (kind === 'fact') return factSubject(name, stage, words);
  const attribute = words.attributes.get(name);
  return attribute ? { kind, name, type: attribute.type, values: attribute.values } : null;
}

function factSubject(name: string, stage: Stage, words: PolicyWords): Subject | null {
  const fact = { kind: 'fact' as const, name, values: null };
  switch (name as Fact) {
    case 'role':
      return { ...fact, type: 'text', values: words.roleValues };
    case 'groups':
      return { ...fact, type: 'list' };
    case 'status':
      return { ...fact, type: 'text', values: STATUSES };
    case 'source':
      return { ...fact, type: 'text', values: SOURCES };
    case 'event':
      return { ...fact, type: 'text', values: EVENTS[stage] };
    case 'in_scope':
      return { ...fact, type: 'boolean', values: IN_SCOPE[stage] };
    case 'is_last_admin':
      return { ...fact, type: 'boolean', values: YES_OR_NO };
    default:
      return null;
  }
}

const STATUSES = possibleValues(['active', 'read_only', 'deactivated', 'purged']);
const SOURCES = possibleValues(['workos', 'scim', 'import']);
const ANY_EVENT = possibleValues(['provision', 'update', 'reactivate', 'deactivate']);
const EVENTS: Record<Stage, PossibleValues> = {
  filters: ANY_EVENT,
  rules: ANY_EVENT,
  telling: ANY_EVENT,
  deactivation: possibleValues(['deactivate']),
  sole_admin: possibleValues(['update']),
};
const YES_OR_NO = possibleValues(['true', 'false']);
const ALWAYS = possibleValues(['true']);
const IN_SCOPE: Record<Stage, PossibleValues> = {
  // Which may not ask at all.
  filters: YES_OR_NO,
  rules: ALWAYS,
  telling: YES_OR_NO,
  deactivation: YES_OR_NO,
  sole_admin: ALWAYS,
};
