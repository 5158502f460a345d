import type { LeafCondition } from '../generated/policy.ts';

/** The operators of conditions, in the order in which messages list them. */
export const OPERATORS = [
  'equals',
  'not_equals',
  'in',
  'not_in',
  'starts_with',
  'ends_with',
  'contains',
  'matches',
  'greater_than',
  'less_than',
  'present',
  'absent',
  'member_of',
] as const satisfies readonly (keyof LeafCondition)[];

export type Operator = (typeof OPERATORS)[number];
export type Fact = NonNullable<LeafCondition['fact']>;

/** Attributes that every person has, whatever the policy maps. */
export const ALWAYS_PRESENT_ATTRIBUTES = ['email', 'user_name', 'display_name'] as const;

/** Words that people who come from elsewhere write for our operators. */
export const OPERATOR_SYNONYMS: ReadonlyMap<string, Operator> = new Map([
  ['is', 'equals'],
  ['eq', 'equals'],
  ['==', 'equals'],
  ['is_not', 'not_equals'],
  ['ne', 'not_equals'],
  ['!=', 'not_equals'],
  ['one_of', 'in'],
  ['any_of', 'in'],
  ['is_in', 'in'],
  ['none_of', 'not_in'],
  ['begins_with', 'starts_with'],
  ['prefix', 'starts_with'],
  ['suffix', 'ends_with'],
  ['includes', 'contains'],
  ['regex', 'matches'],
  ['regexp', 'matches'],
  ['gt', 'greater_than'],
  ['lt', 'less_than'],
  ['exists', 'present'],
  ['missing', 'absent'],
  ['memberOf', 'member_of'],
]);
