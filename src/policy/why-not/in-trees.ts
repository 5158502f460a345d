import type { Condition } from '../../generated/policy.ts';
import type { CompiledPolicy } from '../compile.ts';
import { startForest, truthOf, type ConditionTree } from '../proof/condition-tree.ts';

/**
 * The same policy with conditions evaluated as trees: the same comparisons, a hundred times faster than the engine. For
 * trying very many people; what is found is confirmed by the policy itself.
 */
export function inTrees(policy: CompiledPolicy): CompiledPolicy {
  const { effective, places, conditions } = policy;
  const forest = startForest();
  const trees = new Map<number, ConditionTree>();
  const grow = (of: readonly number[], written: readonly Condition[]): void => {
    for (const [i, condition] of written.entries()) {
      const place = of[i] ?? -1;
      if (place !== -1) trees.set(place, forest.grow(condition));
    }
  };
  grow(places.include, effective.filters.include);
  grow(places.exclude, effective.filters.exclude);
  grow(
    places.rules,
    effective.rules.map(({ when }) => when),
  );
  grow(
    places.exceptions,
    effective.deactivation.exceptions.map(({ when }) => when),
  );
  return {
    ...policy,
    conditions: {
      ...conditions,
      evaluate: (which, known) => {
        const holds = (place: number): boolean => {
          const tree = trees.get(place);
          return (
            tree !== undefined &&
            truthOf(tree, ({ subject, matches }) => matches(known.get(subject) ?? null)) === true
          );
        };
        return Promise.resolve(new Set(which.filter(holds)));
      },
    },
  };
}
