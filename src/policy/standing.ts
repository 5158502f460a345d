import type { NoAccessDecision, RoleOrigin, TraceStep, WorkspaceGrant } from '../domain/decision.ts';
import type { SoFar } from './known-facts.ts';
import type { RoleOrder } from './role-order.ts';

/** Where a person stands while the steps are taken. Each step changes it. */
export interface Standing {
  inScope: boolean;
  /** Set if Rollcall is to touch nothing. */
  leftAloneBecause: string | null;
  /** Set if a person has to decide. */
  undecidedBecause: string | null;
  /** Set if there is no access, and nothing may change that. */
  refusal: Refusal | null;
  /** The role so far; null without one, which is no access unless a later step gives one. */
  role: GivenRole | null;
  /** What the groups and the default give, best first: where to fall back to. */
  candidates: readonly GivenRole[];
  /** The steps that left the person without a role. */
  withoutRole: TraceStep[];
  /** The strongest role that rules allow so far. */
  cap: string | null;
  workspaces: Map<string, GivenWorkspace>;
  notify: string[];
}

export interface GivenRole {
  role: string;
  origin: RoleOrigin;
  /** A clause about the person: "is in the group saas-admins". */
  because: string;
  /** The names of the groups that give it. */
  groups: string[];
  decidedBy: TraceStep[];
}

export interface GivenWorkspace extends WorkspaceGrant {
  because: string;
  decidedBy: TraceStep[];
}

interface Refusal {
  cause: NoAccessDecision['cause'];
  /** A clause about the person: "is no longer active in the directory". */
  because: string;
  decidedBy: TraceStep[];
}

export function startStanding(): Standing {
  return {
    inScope: true,
    leftAloneBecause: null,
    undecidedBecause: null,
    refusal: null,
    role: null,
    candidates: [],
    withoutRole: [],
    cap: null,
    workspaces: new Map(),
    notify: [],
  };
}

/** What conditions may see of it. Who is to lose access has the role of the account still. */
export function soFar(standing: Standing, accountRole: string | null): SoFar {
  if (standing.refusal !== null) return { role: accountRole, inScope: standing.inScope, access: false };
  const role = standing.role?.role ?? null;
  const access = standing.undecidedBecause === null ? role !== null : null;
  return { role, inScope: standing.inScope, access };
}

/** Gives a workspace; of two roles in one workspace the stronger stays. */
export function giveWorkspace(standing: Standing, given: GivenWorkspace, order: RoleOrder): boolean {
  const had = standing.workspaces.get(given.key);
  if (had && !order.isStronger(given.role, had.role)) return false;
  standing.workspaces.set(given.key, given);
  return true;
}

/** The workspaces in a fixed order. */
export function workspacesOf(standing: Standing): GivenWorkspace[] {
  return [...standing.workspaces.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}
