import type { PolicyPlace } from '../generated/api.ts';
import { locateIn } from '../policy/locate.ts';
import type { PolicyVersionRow } from '../store/policy-versions.ts';

const LONGEST_LINE = 200;

/** Shows where a JSON pointer into a policy leads: file, line, and what that line says. */
export type ShowPlace = (pointer: string) => PolicyPlace;

/** @param slug of the tenant, after whom its policy file is called */
export function placesIn(
  {
    version,
    yaml,
    origin,
    author,
  }: Pick<PolicyVersionRow<unknown>, 'version' | 'yaml' | 'origin' | 'author'>,
  slug: string,
): ShowPlace {
  const findLine = locateIn(yaml);
  const lines = yaml.split(/\r?\n/);
  // Whoever pushes a file may be named instead of it.
  const isFile = origin === 'file' && /\.ya?ml$/.test(author);
  const own = isFile ? (author.split('/').at(-1) ?? author) : `${slug}.policy.yaml`;
  return (pointer) => {
    const line = findLine(pointer);
    if (line === null) return { version, pointer, file: 'default.policy.yaml', line, text: null };
    return { version, pointer, file: own, line, text: shortened(lines[line - 1]?.trim() ?? '') };
  };
}

function shortened(text: string): string {
  return text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE - 3)}...` : text;
}
