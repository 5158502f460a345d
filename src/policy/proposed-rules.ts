import type { EffectivePolicy } from './effective-policy.ts';

/** The same policy as it would be with its proposed rules in force; null where it proposes none. */
export function withProposedRules(effective: EffectivePolicy): EffectivePolicy | null {
  if (!effective.rules.some(({ status }) => status === 'proposed')) return null;
  const rules = effective.rules.map((rule) =>
    rule.status === 'proposed' ? { ...rule, status: 'active' as const } : rule,
  );
  return { ...effective, rules };
}
