import type { AttributeValue, PersonFacts } from '../../domain/decision.ts';
import type { Catalog } from '../../generated/catalog.ts';
import type { DirectoryUserResource } from '../../generated/directory-user.ts';
import { pathOf } from '../attribute-path.ts';
import { readProfile, shortText } from '../attributes.ts';
import type { CompiledPolicy } from '../compile.ts';
import { fold } from '../fold.ts';
import { toComparable } from '../operators.ts';
import type { ProofLeaf } from '../proof/condition-tree.ts';
import { bitsOf, textCases, textsOf } from '../proof/text-cases.ts';
import { compileRedaction } from '../redact.ts';
import type { PersonMove } from './move.ts';
import { withValueAt } from './value-at.ts';

const OTHER = 'something else';

/**
 * The values of one attribute that the policy's conditions tell from the one of today: one of each kind, in the
 * directory's words and through the policy's own mapping, so that nothing is proposed that cannot be.
 *
 * @param leaves all comparisons of this attribute
 */
export function attributeMoves(
  policy: CompiledPolicy,
  catalog: Catalog,
  facts: PersonFacts,
  {
    name,
    leaves,
    at,
  }: { name: string; leaves: readonly ProofLeaf[]; at: (leaf: ProofLeaf) => string | null },
): PersonMove[] {
  const { effective } = policy;
  const redaction = compileRedaction(effective.attributes.sensitive, fold);
  const read = (resource: DirectoryUserResource): AttributeValue | null =>
    readValue(policy, name, resource) ?? null;
  const holdsOf = (value: AttributeValue | null): string => {
    const comparable = toComparable(value);
    return bitsOf(leaves, new Map(leaves.map((leaf) => [leaf, leaf.matches(comparable)])));
  };
  const is = read(facts.resource);
  const seen = new Set([holdsOf(is)]);
  const before = seen.values().next().value ?? '';
  const from = FROM[name] ?? effective.attributes.map[name]?.from ?? name;
  const moves: PersonMove[] = [];
  for (const { text, how } of wordings(policy, catalog, name, leaves)) {
    const resource = redaction.redactResource(written(policy, name, facts.resource, text));
    const value = read(resource);
    // A list has other entries still, a policy fills in what is missing: what was meant must have come of it.
    if ((value === null) !== (how === 'be_missing')) continue;
    const bits = holdsOf(value);
    if (seen.has(bits)) continue;
    seen.add(bits);
    const flipped = leaves.find((_, i) => bits[i] !== before[i]);
    moves.push({
      change: {
        kind: 'attribute',
        attribute: name,
        from,
        is,
        how,
        becomes: how === 'be' || how === 'be_like' ? value : null,
      },
      reach: 'directory',
      slot: `attribute ${name}`,
      at: flipped === undefined ? null : at(flipped),
      apply: (known) => ({
        ...known,
        resource: redaction.redactResource(written(policy, name, known.resource, text)),
      }),
    });
  }
  return moves;
}

/** Where every directory has these. */
const FROM: Readonly<Record<string, string>> = {
  email: 'emails',
  user_name: 'userName',
  display_name: 'displayName',
};

interface Wording {
  /** As the directory would write it; null: nothing. */
  text: string | null;
  how: 'be' | 'be_like' | 'be_other' | 'be_missing';
}

/** What to try, the plainest first. */
function wordings(
  { effective }: CompiledPolicy,
  catalog: Catalog,
  name: string,
  leaves: readonly ProofLeaf[],
): Wording[] {
  const mapping = effective.attributes.map[name];
  const known = catalog.attributes?.[name];
  const be = (text: string): Wording => ({ text, how: 'be' });
  const missing: Wording = { text: null, how: 'be_missing' };
  const translations = Object.entries(mapping?.values ?? {});
  const listed = [
    ...(known?.values ?? []).map((value) => {
      const said = translations.find(([, to]) => fold(String(to)) === fold(value));
      return said ? said[0] : value;
    }),
    ...translations.map(([said]) => said),
  ];
  if (listed.length > 0 && FROM[name] === undefined) return [...listed.map(be), missing];
  if (known?.type === 'boolean') return [be('true'), be('false'), missing];
  const isName = (leaf: ProofLeaf): boolean =>
    ['equals', 'not_equals', 'in', 'not_in'].includes(leaf.operator) || leaf.operator === 'contains';
  const operands = leaves.filter(isName).flatMap(({ operand }) => textsOf(operand));
  const shaped = (textCases(leaves, [], known?.type === 'list') ?? []).flatMap(({ text }) => text ?? []);
  const like = (text: string): Wording[] =>
    name === 'email'
      ? [text, `${text}@elsewhere.example`, `someone${text}`, `someone@${text}`].map((each) => ({
          text: each.replaceAll(/\s/g, '-'),
          how: 'be_like',
        }))
      : [{ text, how: 'be_like' }];
  return [
    ...operands.map(be),
    { text: name === 'email' ? 'someone@elsewhere.example' : OTHER, how: 'be_other' },
    ...leaves.filter((leaf) => !isName(leaf)).flatMap(({ operand }) => textsOf(operand).flatMap(like)),
    ...shaped.flatMap(like),
    missing,
  ];
}

function written(
  { effective }: CompiledPolicy,
  name: string,
  resource: DirectoryUserResource,
  text: string | null,
): DirectoryUserResource {
  if (name === 'email') {
    const { emails, ...rest } = resource;
    // A user name that is an address stands in for one.
    if (text === null) return { ...rest, ...(rest.userName?.includes('@') === true ? { userName: '' } : {}) };
    const others = (emails ?? []).map((entry) => ({ ...entry, primary: false }));
    return { ...rest, emails: [{ value: text, primary: true }, ...others] };
  }
  const path = FROM[name] ?? effective.attributes.map[name]?.from;
  return path === undefined ? resource : withValueAt(resource, pathOf(path), text);
}

function readValue(
  policy: CompiledPolicy,
  name: string,
  resource: DirectoryUserResource,
): AttributeValue | null | undefined {
  if (name === 'email') return readProfile(resource).email;
  if (name === 'display_name') return readProfile(resource).displayName;
  if (name === 'user_name') return shortText(resource.userName);
  return policy.attributes.read(resource, null).today.get(name);
}
