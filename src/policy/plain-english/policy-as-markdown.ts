import type { PolicyDocument } from '../../generated/policy.ts';
import { sectionOrigins, type Section } from '../effective-policy.ts';
import { locateIn } from '../locate.ts';
import { onOneLine } from './in-quotes.ts';
import type { Chapter } from './statement.ts';

/** A policy in plain English, each statement with where it stands. */
export function* policyAsMarkdown(
  tenant: string,
  about: string | null,
  chapters: readonly Chapter[],
  placeOf: PlaceOf,
): Generator<string> {
  yield `# The policy of ${escaped(tenant)}`;
  if (about !== null) yield* ['', escaped(about)];
  yield* ['', HOW_TO_READ];
  for (const { title, statements } of chapters) {
    yield* ['', `## ${title}`, ''];
    for (const { says, at } of statements) yield `- ${escaped(says)} _(${placeInWords(placeOf(at))})_`;
  }
}

/** Where a statement stands, in whichever file its section is from; null: no file says it, it is built in. */
export type PlaceOf = (pointer: string) => { file: string; line: number } | null;

interface Source {
  file: string;
  text: string;
}

/** Finds lines of statements in the tenant's policy, or in the default policy. */
export function placesOfStatements(
  document: PolicyDocument,
  defaultDocument: PolicyDocument,
  sources: { tenant: Source; default: Source },
): PlaceOf {
  const origins = sectionOrigins(document, defaultDocument);
  const find = { tenant: locateIn(sources.tenant.text), default: locateIn(sources.default.text) };
  return (pointer) => {
    const origin = origins[pointer.split('/')[1] as Section];
    if (origin === 'built_in') return null;
    const line = find[origin](pointer);
    return line === null ? null : { file: sources[origin].file, line };
  };
}

/** `acme.policy.yaml:12` */
export function placeInWords(place: ReturnType<PlaceOf>): string {
  return place === null ? 'built in' : `${place.file}:${place.line}`;
}

const HOW_TO_READ =
  'Each statement names the line of the policy behind it. Where that is the first line of a section, the section leaves it to its default; what no file says is built in.';

/** Names in a policy are anybody's text: here they are only text. */
function escaped(text: string): string {
  return onOneLine(text).replaceAll(/[\\`*_[\]<>|]/g, '\\$&');
}
