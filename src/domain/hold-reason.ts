import type { GuardKind, HoldKind } from './change.ts';

export const guardKinds = ['deactivations', 'admin_grants', 'emptied_group'] as const satisfies GuardKind[];

export function isGuardKind(kind: HoldKind): kind is GuardKind {
  return (guardKinds as readonly HoldKind[]).includes(kind);
}

const whatWouldHappen: Record<GuardKind, string> = {
  deactivations: 'would lose access',
  admin_grants: 'would become administrators',
  emptied_group: 'would lose a role, a workspace or access',
};

/** What a guard holds, in a sentence: "412 people would lose access, all because they left the group Sales". */
export function surgeInWords(kind: GuardKind, people: number, cause: string): string {
  const what = whatWouldHappen[kind];
  if (people === 1) {
    const why = cause.replace(/^each of them /, 'this person ');
    return `1 person ${what.replace('administrators', 'an administrator')}, because ${why}`;
  }
  return `${people} people ${what}, all because ${cause}`;
}
