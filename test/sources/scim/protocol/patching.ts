import type { PatchLeniency } from '../../../../src/sources/scim/profiles/profile.ts';
import { applyPatch } from '../../../../src/sources/scim/protocol/apply-patch.ts';
import type { Attributes, ResourceType } from '../../../../src/sources/scim/protocol/attribute.ts';
import { readPatch } from '../../../../src/sources/scim/protocol/read-patch.ts';
import { ScimError, type ScimErrorKind } from '../../../../src/sources/scim/protocol/scim-error.ts';

export const strict: PatchLeniency = { replaceCreatesMissing: false };
export const lenient: PatchLeniency = { replaceCreatesMissing: true };

/** Applies operations as they are written to a resource that nobody can change. */
export function patched(
  type: ResourceType,
  current: Attributes,
  operations: unknown[],
  leniency: PatchLeniency = strict,
): Attributes {
  return applyPatch(type, frozen(current), readPatch(frozen({ Operations: operations })), leniency);
}

/** The kind of the refusal that something ends in, or what it gives instead. */
export function refusalOf(attempt: () => unknown): ScimErrorKind {
  try {
    throw new Error(`It was accepted, with ${JSON.stringify(attempt())}`);
  } catch (error) {
    if (error instanceof ScimError) return error.kind;
    throw error;
  }
}

/** The same value, unchangeable to its depths. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) frozen(part);
    Object.freeze(value);
  }
  return value;
}
