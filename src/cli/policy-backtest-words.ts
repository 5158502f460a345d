import type { PolicyBacktest, PolicyBacktestDifference, PolicyBacktestViolation } from '../generated/api.ts';
import { placeInWords } from './policy-plan-words.ts';

/** What is compared with what, and since when. */
export function backtestHeading({ tenant, proposal, since }: PolicyBacktest, file: string | null): string {
  const proposed =
    proposal.version === null ? (file ?? 'the proposed policy') : `version ${proposal.version}`;
  return `What would have happened in ${tenant} under ${proposed} since ${shortTime(since)}`;
}

export function backtestTotals({ people, outcome, replayed }: PolicyBacktest): string {
  const all = `${counted(replayed.events, 'event')} gone through`;
  if (people.differ === 0) {
    const violated = outcome === 'violated' ? ', but see what must never be' : '';
    return `${all}: no difference for anybody${violated}.`;
  }
  const still = people.differ_still === 0 ? 'for none of them still' : `for ${people.differ_still} still`;
  return `${all}: a difference for ${counted(people.differ, 'person', 'people')}, ${still}.`;
}

/** When it was so, and what brought it about. */
export function timesInWords(difference: PolicyBacktestDifference): string {
  const { from, until, event, cause, under } = difference;
  const time = until === null ? `since ${shortTime(from)}` : `${shortTime(from)} to ${shortTime(until)}`;
  const whose = under === 'proposal' ? 'under the proposal' : 'as it was';
  const causes = { news: 'news', time: 'time', policy: 'the policy', hand: 'somebody by hand' };
  const by = event === null ? causes[cause] : `${event.type} ${event.id}`;
  return `${time}, by ${by}, ${whose}`;
}

/** The two lines that decide differently, as far as they are known. */
export function placesInWords({ was_place, would_place }: PolicyBacktestDifference): string[] {
  const [was, would] = [placeInWords(was_place), placeInWords(would_place)];
  return [
    ...(was === null ? [] : [`as it was, by ${was}`]),
    ...(would === null ? [] : [`under the proposal, by ${would}`]),
  ];
}

export function violationInWords({
  under,
  at,
  until,
  external_id,
  event_id,
  says,
}: PolicyBacktestViolation): string {
  const when = until === null ? shortTime(at) : `${shortTime(at)} to ${shortTime(until)}`;
  const about = external_id === null ? '' : ` (${external_id})`;
  const event = event_id === null ? '' : ` Event ${event_id}.`;
  return `${when}, ${under === 'proposal' ? 'under the proposal' : 'as it was'}${about}: ${says}${event}`;
}

/** What a reader has to know of how far this can be trusted. */
export function caveatsInWords({ as_recorded, replayed, violations }: PolicyBacktest): string[] {
  const { emptied, unknown, unapplied, not_repeated: not, not_repeated_under_proposal: notThen } = replayed;
  const { otherwise, people } = as_recorded;
  return [
    otherwise === 0
      ? `As it was, this came out as it is recorded, for ${people === 1 ? 'the one person' : `all of ${people} people`}.`
      : `As it was, this came out otherwise than it is recorded for ${otherwise} of ${counted(people, 'person', 'people')}: do not rely on it for them.`,
    ...(emptied === 0
      ? []
      : [`${counted(emptied, 'event')} are left out: a purge has removed what they said.`]),
    ...(unknown === 0 ? [] : [`${unknown} times somebody did something by hand that a purge has removed.`]),
    ...(not === 0 ? [] : [`${not} times what was done by hand could not be done again, as it was.`]),
    ...(notThen <= not
      ? []
      : [
          `${notThen} times what was done by hand could not be done under the proposal: there was nothing to do it to.`,
        ]),
    ...(unapplied === 0
      ? []
      : [
          `${counted(unapplied, 'event')} wait, were set aside or were dismissed: they have decided nothing.`,
        ]),
    ...(violations.as_it_was === 0
      ? []
      : [`Of what must never be, ${violations.as_it_was} were as it was as well.`]),
  ];
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

function shortTime(time: string): string {
  return time.replace('T', ' ').replace(/:\d{2}\.\d{3}Z$/, ' UTC');
}
