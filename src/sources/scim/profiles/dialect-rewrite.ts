import type { DialectRequest, RewriteName, Rewritten } from './profile.ts';

/** One habit of an identity provider, and how it is put into the standard. Pure: what comes in is never changed. */
export interface DialectRewrite {
  name: RewriteName;
  rewrite: (request: DialectRequest) => Counted<DialectRequest>;
}

/** What became of something, and how often a rewrite was needed for that. What needed none is returned as it came. */
export interface Counted<Value> {
  value: Value;
  count: number;
}

const none: readonly RewriteName[] = [];

/** All rewrites of a profile, one after the other; each sees what the former ones left. */
export function rewriteInTurn(rewrites: readonly DialectRewrite[]): (request: DialectRequest) => Rewritten {
  return (request) => {
    let current = request;
    let names: RewriteName[] | null = null;
    for (const { name, rewrite } of rewrites) {
      const { value, count } = rewrite(current);
      current = value;
      if (count === 0) continue;
      names ??= [];
      for (let time = 0; time < count; time += 1) names.push(name);
    }
    return { request: current, rewrites: names ?? none };
  };
}
