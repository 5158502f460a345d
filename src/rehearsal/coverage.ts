import type { PolicyDocument } from '../generated/policy.ts';
import { readYaml } from '../policy/read-yaml.ts';
import type { SourceNode } from '../policy/source-node.ts';
import { isDecidable, isWithin, toPointer, type Path } from './decidable.ts';

export interface Coverage {
  /** Lines that a test can go by. */
  lines: number;
  /** Of those, the lines that something in a test went by in each of their values. */
  decided: number;
  /** The others, from 1, each with the values that nothing went by, as JSON pointers. */
  undecided: { line: number; places: string[] }[];
}

/** Steps that are about a section as a whole, and say nothing of its lines. */
const WHOLE_SECTIONS: ReadonlySet<string> = new Set(['/filters', '/filters/include', '/sole_admin']);

/**
 * Which lines of a tenant's own policy the tests went by. A line counts as soon as each value in it was behind a step of
 * some test; whether a test would notice another value there is for the flips.
 *
 * @param decided JSON pointers, of all tests together
 */
export function coverLines(yaml: string, document: PolicyDocument, decided: ReadonlySet<string>): Coverage {
  const { root, positionOf } = readYaml(yaml);
  const places = [...decided].filter((at) => !WHOLE_SECTIONS.has(at));
  const lines = new Map<number, string[]>();
  for (const { path, node } of leavesOf(root, [])) {
    if (!isDecidable(path, document)) continue;
    const at = toPointer(path);
    const { line } = positionOf(node.at);
    const open = lines.get(line) ?? [];
    lines.set(line, open);
    if (!places.some((place) => isWithin(at, place))) open.push(at);
  }
  const undecided = [...lines]
    .filter(([, open]) => open.length > 0)
    .map(([line, open]) => ({ line, places: open }))
    .sort((a, b) => a.line - b.line);
  return { lines: lines.size, decided: lines.size - undecided.length, undecided };
}

function* leavesOf(node: SourceNode | null, path: Path): Generator<{ path: Path; node: SourceNode }> {
  if (node === null) return;
  const below = node.entries ?? node.items?.map((item, i): [string, SourceNode] => [String(i), item]);
  if (!below) yield { path, node };
  else for (const [key, inner] of below) yield* leavesOf(inner, [...path, key]);
}
