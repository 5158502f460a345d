import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { NONCE_PLACEHOLDER } from '../../src/http/web-security.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'dist-web');

/** Compressed, in bytes. */
const LARGEST_FIRST_LOAD = 400_000;

interface Chunk {
  file: string;
  css?: string[];
  imports?: string[];
}

describe('the build of the web application', () => {
  let manifest: Record<string, Chunk>;
  let indexHtml: string;

  before(async () => {
    await promisify(execFile)(process.execPath, [join(root, 'build-web.js'), '--if-stale']);
    manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Record<string, Chunk>;
    indexHtml = readFileSync(join(folder, 'index.html'), 'utf8');
  });

  /** What a browser fetches for these entries: their chunks, what those import at once, and their styles. */
  const filesOf = (entries: string[]): Set<string> => {
    const files = new Set<string>();
    const seen = new Set<string>();
    const visit = (name: string): void => {
      if (seen.has(name)) return;
      seen.add(name);
      const chunk = manifest[name];
      assert.ok(chunk, name);
      files.add(chunk.file);
      for (const style of chunk.css ?? []) files.add(style);
      for (const inner of chunk.imports ?? []) visit(inner);
    };
    entries.forEach(visit);
    return files;
  };
  /** The scripts with words in them that are of one library alone. */
  const chunksWith = (words: string[]): string[] =>
    readdirSync(join(folder, 'assets'))
      .filter((name) => name.endsWith('.js'))
      .filter((name) => {
        const text = readFileSync(join(folder, 'assets', name), 'utf8');
        return words.some((word) => text.includes(word));
      })
      .map((name) => `assets/${name}`);
  const weightOf = (file: string): number => {
    const bytes = readFileSync(join(folder, file));
    return file.endsWith('.woff2') ? bytes.length : gzipSync(bytes).length;
  };

  for (const [half, pages] of [
    ['portal', ['shell/portal-shell.tsx', 'activity/activity-page.tsx']],
    ['admin', ['shell/console-shell.tsx', 'overview/overview-page.tsx']],
  ] as const) {
    it(`loads less than 400 kB at first for /${half}, the typeface included`, () => {
      const files = filesOf(['index.html', ...pages]);
      const typeface = readdirSync(join(folder, 'assets')).find((name) =>
        /^inter-latin-wght.*woff2$/.test(name),
      );
      assert.ok(typeface);
      files.add(`assets/${typeface}`);
      const weight = [...files].reduce((sum, file) => sum + weightOf(file), 0);
      assert.ok(weight > 100_000, `${weight} bytes can hardly be all of it`);
      assert.ok(weight < LARGEST_FIRST_LOAD, `${weight} bytes`);
    });
  }

  it('fetches each page once it is opened', () => {
    const first = filesOf(['index.html']);
    for (const page of [
      'activity/activity-page.tsx',
      'overview/overview-page.tsx',
      'sign-in/sign-in-page.tsx',
    ]) {
      assert.ok(!first.has(manifest[page]?.file ?? ''), page);
    }
  });

  it('fetches the editor of policies with its page alone', () => {
    const editor = chunksWith(['activateOnTyping', 'cm-lintRange']);
    assert.ok(editor.length > 0, 'the words of the editor are in no chunk');
    const withEditor = Object.keys(manifest).filter((name) =>
      [...filesOf([name])].some((file) => editor.includes(file)),
    );
    // The page itself shows before the editor is there.
    assert.deepEqual(withEditor.sort(), ['policy/code-editor.tsx', 'policy/policy-editor.tsx']);
  });

  it('has nothing inline that would need a weaker policy, and the place of the nonce', () => {
    assert.doesNotMatch(indexHtml, /<style|<script(?![^>]*src=)|javascript:|\son\w+=/i);
    assert.ok(indexHtml.includes(`property="csp-nonce" nonce="${NONCE_PLACEHOLDER}"`));
  });

  it('loads nothing from elsewhere', () => {
    assert.doesNotMatch(indexHtml, /https?:\/\//);
    const styles = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.css'));
    assert.ok(styles.length > 0);
    for (const name of styles) {
      assert.doesNotMatch(
        readFileSync(join(folder, 'assets', name), 'utf8'),
        /url\(['"]?(https?:)?\/\/|url\(data:|@import/,
        name,
      );
    }
  });

  it('has every script and style compressed beside it', () => {
    const names = readdirSync(join(folder, 'assets'));
    for (const name of names.filter((file) => /\.(js|css)$/.test(file))) {
      const size = readFileSync(join(folder, 'assets', name)).length;
      if (size > 500) assert.ok(existsSync(join(folder, 'assets', `${name}.br`)), name);
      if (size > 500) assert.ok(existsSync(join(folder, 'assets', `${name}.gz`)), name);
    }
  });
});
