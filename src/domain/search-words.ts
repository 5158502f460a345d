import type { Account } from './change.ts';

/** A person has no more of them, and none is longer: whoever looks for somebody types the beginning of a name. */
const MOST_WORDS = 24;
/** In characters. */
const LONGEST_WORD = 40;
const LONGEST_TEXT = 4_000;

/** The words that somebody is found by, each once: of their name and of their e-mail address. Without accents, so that `muller` finds Müller. */
export function searchWordsOf(
  account: Pick<Account, 'displayName' | 'givenName' | 'familyName' | 'email'>,
): string[] {
  const { displayName, givenName, familyName, email } = account;
  const texts = [displayName, givenName, familyName, email].filter((text) => text !== null);
  return wordsIn(texts.join(' '));
}

/** What is looked for, as beginnings of words. Empty where no letter and no digit is in it. */
export function wordsSought(text: string): string[] {
  return wordsIn(text);
}

function wordsIn(text: string): string[] {
  const words = new Set<string>();
  for (const [word] of text.slice(0, LONGEST_TEXT).matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const plain = Array.from(withoutAccents(word)).slice(0, LONGEST_WORD).join('');
    if (plain !== '') words.add(plain);
    if (words.size === MOST_WORDS) break;
  }
  return [...words];
}

/** Compatibility forms are taken apart as well: full-width letters and ligatures are what they look like. */
function withoutAccents(word: string): string {
  return word
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .replaceAll(/[ßςøł]/gu, (letter) => lookalikes[letter] ?? letter)
    .normalize('NFC');
}

/** Letters that Unicode does not take apart, and that people type without their mark. */
const lookalikes: Record<string, string> = { ß: 'ss', ς: 'σ', ø: 'o', ł: 'l' };
