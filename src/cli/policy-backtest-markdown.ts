import type { PolicyBacktest, PolicyBacktestGroup } from '../generated/api.ts';
import {
  backtestHeading,
  backtestTotals,
  caveatsInWords,
  timesInWords,
  violationInWords,
} from './policy-backtest-words.ts';
import { text } from './policy-plan-markdown.ts';
import { personInWords, placeInWords } from './policy-plan-words.ts';

/** A backtest for a pull request. `file` is the policy, or null where it is a version. */
export function backtestMarkdown(backtest: PolicyBacktest, file: string | null): string {
  const { groups, violations } = backtest;
  const lines = [`### ${text(backtestHeading(backtest, file))}`, '', `**${text(backtestTotals(backtest))}**`];
  if (groups.length > 0) {
    lines.push('', '| people | what | by |', '| ---: | --- | --- |', ...groups.map(row));
  }
  if (violations.proposal > 0) {
    const own = violations.named.filter(({ under }) => under === 'proposal');
    lines.push('', `What must never be, and would have been (${violations.proposal}):`, '');
    lines.push(...own.map((each) => `- ${text(violationInWords(each))}`));
  }
  for (const group of groups.filter(({ named }) => named.length > 0)) lines.push('', ...differences(group));
  for (const sentence of caveatsInWords(backtest)) lines.push('', text(sentence));
  return lines.join('\n');
}

function row({ people, says, place }: PolicyBacktestGroup): string {
  const by = placeInWords(place);
  return `| ${people} | ${text(says)} | ${by === null ? 'the directory' : text(by)} |`;
}

function differences({ named, says, times }: PolicyBacktestGroup): string[] {
  const more = times > named.length ? ` of ${times}` : '';
  return [
    `<details><summary>${text(says)}: ${named.length}${more}</summary>`,
    '',
    ...named.map((each) => `- ${text(`${personInWords(each)}: ${timesInWords(each)}`)}`),
    '',
    '</details>',
  ];
}
