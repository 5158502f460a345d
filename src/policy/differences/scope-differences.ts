import { canonicalJson } from '../../domain/canonical-json.ts';
import type { FilterRule } from '../../generated/policy.ts';
import type { EffectivePolicy } from '../effective-policy.ts';
import { conditionInWords } from '../plain-english/condition-in-words.ts';
import { inQuotes } from '../plain-english/in-quotes.ts';
import { conditionChange, shiftedPeople } from './condition-differences.ts';
import { changed, differs, gone, matchLists, now, type PolicyDifference } from './difference.ts';

type Filters = EffectivePolicy['filters'];

/** Who comes into scope, and who leaves it. */
export function scopeDifferences(before: Filters, after: Filters): PolicyDifference[] {
  return [
    ...everyoneDifferences(before, after),
    ...filterDifferences(before.include, after.include, 'include', {
      // Where there is none, everyone is in scope.
      added: before.include.length === 0 ? 'stays in scope' : 'comes into scope',
      removed: after.include.length === 0 ? 'is in scope as everyone is' : 'leaves scope',
    }),
    ...filterDifferences(before.exclude, after.exclude, 'exclude', {
      added: 'leaves scope',
      removed: 'comes into scope, as far as something includes them',
    }),
    ...changed(before.out_of_scope, after.out_of_scope, '/filters/out_of_scope', (_, is) =>
      is === 'deactivate'
        ? 'Who is out of scope loses access now; before, the account was left alone.'
        : 'Who is out of scope is left alone now; before, the account lost access.',
    ),
  ];
}

function everyoneDifferences(before: Filters, after: Filters): PolicyDifference[] {
  const [was, is] = [before.include.length === 0, after.include.length === 0];
  if (was === is) return [];
  return is
    ? [
        now(
          'Everyone who is active in the directory comes into scope, whom nothing excludes.',
          '/filters/include',
        ),
      ]
    : [
        now(
          'Not everyone is in scope any more: whoever matches no filter below leaves scope.',
          '/filters/include',
        ),
      ];
}

type List = 'include' | 'exclude';

function filterDifferences(
  before: readonly FilterRule[],
  after: readonly FilterRule[],
  list: List,
  then: { added: string; removed: string },
): PolicyDifference[] {
  const { added, removed, kept, isReordered } = matchLists(before, after, [
    ({ name }) => name,
    (filter) => canonicalJson(withoutName(filter)),
  ]);
  const at = (i: number): string => `/filters/${list}/${String(i)}`;
  return [
    ...removed.map((each) => gone(removedInWords(each.item, list, then.removed), at(each.at))),
    ...added.map((each) => now(addedInWords(each.item, then.added), at(each.at))),
    ...kept.flatMap((each) => changeDifferences(each.before.item, each.after.item, list, at(each.after.at))),
    ...(isReordered
      ? [now(`The filters that ${list} are in another order, which changes nothing.`, `/filters/${list}`)]
      : []),
  ];
}

function removedInWords(filter: FilterRule, list: List, becomes: string): string {
  const whoever =
    list === 'include'
      ? `Whoever was in scope only by ${inQuotes(filter.name)}`
      : `Whoever was out of scope only by ${inQuotes(filter.name)}`;
  return `${whoever} ${becomes}. It was: ${conditionInWords(filter)}.`;
}

function addedInWords(filter: FilterRule, becomes: string): string {
  return `Whoever matches ${inQuotes(filter.name)} ${becomes}: ${conditionInWords(filter)}.`;
}

function changeDifferences(
  before: FilterRule,
  after: FilterRule,
  list: List,
  at: string,
): PolicyDifference[] {
  const name = inQuotes(after.name);
  return [
    ...changed(before.name, after.name, at, (was) => `The filter ${inQuotes(was)} is called ${name}.`),
    ...changed(before.because, after.because, at, () => `The filter ${name} has another reason.`),
    ...(differs(conditionOf(before), conditionOf(after))
      ? conditionDifferences(before, after, list, at)
      : []),
  ];
}

function conditionDifferences(
  before: FilterRule,
  after: FilterRule,
  list: List,
  at: string,
): PolicyDifference[] {
  const name = inQuotes(after.name);
  const shifted = shiftedPeople(before, after) ?? [];
  if (shifted.length === 0) {
    return [now(`The filter ${name}, which ${list}s people, changes: ${conditionChange(before, after)}`, at)];
  }
  return shifted.map(({ who, isMet }) => {
    const people = `${who.slice(0, 1).toUpperCase()}${who.slice(1)}`;
    return isMet === (list === 'include')
      ? now(
          list === 'include'
            ? `${people} come into scope by ${name}, as far as the rest of it is true of them.`
            : `${people} come into scope, as far as something includes them: ${name} leaves them out no more.`,
          at,
        )
      : now(
          list === 'include'
            ? `${people} leave scope, unless something else includes them: ${name} is not about them any more.`
            : `${people} leave scope by ${name}, as far as the rest of it is true of them.`,
          at,
        );
  });
}

function withoutName(filter: FilterRule): object {
  return Object.fromEntries(Object.entries(filter).filter(([key]) => key !== 'name'));
}

function conditionOf(filter: FilterRule): object {
  return Object.fromEntries(Object.entries(filter).filter(([key]) => key !== 'name' && key !== 'because'));
}
