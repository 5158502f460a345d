import { error, warning, type Finding } from './finding.ts';

/** More places than these say nothing new. */
const MOST_PLACES = 20;

/** Characters that no text file of ours holds: control characters and halves of surrogate pairs. */
const UNPRINTABLE = /(?![\t\n\r])\p{Cc}|\p{Cs}/gu;
/** Characters that nobody sees, yet that make two texts differ or show them in another order. */
const INVISIBLE = /[\u00AD\u200B\u2060\uFEFF\u202A-\u202E\u2066-\u2069]/g;

/** What a decoder puts where bytes are no UTF-8. */
const REPLACEMENT = '\uFFFD';

/** Looks for characters in the text of a file that cannot be meant. */
export function checkCharacters(text: string): Finding[] {
  const findings: Finding[] = [];
  const undecoded = text.indexOf(REPLACEMENT);
  if (undecoded !== -1) {
    findings.push(error(undecoded, 'not_utf8', 'This is not UTF-8 text.', 'Save the file as UTF-8.'));
  }
  for (const { index, 0: character } of text.matchAll(UNPRINTABLE)) {
    findings.push(
      error(
        index,
        'unprintable_character',
        `There is a character here that is no text (${codeOf(character)}).`,
        'Remove it; it usually comes from copying.',
      ),
    );
    if (findings.length === MOST_PLACES) break;
  }
  let places = 0;
  for (const { index, 0: character } of text.matchAll(INVISIBLE)) {
    findings.push(
      warning(
        index,
        'invisible_character',
        `There is an invisible character here (${codeOf(character)}), and it counts.`,
        `Remove it; it usually comes from copying. Where it is meant, write it as "${escapeOf(character)}" in a text between double quotes.`,
      ),
    );
    places += 1;
    if (places === MOST_PLACES) break;
  }
  return findings;
}

/** Looks at one text as YAML has read it: escapes such as "\0" can make what the file itself does not hold. */
export function checkText(text: string, at: number): Finding[] {
  UNPRINTABLE.lastIndex = 0;
  const found = UNPRINTABLE.exec(text);
  if (found) {
    return [
      error(
        at,
        'unprintable_character',
        `This text holds a character that is no text (${codeOf(found[0])}).`,
        'Remove the escape that makes it.',
      ),
    ];
  }
  if (/^[“”„‘’«»]/u.test(text)) {
    return [
      warning(
        at,
        'curly_quotes',
        `${text.charAt(0)} is a letter to YAML, so it becomes part of the value.`,
        'Use straight quotes: "..." or \'...\'.',
      ),
    ];
  }
  return [];
}

function codeOf(character: string): string {
  return `U+${hexOf(character)}`;
}

/** As YAML writes it in a text between double quotes. */
function escapeOf(character: string): string {
  return `\\u${hexOf(character)}`;
}

function hexOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}
