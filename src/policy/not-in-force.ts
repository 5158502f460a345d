import { error, quoted, type Finding } from './finding.ts';
import { textAt, type SourceNode } from './source-node.ts';

interface NotYet {
  /** Keys from the root; * is every entry of a list or a mapping. */
  path: readonly string[];
  /** The values that have no effect yet; without it, any. */
  when?: (value: unknown) => boolean;
  /** What works instead. */
  instead: string;
}

const is =
  (...values: string[]) =>
  (value: unknown): boolean =>
    values.includes(value as string);

/** What the language has and the service does not do yet. What is put in force leaves this table. */
const NOT_IN_FORCE: readonly NotYet[] = [
  {
    path: ['notifications', '*', 'on', '*'],
    when: is('directory_silent', 'directory_failing', 'token_expiring'),
    instead: 'Remove it from the list, and the channel if nothing else is in it.',
  },
];

/** Everything a policy asks for that would be ignored today. It is refused instead, so that nobody relies on it. */
export function findNotInForce(root: SourceNode): Finding[] {
  return NOT_IN_FORCE.flatMap(({ path, when, instead }) =>
    nodesAt(root, path)
      .filter(({ value }) => value !== null && when?.(value) !== false)
      .map((node) => {
        const named = path.filter((key) => key !== '*');
        const what = when ? `${named.at(-1) ?? ''}: ${shown(node)}` : named.join('.');
        return error(
          node.keyAt,
          'not_in_force',
          `${what} is not in force yet. Rather than ignore it, Rollcall refuses to load the policy.`,
          instead,
        );
      }),
  );
}

function shown(node: SourceNode): string {
  const text = textAt(node);
  return text === null || /[^\w-]/.test(text) ? quoted(node.value) : text;
}

/** The values at a path, those of retired entries aside: they are history. */
function nodesAt(node: SourceNode, path: readonly string[]): SourceNode[] {
  const [key, ...rest] = path;
  if (key === undefined) return [node];
  if (key === '*') {
    return (node.items ?? [...(node.entries?.values() ?? [])])
      .filter((item) => textAt(item, 'status') !== 'retired')
      .flatMap((item) => nodesAt(item, rest));
  }
  const next = node.entries?.get(key);
  return next ? nodesAt(next, rest) : [];
}
