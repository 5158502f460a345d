/** Roles in the catalog's order. Ranks count from 0, the strongest. */
export interface RoleOrder {
  has(role: string): boolean;
  /** Whether `a` is stronger than `b`. */
  isStronger(a: string, b: string): boolean;
  /** The weaker of two roles. */
  weaker(a: string, b: string): string;
  /** For sorting: strongest first. */
  compare(a: string, b: string): number;
}

export function compileRoleOrder(roles: readonly { key: string }[]): RoleOrder {
  const ranks = new Map(roles.map(({ key }, rank) => [key, rank]));
  // A role that the catalog does not know is weaker than all that it does.
  const rankOf = (role: string): number => ranks.get(role) ?? roles.length;
  return {
    has: (role) => ranks.has(role),
    isStronger: (a, b) => rankOf(a) < rankOf(b),
    weaker: (a, b) => (rankOf(a) < rankOf(b) ? b : a),
    compare: (a, b) => rankOf(a) - rankOf(b),
  };
}
