import type { Fact } from '../vocabulary.ts';
import type { Comparison } from './condition-shape.ts';
import { possibleValues, type PolicyWords, type PossibleValues } from './policy-words.ts';

/** Where a condition stands, which decides what is known when it is evaluated. */
export type Stage = 'filters' | 'rules' | 'deactivation' | 'sole_admin';

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
      return { ...fact, type: 'text', values: EVENTS };
    case 'in_scope':
      return { ...fact, type: 'boolean', values: stage === 'rules' ? ALWAYS : YES_OR_NO };
    case 'is_last_admin':
      return { ...fact, type: 'boolean', values: YES_OR_NO };
    default:
      return null;
  }
}

const STATUSES = possibleValues(['active', 'read_only', 'deactivated', 'purged']);
const SOURCES = possibleValues(['workos', 'scim', 'import']);
const EVENTS = possibleValues(['provision', 'update', 'reactivate', 'deactivate']);
const YES_OR_NO = possibleValues(['true', 'false']);
/** Rules only run for people who are in scope. */
const ALWAYS = possibleValues(['true']);
