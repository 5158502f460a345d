import type { PolicyBacktest, PolicyBacktestGroup } from '../generated/api.ts';
import { printable } from './aligned-table.ts';
import {
  backtestHeading,
  backtestTotals,
  caveatsInWords,
  placesInWords,
  timesInWords,
  violationInWords,
} from './policy-backtest-words.ts';
import { personInWords, placeInWords } from './policy-plan-words.ts';

/** A backtest for a person at a terminal. `file` is the policy, or null where it is a version. */
export function backtestText(backtest: PolicyBacktest, file: string | null): string {
  const { groups, violations, as_recorded } = backtest;
  const lines = [backtestHeading(backtest, file), '', backtestTotals(backtest)];
  for (const group of groups) lines.push('', ...groupLines(group));
  if (violations.proposal > 0) {
    const own = violations.named.filter(({ under }) => under === 'proposal');
    lines.push('', 'What must never be, and would have been:');
    lines.push(...own.map((each) => `  ${printable(violationInWords(each))}`));
    if (violations.proposal > own.length) lines.push(`  and ${violations.proposal - own.length} more`);
  }
  lines.push('', ...caveatsInWords(backtest));
  for (const { external_id, recorded, replayed } of as_recorded.named) {
    lines.push(
      printable(
        `  ${external_id}: recorded ${recorded ?? 'no account'}, came out ${replayed ?? 'no account'}`,
      ),
    );
  }
  return lines.join('\n');
}

function groupLines({ people, times, says, place, named }: PolicyBacktestGroup): string[] {
  const often = times === people ? '' : `, ${times} times in all`;
  const lines = [`${String(people).padStart(6)}  ${printable(says)}${often}`];
  const by = placeInWords(place);
  if (by !== null) lines.push(`        by ${printable(by)}`);
  for (const each of named) {
    lines.push(`          ${printable(`${personInWords(each)}: ${timesInWords(each)}`)}`);
    lines.push(...placesInWords(each).map((where) => `            ${printable(where)}`));
  }
  if (times > named.length && named.length > 0) {
    lines.push(`          and ${times - named.length} more (--people ${Math.min(1_000, times)})`);
  }
  return lines;
}
