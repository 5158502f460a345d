import { canonicalJson } from '../../domain/canonical-json.ts';
import type { EffectiveRule } from '../effective-policy.ts';
import { effectsInWords, ruleInWords } from '../plain-english/access-in-words.ts';
import { everyOf } from '../plain-english/condition-in-words.ts';
import { inQuotes } from '../plain-english/in-quotes.ts';
import { conditionChange, shiftedPeople } from './condition-differences.ts';
import { changed, differs, gone, matchLists, now, type PolicyDifference } from './difference.ts';

/** Which rules are new, gone, or do something else. */
export function ruleDifferences(
  before: readonly EffectiveRule[],
  after: readonly EffectiveRule[],
): PolicyDifference[] {
  const { added, removed, kept, isReordered } = matchLists(before, after, [
    ({ name }) => name,
    (rule) => canonicalJson({ ...rule, name: null }),
  ]);
  const at = (i: number): string => `/rules/${String(i)}`;
  const names = after.map(({ name }) => inQuotes(name));
  return [
    ...removed.map((each) => gone(`A rule is gone: ${ruleInWords(each.item)}`, at(each.at))),
    ...added.map((each) => now(`A new rule: ${ruleInWords(each.item)}`, at(each.at))),
    ...kept.flatMap((each) => oneRule(each.before.item, each.after.item, at(each.after.at))),
    ...(isReordered ? [now(`The rules are applied in another order: ${everyOf(names)}.`, '/rules')] : []),
  ];
}

const STATUS: Record<EffectiveRule['status'], string> = {
  active: 'is in force',
  proposed: 'is only proposed, and not applied',
  retired: 'is retired, and not applied',
};

function oneRule(before: EffectiveRule, after: EffectiveRule, at: string): PolicyDifference[] {
  const name = inQuotes(after.name);
  return [
    ...changed(before.name, after.name, at, (was) => `The rule ${inQuotes(was)} is called ${name}.`),
    ...changed(
      before.status,
      after.status,
      at,
      (was, is) => `The rule ${name} ${STATUS[is]} now; before, it ${STATUS[was].replace(/^is/, 'was')}.`,
    ),
    ...changed(before.because, after.because, at, () => `The rule ${name} has another reason.`),
    ...(differs(before.when, after.when) ? whomDifferences(before, after, at) : []),
    ...changed(before.then, after.then, at, (was, is) => {
      const [formerly, today] = [everyOf(effectsInWords(was)), everyOf(effectsInWords(is))];
      return formerly === today
        ? `What the rule ${name} does is written in another way, and is the same: ${today}.`
        : `The rule ${name} does something else: ${today}; before, ${formerly}.`;
    }),
  ];
}

function whomDifferences(before: EffectiveRule, after: EffectiveRule, at: string): PolicyDifference[] {
  const name = inQuotes(after.name);
  const shifted = shiftedPeople(before.when, after.when) ?? [];
  if (shifted.length === 0) {
    return [now(`The rule ${name} is about other people: ${conditionChange(before.when, after.when)}`, at)];
  }
  return shifted.map(({ who, isMet }) =>
    now(
      `The rule ${name} ${isMet ? 'applies to' : 'does not apply any more to'} ${who}${isMet ? ', too, as far as the rest of it is true of them' : ''}.`,
      at,
    ),
  );
}
