import type { Account } from './change.ts';

/** A person has no more of them, and none is longer: whoever looks for somebody types the beginning of a name. */
const MOST_WORDS = 24;
/** The address comes first, so that no name, however long, hides its owner; but it leaves room for the name. */
const MOST_OF_ADDRESS = 12;
/** In characters. */
const LONGEST_WORD = 40;
const LONGEST_TEXT = 4_000;

/**
 * What somebody is found by the beginnings of, each once: the words of their e-mail address and of their names, and then
 * endings of these, as far as there is room. Without accents, so that `muller` finds Müller.
 */
export function searchWordsOf(
  account: Pick<Account, 'displayName' | 'givenName' | 'familyName' | 'email'>,
): string[] {
  const { displayName, givenName, familyName, email } = account;
  const address = wordsIn(email ?? '');
  // The family name first, as those are written who are often written without a space.
  const names = [displayName ?? '', [familyName, givenName].join(' ')].map(wordsIn);
  const found = new Set(address.slice(0, MOST_OF_ADDRESS).map(textOf));
  for (const word of candidatesOf([...names, address])) {
    if (found.size === MOST_WORDS) break;
    found.add(word);
  }
  return [...found];
}

/** What is looked for, as beginnings of words. Empty where no letter and no digit is in it. */
export function wordsSought(text: string): string[] {
  return wordsIn(text).map(textOf);
}

interface Word {
  /** What stands between its apostrophes. */
  parts: string[];
  /** Chinese, Japanese or Korean: spaces do not say where in it a name begins. */
  isUnspaced: boolean;
}

function* candidatesOf(texts: readonly Word[][]): Generator<string> {
  yield* texts.flat().map(textOf);
  for (const words of texts) yield* endingsOf(words);
}

const textOf = ({ parts }: Word): string => shorten(parts.join(''));

const letters = '[\\p{L}\\p{N}\\p{M}]';
const unspaced = ['Han', 'Hiragana', 'Katakana', 'Hangul', 'Bopomofo']
  .map((script) => `\\p{scx=${script}}`)
  .join('');
const spacedPart = `(?:(?![${unspaced}])${letters})+`;
const wordPattern = new RegExp(
  `(?<unspaced>(?:(?=[${unspaced}])${letters})+)|${spacedPart}(?:'${spacedPart})*`,
  'gu',
);
/** Zero-width characters, soft hyphens and the like: nobody sees them, so nobody types them. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;
const apostrophes = /[’‘‛`´′＇ʹʻʼʽʾʿˈ׳]/gu;

function wordsIn(text: string): Word[] {
  const visible = text.slice(0, LONGEST_TEXT).replaceAll(invisible, '').replaceAll(apostrophes, "'");
  const words = new Map<string, Word>();
  for (const { 0: found, groups } of visible.matchAll(wordPattern)) {
    const parts = found
      .split("'")
      .map((part) => shorten(plainOf(part)))
      .filter((part) => part !== '');
    const word: Word = { parts, isUnspaced: groups?.['unspaced'] !== undefined };
    const plain = textOf(word);
    if (plain !== '' && !words.has(plain)) words.set(plain, word);
    if (words.size === MOST_WORDS) break;
  }
  return [...words.values()];
}

/**
 * Where else one may begin to type: after an apostrophe (Brien of O'Brien), and at each letter of names without spaces,
 * also of those that are written with some (山田太郎 of 山田 太郎). The whole of each comes first.
 */
function* endingsOf(words: readonly Word[]): Generator<string> {
  let run: string[] = [];
  for (const [index, { parts, isUnspaced }] of words.entries()) {
    if (isUnspaced) run.push(...parts.flatMap((part) => Array.from(part)));
    if (isUnspaced && words[index + 1]?.isUnspaced === true) continue;
    const pieces = isUnspaced ? run : parts;
    for (const start of pieces.keys()) yield shorten(pieces.slice(start, start + LONGEST_WORD).join(''));
    run = [];
  }
}

function shorten(word: string): string {
  return word.length <= LONGEST_WORD ? word : Array.from(word).slice(0, LONGEST_WORD).join('');
}

/** Compatibility forms are taken apart as well: full-width letters and ligatures are what they look like. */
function plainOf(word: string): string {
  return word
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]|ʼ/gu, '')
    .replaceAll(lookalike, (letter) => lookalikes[letter] ?? letter)
    .normalize('NFC');
}

/** Letters that Unicode does not take apart, and how people type them who do not have them on their keyboard. */
const lookalikes: Record<string, string> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th', ø: 'o', ł: 'l', đ: 'd', ð: 'd', ħ: 'h', ı: 'i', ŧ: 't', ŋ: 'n' },
  ς: 'σ',
};
const lookalike = new RegExp(`[${Object.keys(lookalikes).join('')}]`, 'gu');
