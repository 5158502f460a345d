import type { YAMLError } from 'yaml';
import { error, quoted, type Finding } from './finding.ts';
import { gluedKey } from './glued-key.ts';

/** More than these are echoes of one mistake. */
const MOST_SYNTAX_ERRORS = 100;

/**
 * Says what the YAML reader found in words that help someone who has never written YAML.
 * One finding per line, because one slip makes the reader stumble several times.
 */
export function syntaxFindings(
  errors: readonly YAMLError[],
  openQuotes: ReadonlyMap<number, number>,
  { text, lineOf }: { text: string; lineOf: (offset: number) => number },
): Finding[] {
  const findings: Finding[] = [];
  const lines = new Set<number>();
  let strayed = false;
  for (const { code, message, pos } of errors) {
    const at = openQuotes.get(pos[0]) ?? pos[0];
    // Once the reader has lost the document, everything up to the end of the file is "unexpected".
    const stray = message.includes('in YAML stream') || message.includes('after document');
    if (lines.has(lineOf(at)) || (stray && strayed)) continue;
    strayed ||= stray;
    lines.add(lineOf(at));
    findings.push(gluedFinding(text, at, code) ?? sentenceFor(at, code, message));
    if (findings.length === MOST_SYNTAX_ERRORS) break;
  }
  return findings;
}

/** A key and its value with no blank between, on a line of their own, which YAML reads as one word. */
function gluedFinding(text: string, at: number, code: YAMLError['code']): Finding | null {
  if (code !== 'MULTILINE_IMPLICIT_KEY' && code !== 'MISSING_CHAR') return null;
  const key = gluedKey(text, at);
  if (key === null) return null;
  const message = `There is no space after the colon of ${quoted(`${key}:`)}.`;
  return error(at, 'yaml_syntax', message, 'Write a space after the colon.');
}

function sentenceFor(at: number, code: YAMLError['code'], message: string): Finding {
  switch (code) {
    case 'TAB_AS_INDENT':
      return error(at, 'tab', 'This line is indented with a tab.', 'Use spaces: two for each level.');
    case 'BLOCK_AS_IMPLICIT_KEY':
      return error(
        at,
        'yaml_syntax',
        'There is a second colon in this value, or the next line is indented too far.',
        'Put text with a colon in quotes, and start all keys of one level in the same column.',
      );
    case 'MULTILINE_IMPLICIT_KEY':
      return error(
        at,
        'yaml_syntax',
        'This line has no "key: value" of its own, so it runs into the next one.',
        'Write a colon and a space after the key.',
      );
    case 'BAD_INDENT':
      return message.startsWith('Flow')
        ? error(
            at,
            'yaml_syntax',
            'A [ or { above is still open here.',
            'Close it with ] or }, and indent the lines in between.',
          )
        : error(
            at,
            'yaml_syntax',
            'This line starts in another column than its neighbours.',
            'Start all keys and all - of one level in the same column.',
          );
    case 'MISSING_CHAR':
      return missingCharacter(at, message);
    case 'BAD_SCALAR_START':
      return error(
        at,
        'yaml_syntax',
        `A value cannot start with ${message.slice(-1)} without quotes.`,
        'Put the value in quotes.',
      );
    case 'BAD_DQ_ESCAPE':
      return error(
        at,
        'yaml_syntax',
        'Inside "double quotes" a backslash starts an escape, and this is none.',
        "Use 'single quotes', where a backslash is only a backslash.",
      );
    case 'BLOCK_IN_FLOW':
      return error(
        at,
        'yaml_syntax',
        'Something is missing inside these { } or [ ].',
        'Put a comma between the entries.',
      );
    case 'BAD_ALIAS':
    case 'ALIAS_PROPS':
    case 'MULTIPLE_ANCHORS':
      return error(at, 'yaml_syntax', 'YAML reads * and & as marks of its own.', 'Put the value in quotes.');
    default:
      return error(
        at,
        'yaml_syntax',
        'This does not belong here.',
        'Look for a bracket, quote or comma too many, or for text that needs quotes.',
      );
  }
}

function missingCharacter(at: number, message: string): Finding {
  if (message.includes('quote')) {
    return error(at, 'yaml_syntax', 'This quote is never closed.', 'Add the closing quote on the same line.');
  }
  if (message.includes('Comments')) {
    return error(
      at,
      'yaml_syntax',
      'A # right after a value.',
      'Put a space before the #, or the text in quotes.',
    );
  }
  if (message.includes('space after :')) {
    return error(at, 'yaml_syntax', 'There is no space after this colon.', 'Write a space after the colon.');
  }
  return error(
    at,
    'yaml_syntax',
    'Something is missing before this: a colon, a comma or a closing bracket.',
    'Write key: value, with a comma between entries in { } and [ ].',
  );
}
