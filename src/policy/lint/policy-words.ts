import type { Catalog, CatalogAttribute } from '../../generated/catalog.ts';
import type { PolicyDocument } from '../../generated/policy.ts';
import type { Section } from '../effective-policy.ts';
import { fold } from '../fold.ts';
import { child, itemsAt, textAt, type SourceNode } from '../source-node.ts';
import { ALWAYS_PRESENT_ATTRIBUTES } from '../vocabulary.ts';

/** What the words of one policy can refer to: the catalog, and the policy's own sections or the default's. */
export interface PolicyWords {
  catalog: Catalog;
  /** Strongest first. */
  roles: readonly string[];
  roleValues: PossibleValues;
  workspaceRoles: readonly string[];
  /** The attributes that conditions may name, by name. */
  attributes: ReadonlyMap<string, AttributeWords>;
  /** What `groups.never_grant` names. */
  neverGranted: ReadonlySet<string>;
  /** The workspaces that any group or rule gives. */
  givenWorkspaces: ReadonlySet<string>;
  /** The section in force: the document's own, else the default policy's. */
  section(name: Section): SourceNode | null;
}

export interface AttributeWords {
  type: CatalogAttribute['type'];
  /** The only values there can be; null if anything goes. */
  values: PossibleValues | null;
  /** False if everyone has a value. */
  mayBeMissing: boolean;
}

/** Values that a comparison can name. */
export interface PossibleValues {
  list: readonly string[];
  exact: ReadonlySet<string>;
  /** As texts compare unless `exactly` is said. */
  folded: ReadonlySet<string>;
}

export function possibleValues(list: readonly string[]): PossibleValues {
  return { list, exact: new Set(list), folded: new Set(list.map(fold)) };
}

export function policyWords(
  root: SourceNode,
  catalog: Catalog,
  defaultDocument: PolicyDocument | null,
): PolicyWords {
  const fallback = plainNode(defaultDocument);
  const section = (name: Section): SourceNode | null => child(root, name) ?? child(fallback, name);
  const roles = catalog.roles.map((role) => role.key);
  return {
    catalog,
    roles,
    roleValues: possibleValues(roles),
    workspaceRoles: (catalog.workspace_roles ?? []).map((role) => role.key),
    attributes: attributeWords(child(section('attributes'), 'map'), catalog),
    neverGranted: new Set(textsIn(itemsAt(section('groups'), 'never_grant'))),
    givenWorkspaces: givenWorkspaces(section('groups'), section('rules')),
    section,
  };
}

/** The role of whom no group gives one; null for no_access. */
export function defaultRole(words: PolicyWords): string | null {
  const written = textAt(words.section('groups'), 'default_role');
  return written === 'no_access' ? null : written;
}

function givenWorkspaces(groups: SourceNode | null, rules: SourceNode | null): Set<string> {
  const grants = [
    ...itemsAt(groups, 'map').flatMap((mapping) => itemsAt(mapping, 'workspaces')),
    ...itemsAt(rules).flatMap((rule) => itemsAt(rule, 'then', 'add_workspaces')),
  ];
  return new Set(textsIn(grants.map((grant) => child(grant, 'key'))));
}

function textsIn(nodes: readonly (SourceNode | null)[]): string[] {
  return nodes.map((node) => node?.value).filter((value) => typeof value === 'string');
}

function attributeWords(map: SourceNode | null, catalog: Catalog): Map<string, AttributeWords> {
  const attributes = new Map<string, AttributeWords>(
    ALWAYS_PRESENT_ATTRIBUTES.map((name) => [name, { type: 'text', values: null, mayBeMissing: false }]),
  );
  for (const [name, mapping] of map?.entries ?? []) {
    const known = catalogAttribute(catalog, name);
    attributes.set(name, {
      type: known?.type ?? 'text',
      values: valuesOf(mapping, known),
      mayBeMissing: child(mapping, 'if_missing') === null,
    });
  }
  return attributes;
}

export function catalogAttribute(catalog: Catalog, name: string): CatalogAttribute | undefined {
  const attributes = catalog.attributes ?? {};
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}

/** What can come out of a mapping: the catalog's values, or else those that it translates to. */
function valuesOf(mapping: SourceNode, known: CatalogAttribute | undefined): PossibleValues | null {
  if (known?.values) return possibleValues(known.values);
  const translated = child(mapping, 'values')?.entries;
  if (!translated) return null;
  const values = [...translated.values()].map((node) => String(node.value));
  const ifMissing = child(mapping, 'if_missing');
  return possibleValues(ifMissing ? [...values, String(ifMissing.value)] : values);
}

/** A plain value as if it had been read from a file; its places mean nothing. */
function plainNode(value: unknown): SourceNode {
  const node: SourceNode = { value, at: 0, keyAt: 0, written: null, entries: null, items: null };
  if (Array.isArray(value)) return { ...node, items: value.map(plainNode) };
  if (typeof value !== 'object' || value === null) return node;
  return { ...node, entries: new Map(Object.entries(value).map(([key, inner]) => [key, plainNode(inner)])) };
}
