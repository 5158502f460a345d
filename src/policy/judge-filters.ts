import type { CompiledPolicy } from './compile.ts';
import type { Known } from './conditions.ts';
import { knownSoFar, type AccountState } from './known-facts.ts';
import type { Standing } from './standing.ts';
import type { Trace } from './trace.ts';

/**
 * Decides who is in scope: whoever any include matches, or everyone where there is none, and no exclude does.
 * Filters see no role yet, and the event that would follow if the person were in scope.
 */
export async function judgeFilters(
  policy: CompiledPolicy,
  { known, account }: { known: Known; account: AccountState },
  standing: Standing,
  trace: Trace,
): Promise<void> {
  const { include, exclude, out_of_scope } = policy.effective.filters;
  const { places, conditions } = policy;
  const held = await conditions.evaluate(
    [...places.include, ...places.exclude],
    knownSoFar(known, { role: null, inScope: null, access: true }, account),
  );
  const excluded = places.exclude.findIndex((place) => held.has(place));
  const included = places.include.findIndex((place) => held.has(place));
  if (excluded === -1 && include.length === 0) {
    const says =
      exclude.length === 0
        ? 'In scope: this policy lets everyone in.'
        : 'In scope: this policy lets everyone in whom no filter excludes, and none does.';
    trace.say('filters', says, '/filters');
    return;
  }
  if (excluded === -1 && included !== -1) {
    const says = `In scope: the filter "${include[included]?.name ?? ''}" matches.`;
    trace.say('filters', says, `/filters/include/${included}`).decisive = true;
    return;
  }
  standing.inScope = false;
  const name = exclude[excluded]?.name ?? '';
  const decidedBy =
    excluded === -1
      ? trace.say('filters', 'Out of scope: no filter that lets people in matches.', '/filters/include')
      : trace.say(
          'filters',
          `Out of scope: the filter "${name}" excludes this person.`,
          `/filters/exclude/${excluded}`,
        );
  const because =
    excluded === -1 ? 'matches no filter that lets people in' : `is excluded by the filter "${name}"`;
  decidedBy.decisive = true;
  if (out_of_scope === 'leave_alone') {
    trace.say('filters', 'Who is out of scope is left alone.', '/filters/out_of_scope');
    standing.leftAloneBecause = because;
    return;
  }
  standing.refusal = { cause: 'filtered_out', because, decidedBy: [decidedBy] };
}
