import type { Catalog } from '../generated/catalog.ts';
import type { PolicyDocument } from '../generated/policy.ts';
import { isDecidable, toPointer, type Path } from './decidable.ts';
import { otherValues, type FlipContext } from './other-values.ts';

/** One change to a policy that some test should notice. */
export interface Flip {
  /** JSON pointer to what is changed. */
  at: string;
  /** "admin → member", "without US". */
  says: string;
  document: PolicyDocument;
}

/** Lists whose every entry counts by itself: each is left out once. */
const LISTS: readonly RegExp[] = [
  /^\/identity\/(?:match_by|verified_domains)$/,
  /^\/attributes\/sensitive\/(?:drop|drop_values_like)$/,
  /^\/filters\/(?:include|exclude)$/,
  /^\/groups\/map$/,
  /^\/groups\/map\/\d+\/workspaces$/,
  /^\/rules$/,
  /^\/rules\/\d+\/then\/(?:add_workspaces|remove_workspaces)$/,
  /^\/deactivation\/(?:revoke|exceptions)$/,
  /^\/sole_admin\/promote\/from$/,
  /^\/notifications\/[^/]+\/on$/,
  /\/(?:all|any|in|not_in|member_of)$/,
];

const COMPARISON =
  /^(?:not_)?equals$|^(?:not_)?in$|^(?:starts|ends)_with$|^contains$|^matches$|^(?:greater|less)_than$|^member_of$|^present$|^absent$/;

/** Every flip of a tenant's own policy, in the order of the document. */
export function* flipsOf(document: PolicyDocument, catalog: Catalog): Generator<Flip> {
  yield* flipsBelow(document, [], { document, catalog });
}

function* flipsBelow(value: unknown, path: Path, context: FlipContext): Generator<Flip> {
  const { document } = context;
  if (path.length > 0 && !isDecidable(path, document)) return;
  const flip = (says: string, changed: unknown, also: readonly Change[] = []): Flip => ({
    at: toPointer(path),
    says,
    document: changedAt(document, [{ path, value: changed }, ...also]),
  });
  if (Array.isArray(value)) {
    const list: unknown[] = value;
    if (LISTS.some((pattern) => pattern.test(toPointer(path)))) yield* shortened(list, path, context);
    for (const [i, item] of list.entries()) yield* flipsBelow(item, [...path, String(i)], context);
    return;
  }
  if (typeof value !== 'object' || value === null) {
    for (const other of otherValues(value, path, context)) {
      yield flip(`${shown(value)} → ${shown(other.value)}`, other.value, other.also);
    }
    return;
  }
  const entries = Object.entries(value);
  const comparison = entries.find(([key]) => COMPARISON.test(key));
  if (comparison && entries.some(([key]) => key === 'attribute' || key === 'fact')) {
    yield flip(`not ${comparison[0]} ${shown(comparison[1])}`, negated(value));
  }
  for (const [key, inner] of entries) {
    const [from, to] = key === 'all' ? ['all', 'any'] : ['any', 'all'];
    if (key === from && Array.isArray(inner) && inner.length > 1) {
      yield flip(`${from} → ${to}`, Object.fromEntries(entries.map(([k, v]) => [k === from ? to : k, v])));
    }
    yield* flipsBelow(inner, [...path, key], context);
  }
}

/** A list without each of its entries in turn. A condition keeps one, because it has to compare with something. */
function* shortened(list: readonly unknown[], path: Path, { document }: FlipContext): Generator<Flip> {
  const isCondition = COMPARISON.test(path.at(-1) ?? '') || path.at(-1) === 'all' || path.at(-1) === 'any';
  if (isCondition && list.length === 1) return;
  for (const [i, item] of list.entries()) {
    const at = [...path, String(i)];
    // A password is dropped whether or not the policy lists it.
    if (!isDecidable(at, document) || (path.at(-1) === 'drop' && item === 'password')) continue;
    yield {
      at: toPointer(at),
      says: `without ${shown(item)}`,
      document: changedAt(document, [{ path, value: list.toSpliced(i, 1) }]),
    };
  }
}

/** The opposite of a comparison; in a filter, its name stays in front. */
function negated(comparison: object): Record<string, unknown> {
  const { name, because, ...inner } = comparison as Record<string, unknown>;
  return {
    ...(name === undefined ? {} : { name }),
    ...(because === undefined ? {} : { because }),
    not: inner,
  };
}

export interface Change {
  path: Path;
  value: unknown;
}

function changedAt(document: PolicyDocument, changes: readonly Change[]): PolicyDocument {
  return changes.reduce<unknown>(
    (changed, { path, value }) => replaced(changed, path, value),
    document,
  ) as PolicyDocument;
}

/** A copy in which one place has another value; all else is shared. */
function replaced(node: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(node))
    return node.map((item: unknown, i) => (String(i) === key ? replaced(item, rest, value) : item));
  const entries = typeof node === 'object' && node !== null ? (node as Record<string, unknown>) : {};
  return { ...entries, [key]: replaced(entries[key], rest, value) };
}

/** A value as a policy could write it, shortened. */
function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    const { name, id } = value as { name?: unknown; id?: unknown };
    const named = name ?? id;
    if (typeof named === 'string') return named;
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
