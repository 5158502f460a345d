import type { SetupFacts } from '../../store/setup-facts.ts';

/** As sources/scim/setup-steps.ts notes them. */
const refused = /^refused_user(?: ([^]*))?$/;

/** How often people were refused, and why the last time; null: never, or somebody has got through since. */
export function refusalsOf({ done }: SetupFacts): { count: number; reason: string; at: Date } | null {
  const found = [...done.values()]
    .filter(({ name }) => refused.test(name))
    .sort((a, b) => b.lastAt.getTime() - a.lastAt.getTime());
  const [latest] = found;
  if (latest === undefined) return null;
  const through = done.get('created_user')?.lastAt;
  if (through !== undefined && through > latest.lastAt) return null;
  return {
    count: found.reduce((sum, { count }) => sum + count, 0),
    reason: refused.exec(latest.name)?.[1] ?? '',
    at: latest.lastAt,
  };
}
