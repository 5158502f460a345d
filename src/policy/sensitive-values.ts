/** The kinds of value that a policy can have dropped wherever they appear. */
export type SensitiveKind = 'us_ssn' | 'credit_card' | 'iban';

/** A stretch of a text: [start, end). */
interface Span {
  start: number;
  end: number;
}

/**
 * Whether a text contains a value of one of these kinds, whatever stands around it. Every scan is a single pass
 * with bounded look-ahead: no backtracking expression ever sees the text.
 * - us_ssn: 3-2-4 digits with any separators between them, valid or not (invented and ITIN numbers have the same
 *   shape); nine bare digits only if they could have been issued and `named` says that the place is one for such
 *   numbers, because nine digits alone are as often an employee's number.
 * - credit_card: 13 to 19 digits, bare or in groups, that begin as payment cards do (2 to 6) and pass Luhn's check
 *   (ISO/IEC 7812-1); a time in milliseconds begins with 1.
 * - iban: a country's code, its length in the SWIFT registry, and the remainder modulo 97 (ISO 13616-1).
 */
export function containsSensitive(text: string, kinds: ReadonlySet<SensitiveKind>, named = false): boolean {
  const source = withoutUuids(legible(text));
  if (cannotContain(source, kinds)) return false;
  return !inDigits(source, kinds, named).next().done || (kinds.has('iban') && !ibans(source).next().done);
}

/** The text with every such value replaced by `[withheld]`. */
export function maskSensitive(text: string, kinds: ReadonlySet<SensitiveKind>): string {
  if (!containsSensitive(text, kinds)) return text;
  const source = legible(text);
  const searched = withoutUuids(source);
  const spans = [...inDigits(searched, kinds, false), ...(kinds.has('iban') ? ibans(searched) : [])];
  let masked = '';
  let from = 0;
  for (const span of spans.sort((a, b) => a.start - b.start)) {
    if (span.start >= from) masked += `${source.slice(from, span.start)}[withheld]`;
    from = Math.max(from, span.end);
  }
  return masked + source.slice(from);
}

/** Whether a name suggests a national or tax number, compared without case and separators. */
export function namesNationalNumber(name: string): boolean {
  const bare = name.toLowerCase().replace(/[^a-z]/g, '');
  return NATIONAL_NUMBER_NAMES.some((word) => bare.includes(word));
}

const NATIONAL_NUMBER_NAMES = ['ssn', 'social', 'tax', 'national', 'itin'];
const NATIONAL_NUMBER_TEXT = /ssn|social.{0,2}security|tax.{0,2}id|national.{0,2}id/i;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** The same within a text, such as the address of a resource (RFC 9562: with a version and the variant). */
const UUIDS =
  /(?<![0-9a-z])[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}(?![0-9a-z])/gi;
/** How many separators may stand between two groups of digits: "123 - 45 - 6789". */
const MOST_SEPARATORS = 3;

/** Full-width digits, no-break spaces and the many hyphens become their ASCII forms; invisible characters go. */
function legible(text: string): string {
  if (isAscii(text)) return text;
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\u2010-\u2015\u2212]/g, '-');
}

/** A random UUID has runs of digits that may pass for a card's number. In its place is something as long without any. */
function withoutUuids(text: string): string {
  return text.length < 36 ? text : text.replace(UUIDS, (uuid) => 'x'.repeat(uuid.length));
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

/** Too short for any of them; or a random UUID, which has long runs of digits and is never one of them. */
function cannotContain(text: string, kinds: ReadonlySet<SensitiveKind>): boolean {
  return kinds.size === 0 || text.length < 9 || UUID.test(text);
}

/** Looks at chains: groups of digits with nothing but a few separators between them. */
function* inDigits(text: string, kinds: ReadonlySet<SensitiveKind>, named: boolean): Generator<Span> {
  const bareSsn = named || NATIONAL_NUMBER_TEXT.test(text);
  let chain: Span[] = [];
  let i = 0;
  while (i < text.length) {
    if (!isDigit(text, i)) {
      i += 1;
      continue;
    }
    const start = i;
    while (i < text.length && isDigit(text, i)) i += 1;
    const previous = chain.at(-1);
    if (previous && !areSeparators(text, previous.end, start)) {
      yield* inChain(text, chain, kinds, bareSsn);
      chain = [];
    }
    chain.push({ start, end: i });
  }
  yield* inChain(text, chain, kinds, bareSsn);
}

function* inChain(
  text: string,
  chain: Span[],
  kinds: ReadonlySet<SensitiveKind>,
  bareSsn: boolean,
): Generator<Span> {
  for (let first = 0; first < chain.length; first++) {
    const ssn = kinds.has('us_ssn')
      ? ssnAt(chain, first, (span) => bareSsn && couldBeIssued(text, span))
      : null;
    const found = ssn ?? (kinds.has('credit_card') ? cardAt(text, chain, first) : null);
    if (found) yield found;
  }
}

function ssnAt(chain: Span[], first: number, isBareSsn: (span: Span) => boolean): Span | null {
  const [area, group, serial] = [chain[first], chain[first + 1], chain[first + 2]];
  if (!area) return null;
  if (widthOf(area) === 9 && isBareSsn(area)) return area;
  if (!group || !serial || widthOf(area) !== 3 || widthOf(group) !== 2 || widthOf(serial) !== 4) return null;
  return { start: area.start, end: serial.end };
}

const widthOf = (span: Span): number => span.end - span.start;

/** The Social Security Administration never issues the areas 000, 666 and 9xx, the group 00 and the serial 0000. */
function couldBeIssued(text: string, span: Span): boolean {
  const digits = text.slice(span.start, span.end);
  const area = digits.slice(0, 3);
  if (area === '000' || area === '666' || area.startsWith('9')) return false;
  return digits.slice(3, 5) !== '00' && digits.slice(5) !== '0000';
}

/** A card's number is one group of digits or several in a row. A longer bare run is something else: never a part of it. */
function cardAt(text: string, chain: Span[], first: number): Span | null {
  const start = chain[first]?.start ?? 0;
  let digits = '';
  let dotted = false;
  for (let last = first; last < chain.length; last++) {
    const group = chain[last];
    if (!group || digits.length + widthOf(group) > 19) return null;
    const before = last > first ? chain[last - 1] : undefined;
    if (before && /[./_]/.test(text.slice(before.end, group.start))) dotted = true;
    digits += text.slice(group.start, group.end);
    // One dot makes a decimal number (a latitude may have 13 digits), not a card.
    const isDecimal = dotted && last - first < 2;
    if (digits.length >= 13 && !isDecimal && beginsAsCard(digits) && passesLuhn(digits))
      return { start, end: group.end };
  }
  return null;
}

function beginsAsCard(digits: string): boolean {
  return /^[2-6]/.test(digits);
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  let same = true;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    if (digit !== digits.charCodeAt(0) - 48) same = false;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0 && !same;
}

function* ibans(text: string): Generator<Span> {
  for (let i = 0; i + 14 < text.length; i++) {
    if (!isLetter(text, i) || !isLetter(text, i + 1) || !isDigit(text, i + 2)) continue;
    const length = IBAN_LENGTHS.get(text.slice(i, i + 2).toUpperCase());
    if (length === undefined || !beginsAWord(text, i)) continue;
    const end = ibanEnd(text, i, length);
    if (end !== null) yield { start: i, end };
  }
}

/** A word begins after anything that is no letter or digit, and where small letters end: "ibanDE89...". */
function beginsAWord(text: string, at: number): boolean {
  if (at === 0 || !(isLetter(text, at - 1) || isDigit(text, at - 1))) return true;
  const isSmall = (index: number): boolean => text.charCodeAt(index) >= 97;
  return isSmall(at - 1) && isLetter(text, at - 1) && !isSmall(at) && !isSmall(at + 1);
}

/** Where the IBAN that begins here ends, or null if there is none. */
function ibanEnd(text: string, start: number, length: number): number | null {
  let compact = '';
  let at = start;
  while (compact.length < length) {
    let skipped = 0;
    while (compact.length >= 4 && skipped < MOST_SEPARATORS && isSeparator(text, at)) {
      at += 1;
      skipped += 1;
    }
    if (at >= text.length || !(isLetter(text, at) || isDigit(text, at))) return null;
    compact += text.charAt(at);
    at += 1;
  }
  if (at < text.length && (isLetter(text, at) || isDigit(text, at))) return null;
  if (!isDigit(compact, 3)) return null;
  return remainderBy97(compact.slice(4) + compact.slice(0, 4)) === 1 ? at : null;
}

function remainderBy97(alphanumeric: string): number {
  let remainder = 0;
  for (const character of alphanumeric) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

function isLetter(text: string, at: number): boolean {
  const code = text.charCodeAt(at) | 0x20;
  return code >= 97 && code <= 122;
}

function isSeparator(text: string, at: number): boolean {
  return at < text.length && ' \t\r\n-./_'.includes(text.charAt(at));
}

function areSeparators(text: string, from: number, to: number): boolean {
  if (to - from > MOST_SEPARATORS) return false;
  for (let i = from; i < to; i++) if (!isSeparator(text, i)) return false;
  return true;
}

/** Characters of an IBAN by country: SWIFT IBAN Registry, release 99. */
const IBAN_LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 ' +
    'EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 ' +
    'KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 ' +
    'PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 ' +
    'UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);
