import type { Catalog } from '../../generated/catalog.ts';
import { pathOf } from '../attribute-path.ts';
import { readProfile, shortText } from '../attributes.ts';
import type { CompiledPolicy } from '../compile.ts';
import { fold } from '../fold.ts';
import { toComparable, type Comparable } from '../operators.ts';
import { compileRedaction, type Redaction } from '../redact.ts';
import type { ProofLeaf } from './condition-tree.ts';
import { givenAt, toResource, type GivenPerson } from './given-person.ts';
import { UNKNOWN_COST, type PartCase, type PersonPart } from './person-part.ts';
import { bitsOf, distinct, isNegative, MOST_CASES, textCases, textsOf, type TextCase } from './text-cases.ts';

/** Too long to be an attribute, and so counted as missing. */
const TOO_LONG = 'x'.repeat(1_001);

/**
 * The cases of one attribute. Values are tried as the directory would send them, through the policy's own mapping and
 * what it drops, so that nobody is made up who cannot be. Null where there are too many cases.
 */
export function attributePart(
  policy: CompiledPolicy,
  catalog: Catalog,
  name: string,
  leaves: readonly ProofLeaf[],
): PersonPart | null {
  const reader: Reader = {
    policy,
    redaction: compileRedaction(policy.effective.attributes.sensitive, fold),
    name,
    leaves,
  };
  const missing = makeCase(reader, {}, null, null, 0);
  const type = catalog.attributes?.[name]?.type ?? 'text';
  const mapping = policy.effective.attributes.map[name];
  const built = BUILT_IN[name];
  if (!built && !mapping) return { name, cases: [missing] };
  const write = built ?? ((text: string) => givenAt(pathOf(mapping?.from ?? ''), text));
  const plain = (text: string, cost: number): PartCase =>
    makeCase(reader, write(text), `${name} ${shown(text)}`, text, cost);

  const listed = [...Object.keys(mapping?.values ?? {}), ...(catalog.attributes?.[name]?.values ?? [])];
  const isClosed = mapping?.values !== undefined || catalog.attributes?.[name]?.values !== undefined;
  const texts = textCases(leaves, listed, type === 'list');
  if (texts === null) return null;
  const tried = texts.flatMap(({ text }) => (text === null ? [] : variantsOf(name, text)));
  const operands = leaves
    .flatMap(({ operand }) => textsOf(operand))
    .flatMap((text) => variantsOf(name, text));
  const real = [
    missing,
    ...[...listed, ...operands, ...tried, 'true', 'false', 'something else'].map((text) => plain(text, 1)),
    { ...plain(TOO_LONG, 50), says: `${name} of no use` },
  ];
  const key = ({ holds }: { holds: PartCase['holds'] }): string => bitsOf(leaves, holds);
  let cases = distinct(real, key);
  // Of listed values, of a number and of true or false, all cases have been tried.
  if (!isClosed && type !== 'number' && type !== 'boolean') {
    cases = distinct([...cases, ...texts.filter(({ text }) => text === null).map(toUnknown)], key);
  }
  if (type === 'list') {
    const joined = joinEntries(cases, leaves, (chosen) => makeListCase(reader, mapping?.from ?? '', chosen));
    if (joined === null) return null;
    cases = joined;
  }
  return { name, cases };
}

/** What everybody has, whatever a policy maps. */
const BUILT_IN: Readonly<Record<string, (text: string) => GivenPerson>> = {
  email: (value) => ({ emails: [{ value }] }),
  user_name: (userName) => ({ userName }),
  display_name: (displayName) => ({ displayName }),
};

interface Reader {
  policy: CompiledPolicy;
  redaction: Redaction;
  name: string;
  leaves: readonly ProofLeaf[];
}

function makeCase(
  reader: Reader,
  given: GivenPerson,
  says: string | null,
  text: string | null,
  cost: number,
): PartCase {
  const value = readValue(reader, given);
  const holds = new Map(reader.leaves.map((leaf) => [leaf, leaf.matches(value)]));
  return { holds, given, says: text === null ? null : says, cost };
}

/** What conditions see of a person. */
function readValue({ policy, redaction, name }: Reader, given: GivenPerson): Comparable | null {
  const resource = redaction.redactResource(toResource(given));
  if (name === 'email') return toComparable(readProfile(resource).email);
  if (name === 'display_name') return toComparable(readProfile(resource).displayName);
  if (name === 'user_name') return toComparable(shortText(resource.userName));
  return toComparable(policy.attributes.read(resource, null).today.get(name));
}

/** An address needs more than what a condition asks for. */
function variantsOf(name: string, text: string): string[] {
  if (name !== 'email') return [text];
  const start = text.replaceAll(/\s/g, '-');
  return [text, `${start}@elsewhere.example`, `someone${start}`, `someone@${start}`];
}

function toUnknown({ holds }: TextCase): PartCase {
  return { holds, given: null, says: null, cost: UNKNOWN_COST };
}

/** Lists have any number of entries: the cases of lists are those of entries joined. */
function joinEntries(
  entries: readonly PartCase[],
  leaves: readonly ProofLeaf[],
  make: (texts: readonly string[]) => PartCase,
): PartCase[] | null {
  const [missing, ...single] = entries;
  if (!missing) return [];
  const found = new Map([[bitsOf(leaves, missing.holds), { made: missing, texts: [] as string[] }]]);
  const textOf = ({ says }: PartCase): string[] => (says === null ? [] : [says.slice(says.indexOf(' ') + 1)]);
  let fresh = single.map((made) => ({ made, texts: textOf(made) }));
  while (fresh.length > 0) {
    const next: typeof fresh = [];
    for (const one of fresh) {
      const key = bitsOf(leaves, one.made.holds);
      if (found.has(key)) continue;
      found.set(key, one);
      if (found.size > MOST_CASES) return null;
      for (const other of single) {
        const holds = new Map(
          leaves.map((leaf) => {
            const [a, b] = [one.made.holds.get(leaf) === true, other.holds.get(leaf) === true];
            return [leaf, isNegative(leaf.operator) ? a && b : a || b];
          }),
        );
        const texts = [...one.texts, ...textOf(other)];
        const isKnown = one.made.given !== null && other.given !== null;
        const real = isKnown ? make(texts) : null;
        const isReal = real !== null && bitsOf(leaves, real.holds) === bitsOf(leaves, holds);
        next.push({
          made: isReal ? real : { holds, given: null, says: null, cost: UNKNOWN_COST },
          texts,
        });
      }
    }
    fresh = next;
  }
  return [...found.values()].map(({ made }) => made);
}

function makeListCase(reader: Reader, from: string, texts: readonly string[]): PartCase {
  const given = givenAt(pathOf(from), '');
  const filled = JSON.parse(
    JSON.stringify(given, (_, value: unknown) => (value === '' ? texts : value)),
  ) as GivenPerson;
  return makeCase(reader, filled, `${reader.name} ${texts.join(' and ')}`, texts.join(), texts.length);
}

function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
