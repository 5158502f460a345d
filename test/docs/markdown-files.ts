import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

/** A page of the documentation. */
export interface MarkdownFile {
  /** Relative to the root of the repository, with slashes. */
  path: string;
  text: string;
}

/** One fenced block. */
export interface Fence {
  /** What stands behind the opening marks, such as `yaml policy`. */
  info: string;
  body: string;
  /** Where its first line stands, from 1. */
  line: number;
}

/** Every page: those beside package.json, and those below docs/. */
export function markdownFiles(): MarkdownFile[] {
  const beside = readdirSync(ROOT).filter((name) => name.endsWith('.md'));
  const below = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`);
  return [...beside, ...below].sort().map(readMarkdown);
}

export function readMarkdown(path: string): MarkdownFile {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}

/** The fenced blocks of a page in their order, also those inside of a list. */
export function fencesIn(text: string): Fence[] {
  const fences: Fence[] = [];
  let open: { info: string; indent: string; lines: string[]; line: number } | null = null;
  for (const [index, line] of text.split('\n').entries()) {
    const mark = /^( *)```(.*)$/.exec(line);
    if (open === null) {
      if (mark) open = { info: mark[2] ?? '', indent: mark[1] ?? '', lines: [], line: index + 2 };
    } else if (mark?.[2] === '') {
      fences.push({ info: open.info, body: `${open.lines.join('\n')}\n`, line: open.line });
      open = null;
    } else {
      open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
    }
  }
  return fences;
}

/** The page without its fenced blocks, line by line, so that lines keep their numbers. */
export function proseOf(text: string): string[] {
  let inside = false;
  return text.split('\n').map((line) => {
    const isMark = /^ *```/.test(line);
    if (isMark) inside = !inside;
    return isMark || inside ? '' : line;
  });
}

/** The rows of the table whose header begins with this cell, as their cells; without the header. */
export function tableRows(text: string, firstHeader: string): string[][] {
  const lines = proseOf(text);
  const header = lines.findIndex((line) => cellsOf(line)[0] === firstHeader);
  if (header === -1) throw new Error(`There is no table that begins with ${firstHeader}.`);
  const rows: string[][] = [];
  for (const line of lines.slice(header + 2)) {
    if (!line.startsWith('|')) break;
    rows.push(cellsOf(line));
  }
  return rows;
}

function cellsOf(line: string): string[] {
  if (!line.startsWith('|')) return [];
  return line
    .replace(/^\||\|\s*$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}
