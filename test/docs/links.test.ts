import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { markdownFiles, proseOf, ROOT } from './markdown-files.ts';

const pages = markdownFiles();
const anchorsOf = new Map(pages.map(({ path, text }) => [path, anchorsIn(text)]));

/** The anchors that GitHub makes of headings. */
function anchorsIn(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const line of proseOf(text)) {
    const heading = /^#{1,6} (.*)$/.exec(line)?.[1];
    if (heading === undefined) continue;
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

interface Mention {
  target: string;
  where: string;
}

function mentionsOf(path: string, text: string, pattern: RegExp): Mention[] {
  return proseOf(text).flatMap((line, index) =>
    [...line.matchAll(pattern)].map(([, target = '']) => ({ target, where: `${path}:${index + 1}` })),
  );
}

describe('links between the pages of the documentation', () => {
  it('lead to files and headings that are there', () => {
    const broken: string[] = [];
    let count = 0;
    for (const { path, text } of pages) {
      for (const { target, where } of mentionsOf(path, text, /\]\(([^)\s]+)\)/g)) {
        if (/^https?:\/\//.test(target)) continue;
        count += 1;
        const [file = '', anchor] = target.split('#');
        const resolved = file === '' ? path : posix.normalize(posix.join(posix.dirname(path), file));
        const exists = existsSync(join(ROOT, resolved));
        if (!exists || (anchor !== undefined && anchorsOf.get(resolved)?.has(anchor) !== true)) {
          broken.push(`${where} ${target}`);
        }
      }
    }
    assert.deepEqual(broken, []);
    assert.ok(count > 40, String(count));
  });

  it('reach every page from the README', () => {
    const reached = new Set<string>();
    const waiting = ['README.md'];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      const page = pages.find((each) => each.path === path);
      if (page === undefined || reached.has(path)) continue;
      reached.add(path);
      for (const { target } of mentionsOf(path, page.text, /\]\(([^)\s#]+)/g)) {
        waiting.push(posix.normalize(posix.join(posix.dirname(path), target)));
      }
    }
    assert.deepEqual(
      pages.map(({ path }) => path).filter((path) => !reached.has(path)),
      [],
    );
  });
});

describe('names in the pages of the documentation', () => {
  it('are of files and folders that are there', () => {
    const missing: string[] = [];
    let count = 0;
    const rooms = /`((?:src|test|docs|schemas|migrations|policies|bench|\.ci)\/[\w./@-]*)`/g;
    for (const { path, text } of pages) {
      for (const { target, where } of mentionsOf(path, text, rooms)) {
        count += 1;
        if (!existsSync(join(ROOT, target))) missing.push(`${where} ${target}`);
      }
    }
    assert.deepEqual(missing, []);
    assert.ok(count > 40, String(count));
  });

  it('are of npm scripts that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const unknown = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/\bnpm run ([a-z][\w:-]*)/g)]
        .map(([, name = '']) => name)
        .filter((name) => !(name in scripts))
        .map((name) => `${path} ${name}`),
    );
    assert.deepEqual(unknown, []);
  });
});

describe('lines in the pages of the documentation', () => {
  it('have at most 120 characters, tables and examples aside', () => {
    const long = pages.flatMap(({ path, text }) =>
      proseOf(text)
        .map((line, index) => ({ line, where: `${path}:${index + 1}` }))
        .filter(({ line }) => line.length > 120 && !line.startsWith('|'))
        .map(({ where }) => where),
    );
    assert.deepEqual(long, []);
  });

  it('speak plainly: nothing is exclaimed, and no user is deleted', () => {
    const loud = pages.flatMap(({ path, text }) =>
      proseOf(text)
        .map((line, index) => ({ line: line.replaceAll(/`[^`]*`/g, ''), where: `${path}:${index + 1}` }))
        .filter(({ line }) =>
          /!(?!\[)|\p{Extended_Pictographic}|\bdelet\w+ (?:a |the )?users?\b/iu.test(line),
        )
        .map(({ where }) => where),
    );
    assert.deepEqual(loud, []);
  });
});
