import type { Attribute, ResourceType } from './attribute.ts';
import type { Filter } from './filter-tree.ts';
import { parsePatchPath } from './parse-filter.ts';
import { resolveValueFilter } from './resolve-filter.ts';
import { resolvePath } from './resolve-path.ts';
import { ScimError } from './scim-error.ts';
import { findSub } from './type-names.ts';

export type Extension = ResourceType['extensions'][number];

/** What one operation of a PATCH is about. */
export type PatchTarget =
  { kind: 'resource' } | { kind: 'extension'; extension: Extension } | AttributeTarget;

export interface AttributeTarget {
  kind: 'attribute';
  /** The URN of the extension that the attribute belongs to, or null. */
  extension: string | null;
  attribute: Attribute;
  /** Which values of the attribute; null for all of it. */
  filter: Filter | null;
  sub: Attribute | null;
}

/**
 * Finds what the path of an operation names; none, or the URN of the type's own schema, is the resource itself.
 *
 * @throws ScimError invalidPath where it is malformed or names nothing, invalidFilter where its filter is not understood
 */
export function readTarget(type: ResourceType, written: string | null): PatchTarget {
  if (written === null || sameName(written, type.schema.id)) return { kind: 'resource' };
  const extension = findExtension(type, written);
  if (extension !== null) return { kind: 'extension', extension };
  const { path, filter, sub } = parsePatchPath(written);
  const found = resolvePath(type, path);
  if (found === null) throw new ScimError('invalidPath', `The path names no attribute of a ${type.name}.`);
  const { attribute } = found;
  if (filter === null) return { kind: 'attribute', ...found, filter: null };
  if (!attribute.multiValued || found.sub !== null) {
    throw new ScimError(
      'invalidPath',
      'Only values of a multi-valued attribute can be selected by a filter.',
    );
  }
  return {
    kind: 'attribute',
    extension: found.extension,
    attribute,
    filter: resolveValueFilter(found, filter),
    sub: sub === null ? null : subAttributeOf(attribute, sub),
  };
}

/** The extension whose URN this is, in any case, or null. */
export function findExtension(type: ResourceType, urn: string): Extension | null {
  return type.extensions.find(({ schema }) => sameName(schema.id, urn)) ?? null;
}

/** Names and URNs of attributes compare without case (RFC 7643 §2.1). */
export function sameName(one: string, other: string): boolean {
  return one.length === other.length && one.toLowerCase() === other.toLowerCase();
}

function subAttributeOf(attribute: Attribute, name: string): Attribute {
  const sub = findSub(attribute, name);
  if (sub === undefined) {
    throw new ScimError('invalidPath', `The path names no sub-attribute of ${attribute.name}.`);
  }
  return sub;
}
