import type { PersonFacts } from '../../domain/decision.ts';
import type { Catalog } from '../../generated/catalog.ts';
import type { CompiledPolicy } from '../compile.ts';
import type { EffectivePolicy } from '../effective-policy.ts';
import { quoted } from '../finding.ts';
import { groupLineMoves } from './group-line-moves.ts';
import { lineMove } from './line-move.ts';
import type { PolicyMove } from './move.ts';
import type { Wish } from './wish.ts';

/** The lines of a policy that one could change so that somebody may have what is wished for, in the order of a file. */
export function policyMoves(
  policy: CompiledPolicy,
  catalog: Catalog,
  facts: PersonFacts,
  wish: Wish,
): PolicyMove[] {
  return [
    ...filterMoves(policy.effective),
    ...groupLineMoves(policy, catalog, facts, wish),
    ...ruleMoves(policy.effective),
  ];
}

function filterMoves({ filters }: EffectivePolicy): PolicyMove[] {
  const withFilters = (
    effective: EffectivePolicy,
    own: Partial<EffectivePolicy['filters']>,
  ): EffectivePolicy => ({
    ...effective,
    filters: { ...effective.filters, ...own },
  });
  return [
    ...(filters.include.length === 0
      ? []
      : [
          lineMove('letting everyone in (filters.include)', '/filters/include', (effective) =>
            withFilters(effective, { include: [] }),
          ),
        ]),
    ...filters.exclude.map((filter, i) =>
      lineMove(`removing the filter ${quoted(filter.name)}`, `/filters/exclude/${i}`, (effective) =>
        withFilters(effective, { exclude: effective.filters.exclude.filter((each) => each !== filter) }),
      ),
    ),
  ];
}

function ruleMoves({ rules }: EffectivePolicy): PolicyMove[] {
  return rules.flatMap((rule, i) => {
    if (rule.status === 'retired') return [];
    const [status, verb] =
      rule.status === 'active'
        ? (['retired', 'retiring'] as const)
        : (['active', 'putting in force'] as const);
    return [
      lineMove(`${verb} the rule ${quoted(rule.name)}`, `/rules/${i}`, (effective) => ({
        ...effective,
        rules: effective.rules.map((each, place) => (place === i ? { ...each, status } : each)),
      })),
    ];
  });
}
