import {
  announces,
  bareName,
  isDroppedName,
  namedByNeighbour,
  type SensitiveNames,
} from './sensitive-names.ts';
import { containsSensitive, namesNationalNumber, type SensitiveKind } from './sensitive-values.ts';

/** What is looked for, and where. */
export interface RedactionRules {
  names: SensitiveNames;
  kinds: ReadonlySet<SensitiveKind>;
  /** True for material whose form is not known: paths may begin at any depth, and texts may announce values. */
  formUnknown: boolean;
  /** What was found of keys before: the same few keys come in every document. */
  verdicts: Map<string, KeyVerdict>;
}

interface KeyVerdict {
  isDropped: boolean;
  bare: string;
  isNational: boolean;
}

const MOST_DEPTH = 32;
/** Characters and nodes of one document together; what is beyond is dropped. */
const MOST_SIZE = 262_144;

/**
 * A copy of a JSON value without anything sensitive: keys and entries that are, contain or announce it are left out.
 * Returns undefined if the value itself has to go. Never throws, whatever the value.
 */
export function redactTree(value: unknown, rules: RedactionRules): unknown {
  const kept = copy(value, { rules, budget: { left: MOST_SIZE }, drops: { count: 0 } }, START);
  return kept === DROPPED ? undefined : kept;
}

/** The text without NUL (PostgreSQL takes none) and without lone surrogates (they are not text). */
export function storable(text: string): string {
  return (text.includes('\0') ? text.replaceAll('\0', '') : text).toWellFormed();
}

interface Walk {
  rules: RedactionRules;
  budget: { left: number };
  drops: { count: number };
}

/** Where in the document the walk is. */
interface Place {
  depth: number;
  /** The paths that lead through here, and how far each has come. */
  open: readonly OpenPath[];
  /** Whether a name on the way here suggests a national number. */
  named: boolean;
}

interface OpenPath {
  path: readonly string[];
  at: number;
}

const START: Place = { depth: 0, open: [], named: false };
const DROPPED = Symbol('dropped');
const MOST_REMEMBERED_KEYS = 2_000;
const MOST_REMEMBERED_KEY = 100;
const UNSAFE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

function copy(value: unknown, walk: Walk, place: Place): unknown {
  walk.budget.left -= 1;
  if (walk.budget.left < 0 || place.depth > MOST_DEPTH) return dropped(walk);
  switch (typeof value) {
    case 'string':
      return copyText(value, walk, place);
    case 'number':
    case 'bigint':
      return copyNumber(value, walk, place);
    case 'boolean':
      return value;
    case 'object':
      if (value === null) return null;
      return Array.isArray(value) ? copyList(value, walk, place) : copyObject(value, walk, place);
    default:
      return dropped(walk);
  }
}

function copyText(written: string, walk: Walk, place: Place): unknown {
  const text = storable(written);
  walk.budget.left -= text.length;
  if (walk.budget.left < 0) return dropped(walk);
  if (containsSensitive(text, walk.rules.kinds, place.named)) return dropped(walk);
  return copyEmbedded(text, walk, place);
}

/**
 * Numbers keep their type; a card's number without quotes is still a card's number. Of 17 to 19 digits a JSON number
 * has lost the last ones, so that Luhn's check says nothing any more, and most of a card may be left.
 */
function copyNumber(value: number | bigint, walk: Walk, place: Place): unknown {
  const { kinds } = walk.rules;
  const isWhole = typeof value === 'bigint' || Number.isInteger(value);
  if (isWhole && containsSensitive(String(value), kinds, place.named)) return dropped(walk);
  const isInexact = typeof value === 'number' && isWhole && !Number.isSafeInteger(value);
  if (isInexact && kinds.has('credit_card')) return dropped(walk);
  return typeof value === 'bigint' ? String(value) : value;
}

/** Some providers send JSON inside of a string; what it holds is looked at like everything else. */
function copyEmbedded(text: string, walk: Walk, place: Place): unknown {
  if (/^\s*[[{]/.test(text)) {
    const parsed = parseJson(text);
    if (typeof parsed === 'object' && parsed !== null) {
      const before = walk.drops.count;
      const inner = copy(parsed, walk, { ...place, depth: place.depth + 1 });
      if (walk.drops.count === before) return text;
      return inner === DROPPED ? dropped(walk) : JSON.stringify(inner);
    }
    return announces(text, walk.rules.names) ? dropped(walk) : text;
  }
  return walk.rules.formUnknown && announces(text, walk.rules.names) ? dropped(walk) : text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function copyList(values: readonly unknown[], walk: Walk, place: Place): unknown[] {
  const kept: unknown[] = [];
  for (const value of values) {
    if (walk.budget.left <= 0) break;
    const open = inEntry(value, place.open);
    const item =
      open === 'drop' ? dropped(walk) : copy(value, walk, { ...place, depth: place.depth + 1, open });
    if (item !== DROPPED) kept.push(item);
  }
  return kept;
}

/** In a list a path may go through an entry's type (`addresses.work`), or ignore that there is a list. */
function inEntry(entry: unknown, open: readonly OpenPath[]): readonly OpenPath[] | 'drop' {
  if (open.length === 0 || typeof entry !== 'object' || entry === null || Array.isArray(entry)) return open;
  const type = Object.hasOwn(entry, 'type') ? (entry as Record<string, unknown>)['type'] : undefined;
  const isPrimary = Object.hasOwn(entry, 'primary') && (entry as Record<string, unknown>)['primary'] === true;
  const inside = [...open];
  for (const { path, at } of open) {
    const step = path[at];
    const leadsHere =
      (typeof type === 'string' && bareName(type) === step) || (isPrimary && step === 'primary');
    if (!leadsHere) continue;
    if (at === path.length - 1) return 'drop';
    inside.push({ path, at: at + 1 });
  }
  return inside;
}

function copyObject(value: object, walk: Walk, place: Place): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  const { rules } = walk;
  const start =
    place.depth === 0 || rules.formUnknown ? rules.names.paths.map((path) => ({ path, at: 0 })) : [];
  const open = [...place.open, ...start];
  const naming = namedByNeighbour(value, rules.names);
  for (const written of Object.keys(value)) {
    if (walk.budget.left <= 0) break;
    const key = storable(written);
    walk.budget.left -= key.length;
    const verdict = verdictOn(key, rules);
    const inside = alongPaths(verdict.bare, open);
    if (verdict.isDropped || inside === 'drop' || (naming.drop && verdict.bare.startsWith('value'))) {
      dropped(walk);
      continue;
    }
    const named = place.named || naming.national || verdict.isNational;
    const child = (value as Record<string, unknown>)[written];
    const item = copy(child, walk, { depth: place.depth + 1, open: inside, named });
    if (item !== DROPPED) kept[key] = item;
  }
  return kept;
}

function verdictOn(key: string, rules: RedactionRules): KeyVerdict {
  const known = rules.verdicts.get(key);
  if (known) return known;
  const isNational = namesNationalNumber(key);
  const holdsValue = containsSensitive(key, rules.kinds, isNational);
  const verdict = {
    isDropped: holdsValue || UNSAFE_KEYS.has(key) || isDroppedName(key, rules.names),
    bare: bareName(key),
    isNational,
  };
  if (!holdsValue && key.length <= MOST_REMEMBERED_KEY) {
    if (rules.verdicts.size >= MOST_REMEMBERED_KEYS) rules.verdicts.clear();
    rules.verdicts.set(key, verdict);
  }
  return verdict;
}

function alongPaths(name: string, open: readonly OpenPath[]): readonly OpenPath[] | 'drop' {
  const inside: OpenPath[] = [];
  for (const { path, at } of open) {
    if (path[at] !== name) continue;
    if (at === path.length - 1) return 'drop';
    inside.push({ path, at: at + 1 });
  }
  return inside;
}

function dropped(walk: Walk): typeof DROPPED {
  walk.drops.count += 1;
  return DROPPED;
}
