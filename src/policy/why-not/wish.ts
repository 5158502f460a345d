import type { Decision } from '../../domain/decision.ts';

/** What somebody is asked not to have. */
export type Wish =
  | { kind: 'access' }
  | { kind: 'role'; role: string }
  /** In any role, where none is named. */
  | { kind: 'workspace'; key: string; role: string | null };

/** How a wish is written, for messages. */
export const wishesInWords =
  'role=admin, access, status=active, workspace=engineering or workspace=engineering:admin';

/** Reads `role=admin`, `access`, `status=active`, `workspace=engineering` or `workspace=engineering:admin`; else null. */
export function parseWish(written: string): Wish | null {
  const text = written.trim();
  if (text === 'access') return { kind: 'access' };
  const equals = text.indexOf('=');
  const [name, value] = [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
  if (equals === -1 || value === '') return null;
  if (name === 'status') return value === 'active' ? { kind: 'access' } : null;
  if (name === 'role') return { kind: 'role', role: value };
  if (name !== 'workspace') return null;
  const colon = value.lastIndexOf(':');
  if (colon === -1) return { kind: 'workspace', key: value, role: null };
  const [key, role] = [value.slice(0, colon).trim(), value.slice(colon + 1).trim()];
  return key === '' || role === '' ? null : { kind: 'workspace', key, role };
}

/** Whether a decision gives what is wished for. */
export function isGiven(decision: Decision, wish: Wish): boolean {
  if (decision.outcome !== 'active') return false;
  switch (wish.kind) {
    case 'access':
      return true;
    case 'role':
      return decision.role === wish.role;
    case 'workspace':
      return decision.workspaces.some(
        ({ key, role }) => key === wish.key && (wish.role === null || role === wish.role),
      );
  }
}

/** What somebody is who has it: `admin`, `active`, `in the workspace engineering`. */
export function wishInWords(wish: Wish): string {
  switch (wish.kind) {
    case 'access':
      return 'active';
    case 'role':
      return wish.role;
    case 'workspace':
      return `in the workspace ${wish.key}${wish.role === null ? '' : ` as ${wish.role}`}`;
  }
}
