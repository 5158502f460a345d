import { error, quoted, type Finding } from './finding.ts';
import { textAt, type SourceNode } from './source-node.ts';

interface NotYet {
  /** Keys from the root; * is every entry of a list. */
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
const isDuration = (value: unknown): boolean =>
  typeof value === 'string' && /^\d+[smhd]$/.test(value) && !/^0+[smhd]$/.test(value);
const REMOVE = 'Remove it.';

/** What the language has and the service does not do yet. What is put in force leaves this table. */
const NOT_IN_FORCE: readonly NotYet[] = [
  { path: ['groups', 'settle'], when: isDuration, instead: 'Write 0s, or remove it.' },
  {
    path: ['rules', '*', 'status'],
    when: is('proposed'),
    instead: 'Write active or retired.',
  },
  { path: ['rules', '*', 'then', 'notify'], instead: REMOVE },
  { path: ['deactivation', 'mode'], when: is('grace', 'read_only'), instead: 'Write immediate.' },
  { path: ['deactivation', 'grace'], instead: REMOVE },
  { path: ['deactivation', 'read_only'], instead: REMOVE },
  {
    path: ['deactivation', 'exceptions', '*', 'mode'],
    when: is('grace', 'read_only'),
    instead: 'Write immediate, or remove the exception.',
  },
  {
    path: ['deactivation', 'if_reactivated'],
    when: is('start_fresh'),
    instead: 'Write restore.',
  },
  {
    path: ['deactivation', 'retain_data'],
    when: isDuration,
    instead: 'Write forever.',
  },
  { path: ['sole_admin', 'action'], when: is('promote', 'allow'), instead: 'Write block.' },
  { path: ['sole_admin', 'promote'], instead: REMOVE },
  { path: ['sole_admin', 'if_unanswered'], instead: REMOVE },
  { path: ['guards'], instead: REMOVE },
  { path: ['first_sync'], instead: REMOVE },
  { path: ['pause'], instead: REMOVE },
  { path: ['notifications'], instead: REMOVE },
];

/** Everything a policy asks for that would be ignored today. It is refused instead, so that nobody relies on it. */
export function findNotInForce(root: SourceNode): Finding[] {
  return NOT_IN_FORCE.flatMap(({ path, when, instead }) =>
    nodesAt(root, path)
      .filter(({ value }) => value !== null && when?.(value) !== false)
      .map((node) => {
        const what = when
          ? `${path.at(-1) ?? ''}: ${shown(node)}`
          : path.filter((key) => key !== '*').join('.');
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
    return (node.items ?? [])
      .filter((item) => textAt(item, 'status') !== 'retired')
      .flatMap((item) => nodesAt(item, rest));
  }
  const next = node.entries?.get(key);
  return next ? nodesAt(next, rest) : [];
}
