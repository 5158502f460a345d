/** Where in a YAML document something is being written. */
export interface PlaceInYaml {
  /** The keys and indexes that lead to the map that the key is in, or to the value. */
  path: readonly (string | number)[];
  /** either: an item of a list that may become a map or a plain value. */
  kind: 'key' | 'value' | 'either';
  /** Where the word that is being written begins, its quote left out. */
  from: number;
  /** The keys that the map has, those after the place too. */
  siblings: readonly string[];
}

interface Frame {
  kind: 'map' | 'list' | 'flowMap' | 'flowList';
  /** Of a block, in columns. */
  indent: number;
  key: string | null;
  index: number;
  keys: string[];
}

const KEY =
  /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#,[\]{}"'&*!|>%@`-][^#:,[\]{}]*|-[^\s#:,[\]{}]+)\s*:(?=\s|$)/;

/**
 * Finds the place by indentation and brackets. The document need not be whole: that is when one is writing it. Null inside a
 * comment or a block of text.
 */
export function placeInYaml(text: string, offset: number): PlaceInYaml | null {
  const frames: Frame[] = [];
  const target = Math.min(offset, text.length);
  let at = 0;
  let textDeeperThan: number | null = null;
  while (at <= target) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(at, end).replace(/\r$/, '');
    const here = target <= end ? target - at : null;
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    const isBlank = line.trim() === '' || line.trimStart().startsWith('#');
    if (textDeeperThan !== null && (isBlank || indent > textDeeperThan)) {
      if (here !== null) return null;
    } else if (isFlow(frames.at(-1))) {
      const found = scanFlow(frames, line, 0, here);
      if (found !== null) return withRest(found, frames, text, at);
    } else if (isBlank && here === null) {
      // Blank lines and comments lead nowhere.
    } else {
      textDeeperThan = null;
      const found = scanBlockLine(frames, line, here);
      if (found === 'comment') return null;
      if (found !== null) return withRest(found, frames, text, at);
      if (/(?:^|\s)[|>][+-]?\d?\s*(?:#.*)?$/.test(line)) textDeeperThan = indent;
    }
    at = end + 1;
  }
  return null;
}

interface Found {
  kind: PlaceInYaml['kind'];
  /** In the line. */
  from: number;
}

/** Goes through a line that begins outside of brackets; null where the place is further on. */
function scanBlockLine(frames: Frame[], line: string, here: number | null): Found | 'comment' | null {
  let column = /^ */.exec(line)?.[0].length ?? 0;
  if (here !== null && here <= column) {
    leaveDeeperThan(frames, here, line.slice(column).startsWith('- '));
    return { kind: openKind(frames, here), from: here };
  }
  if (line[column] === '#') return here === null ? null : 'comment';
  for (let dash = /^-(\s+|$)/.exec(line.slice(column)); dash !== null;) {
    if (here !== null && here <= column) return { kind: 'either', from: here };
    leaveDeeperThan(frames, column, true);
    const top = frames.at(-1);
    if (top?.kind === 'list' && top.indent === column) top.index += 1;
    else frames.push({ kind: 'list', indent: column, key: null, index: 0, keys: [] });
    column += dash[0].length;
    if (here !== null && here <= column) return { kind: 'either', from: here };
    dash = /^-(\s+|$)/.exec(line.slice(column));
  }
  const rest = line.slice(column);
  const key = KEY.exec(rest);
  const isItem =
    frames.at(-1)?.kind === 'list' && (frames.at(-1)?.indent ?? column) < column && startsItem(line, column);
  if (key === null) {
    leaveDeeperThan(frames, column, false);
    if (/^[[{]/.test(rest)) return scanFlow(frames, line, column, here);
    if (here === null) return null;
    const from = column + (/^["']/.test(rest) ? 1 : 0);
    return { kind: isItem ? 'either' : openKind(frames, column), from };
  }
  leaveDeeperThan(frames, column, false);
  const name = plain(key[1] ?? '');
  const top = frames.at(-1);
  const keyEnd = column + (key[1] ?? '').trimEnd().length;
  if (top?.kind === 'map' && top.indent === column) {
    if (here !== null && here <= keyEnd) return { kind: 'key', from: column };
    top.key = name;
    top.keys.push(name);
  } else {
    frames.push({ kind: 'map', indent: column, key: null, index: 0, keys: [] });
    const map = frames.at(-1);
    if (here !== null && here <= keyEnd) return { kind: 'key', from: column };
    if (map !== undefined) {
      map.key = name;
      map.keys.push(name);
    }
  }
  return scanValue(frames, line, column + key[0].length, here);
}

/** What stands behind the colon of a key. */
function scanValue(
  frames: Frame[],
  line: string,
  start: number,
  here: number | null,
): Found | 'comment' | null {
  const begin = start + (/^\s*/.exec(line.slice(start))?.[0].length ?? 0);
  const rest = line.slice(begin);
  if (/^[[{]/.test(rest) && (here === null || here > begin)) return scanFlow(frames, line, begin, here);
  if (here === null) return null;
  if (here < begin) return { kind: 'value', from: here };
  const comment = /(?:^|\s)#/.exec(rest);
  if (comment !== null && !/^["']/.test(rest) && here > begin + comment.index + comment[0].length - 1)
    return 'comment';
  return { kind: 'value', from: begin + (/^["']/.test(rest) && here > begin ? 1 : 0) };
}

/** Goes through brackets, on this line from `start`; null where they or the line end first. */
function scanFlow(frames: Frame[], line: string, start: number, here: number | null): Found | null {
  let at = start;
  /** Of the word that is being read; null between words. */
  let word: number | null = null;
  const depthBefore = frames.filter(isFlow).length;
  const answer = (from: number): Found => {
    const top = frames.at(-1);
    if (top?.kind === 'flowMap') return { kind: top.key === null ? 'key' : 'value', from };
    return { kind: 'either', from };
  };
  while (at <= line.length) {
    if (here !== null && at >= here && (isFlow(frames.at(-1)) || depthBefore > 0))
      return answer(word ?? here);
    const character = line[at];
    if (character === undefined) return null;
    if (character === '#' && (at === 0 || /\s/.test(line[at - 1] ?? ''))) return null;
    if (character === '"' || character === "'") {
      const close = closingQuote(line, at);
      if (here !== null && here <= close) return answer(at + 1);
      word ??= at;
      at = close + 1;
      continue;
    }
    const top = frames.at(-1);
    if (character === '{' || character === '[') {
      frames.push({
        kind: character === '{' ? 'flowMap' : 'flowList',
        indent: -1,
        key: null,
        index: 0,
        keys: [],
      });
      word = null;
    } else if (character === '}' || character === ']') {
      frames.pop();
      word = null;
      if (!isFlow(frames.at(-1))) return null;
    } else if (character === ',') {
      if (top !== undefined) {
        top.key = null;
        top.index += 1;
      }
      word = null;
    } else if (
      character === ':' &&
      /^(\s|$)/.test(line.slice(at + 1)) &&
      top?.kind === 'flowMap' &&
      word !== null
    ) {
      const name = plain(line.slice(word, at).trim());
      top.key = name;
      top.keys.push(name);
      word = null;
    } else if (!/\s/.test(character)) {
      word ??= at;
    }
    at += 1;
  }
  return null;
}

function closingQuote(line: string, open: number): number {
  const quote = line[open];
  for (let at = open + 1; at < line.length; at += 1) {
    if (quote === '"' && line[at] === '\\') at += 1;
    else if (line[at] === quote) {
      if (quote === "'" && line[at + 1] === "'") at += 1;
      else return at;
    }
  }
  return line.length;
}

function isFlow(frame: Frame | undefined): boolean {
  return frame?.kind === 'flowMap' || frame?.kind === 'flowList';
}

/** Ends the blocks that a line at this column is outside of. A list may stand as far left as the key that it is of. */
function leaveDeeperThan(frames: Frame[], column: number, isDash: boolean): void {
  for (let top = frames.at(-1); top !== undefined; top = frames.at(-1)) {
    const isOver = top.indent > column || (top.indent === column && top.kind === 'list' && !isDash);
    if (!isOver) return;
    frames.pop();
  }
}

function startsItem(line: string, column: number): boolean {
  return /^\s*(?:-\s+)+$/.test(line.slice(0, column));
}

/** What may be written at this column outside of brackets. */
function openKind(frames: readonly Frame[], column: number): PlaceInYaml['kind'] {
  const top = frames.at(-1);
  if (top?.kind === 'map' && top.indent === column) return 'key';
  return top === undefined ? 'key' : 'either';
}

/** The path at the place, and the keys of its map that come later. */
function withRest(
  { kind, from }: Found,
  frames: readonly Frame[],
  text: string,
  lineStart: number,
): PlaceInYaml {
  const last = frames.at(-1);
  const isInMap = kind === 'key' && (last?.kind === 'map' || last?.kind === 'flowMap');
  const path = frames.flatMap((frame, place): (string | number)[] => {
    if (frame.kind === 'list' || frame.kind === 'flowList') return [frame.index];
    if (place === frames.length - 1 && isInMap) return [];
    return frame.key === null ? [] : [frame.key];
  });
  // Where a map only begins, its keys are those below that stand as far in.
  const indent = last?.kind === 'map' && isInMap ? last.indent : from;
  const later = isFlow(last) || kind === 'value' ? [] : laterKeys(text, lineStart, indent);
  return { path, kind, from: lineStart + from, siblings: [...(isInMap ? last.keys : []), ...later] };
}

function laterKeys(text: string, lineStart: number, indent: number): string[] {
  const keys: string[] = [];
  const after = text.indexOf('\n', lineStart);
  if (after === -1) return keys;
  for (const line of text.slice(after + 1).split('\n')) {
    const depth = /^ */.exec(line)?.[0].length ?? 0;
    if (line.trim() === '' || line.trimStart().startsWith('#') || depth > indent) continue;
    if (depth < indent) break;
    const key = KEY.exec(line.slice(depth));
    if (key === null) {
      if (indent === 0 && line.startsWith('- ')) continue;
      break;
    }
    keys.push(plain(key[1] ?? ''));
  }
  return keys;
}

function plain(key: string): string {
  return key.trim().replace(/^(["'])(.*)\1$/, '$2');
}
