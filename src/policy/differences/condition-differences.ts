import { canonicalJson } from '../../domain/canonical-json.ts';
import type { Condition, LeafCondition } from '../../generated/policy.ts';
import { conditionInWords, plain } from '../plain-english/condition-in-words.ts';
import { differs } from './difference.ts';

/** People about whom a condition says something else than before, where that is all that changed in it. */
export interface ShiftedPeople {
  /** "people whose country is DE" */
  who: string;
  /** Whether the condition may be true of them now, and was not before; or the other way round. */
  isMet: boolean;
}

/**
 * How a condition differs, where only the values of its lists do: as the people whom that is about. Null where the
 * condition is another one altogether; empty where it means the same.
 */
export function shiftedPeople(before: Condition, after: Condition): ShiftedPeople[] | null {
  return shifts(before, after, true);
}

/** "it was: X. It is: Y." */
export function conditionChange(before: Condition, after: Condition): string {
  const [was, is] = [conditionInWords(before), conditionInWords(after)];
  return was === is
    ? `it is written in another way, and means the same: ${is}.`
    : `it was: ${was}. It is: ${is}.`;
}

function shifts(before: Condition, after: Condition, isMet: boolean): ShiftedPeople[] | null {
  if ('all' in before || 'all' in after) {
    return 'all' in before && 'all' in after ? shiftsOfEach(before.all, after.all, isMet) : null;
  }
  if ('any' in before || 'any' in after) {
    return 'any' in before && 'any' in after ? shiftsOfEach(before.any, after.any, isMet) : null;
  }
  if ('not' in before || 'not' in after) {
    return 'not' in before && 'not' in after ? shifts(before.not, after.not, !isMet) : null;
  }
  return shiftsOfLeaf(before, after, isMet);
}

function shiftsOfEach(
  before: readonly Condition[],
  after: readonly Condition[],
  isMet: boolean,
): ShiftedPeople[] | null {
  if (before.length !== after.length) return null;
  const found: ShiftedPeople[] = [];
  for (const [i, each] of after.entries()) {
    const former = before[i];
    const inside = former === undefined ? null : shifts(former, each, isMet);
    if (inside === null) return null;
    found.push(...inside);
  }
  return found;
}

function shiftsOfLeaf(before: LeafCondition, after: LeafCondition, isMet: boolean): ShiftedPeople[] | null {
  if (!differs(withoutNames(before), withoutNames(after))) return [];
  const [was, is] = [valuesOf(before), valuesOf(after)];
  if (was === null || is === null || was.isNegated !== is.isNegated || after.attribute === undefined)
    return null;
  if (differs(frameOf(before), frameOf(after))) return null;
  const noun = after.attribute === 'email' ? 'e-mail address' : after.attribute.replaceAll('_', ' ');
  const shift = (values: readonly unknown[], others: readonly unknown[], met: boolean): ShiftedPeople[] => {
    const known = new Set(others.map(canonicalJson));
    return values
      .filter((value) => !known.has(canonicalJson(value)))
      .map((value) => ({ who: `people whose ${noun} is ${plain(String(value))}`, isMet: met }));
  };
  const metByValue = is.isNegated ? !isMet : isMet;
  return [...shift(was.values, is.values, !metByValue), ...shift(is.values, was.values, metByValue)];
}

/** The comparison itself: a filter carries its name with it. */
function withoutNames(leaf: LeafCondition): Record<string, unknown> {
  return Object.fromEntries(Object.entries(leaf).filter(([key]) => key !== 'name' && key !== 'because'));
}

/** What is compared, and how, without the values. */
function frameOf(leaf: LeafCondition): Record<string, unknown> {
  const values = ['equals', 'in', 'not_equals', 'not_in'];
  return Object.fromEntries(Object.entries(withoutNames(leaf)).filter(([key]) => !values.includes(key)));
}

function valuesOf(leaf: LeafCondition): { values: readonly unknown[]; isNegated: boolean } | null {
  if (leaf.in !== undefined) return { values: leaf.in, isNegated: false };
  if (leaf.equals !== undefined) return { values: [leaf.equals], isNegated: false };
  if (leaf.not_in !== undefined) return { values: leaf.not_in, isNegated: true };
  return leaf.not_equals === undefined ? null : { values: [leaf.not_equals], isNegated: true };
}
