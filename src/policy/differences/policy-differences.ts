import { SECTIONS, type EffectivePolicy, type Section } from '../effective-policy.ts';
import { onOneLine } from '../plain-english/in-quotes.ts';
import { differs, now, type PolicyDifference } from './difference.ts';
import { groupDifferences } from './group-differences.ts';
import { guardDifferences } from './guard-differences.ts';
import { leavingDifferences, soleAdminDifferences } from './leaving-differences.ts';
import { notificationDifferences } from './notification-differences.ts';
import { attributeDifferences, headDifferences, identityDifferences } from './person-differences.ts';
import { ruleDifferences } from './rule-differences.ts';
import { scopeDifferences } from './scope-differences.ts';
import { syncDifferences } from './sync-differences.ts';

/**
 * How two policies differ in what they mean, in sentences, whatever they look like as text. Empty exactly where the two
 * are the same.
 */
export function policyDifferences(before: EffectivePolicy, after: EffectivePolicy): PolicyDifference[] {
  return [
    ...headDifferences(before, after),
    ...PARTS.flatMap(({ sections, find }) => {
      const found = find(before, after);
      return found.length > 0 ? found : unexplained(before, after, sections);
    }),
    // Names and reasons are anybody's text: a sentence stays one line.
  ].map((difference) => ({ ...difference, says: onOneLine(difference.says) }));
}

/** In the order in which people ask: who, what they get, what happens when they leave, who is told. */
const PARTS: {
  sections: readonly Section[];
  find: (before: EffectivePolicy, after: EffectivePolicy) => PolicyDifference[];
}[] = [
  { sections: ['filters'], find: (before, after) => scopeDifferences(before.filters, after.filters) },
  { sections: ['groups'], find: (before, after) => groupDifferences(before.groups, after.groups) },
  { sections: ['rules'], find: (before, after) => ruleDifferences(before.rules, after.rules) },
  {
    sections: ['deactivation'],
    find: (before, after) => leavingDifferences(before.deactivation, after.deactivation),
  },
  {
    sections: ['sole_admin'],
    find: (before, after) => soleAdminDifferences(before.sole_admin, after.sole_admin),
  },
  { sections: ['guards'], find: (before, after) => guardDifferences(before.guards, after.guards) },
  { sections: ['first_sync', 'pause'], find: syncDifferences },
  { sections: ['identity'], find: (before, after) => identityDifferences(before.identity, after.identity) },
  {
    sections: ['attributes'],
    find: (before, after) => attributeDifferences(before.attributes, after.attributes),
  },
  {
    sections: ['notifications'],
    find: (before, after) => notificationDifferences(before.notifications, after.notifications),
  },
];

/** No difference goes unsaid, also one that the sentences above do not know: a key that the language gets later. */
function unexplained(
  before: EffectivePolicy,
  after: EffectivePolicy,
  sections: readonly Section[],
): PolicyDifference[] {
  return SECTIONS.filter(
    (section) => sections.includes(section) && differs(before[section], after[section]),
  ).map((section) => now(`The section ${section} differs: see the difference of the texts.`, `/${section}`));
}
