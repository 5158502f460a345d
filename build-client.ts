/**
 * Writes dist/, what a product gets from `rollcall/client`: src/client as plain JavaScript for Node 20, with its types.
 * Committed, so that the package needs no build where it is installed. With --check it writes nothing and exits 1 if it
 * is stale.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

const root = import.meta.dirname;
const target = join(root, 'dist');
const check = process.argv.includes('--check');

const program = ts.createProgram([join(root, 'src/client/rollcall-client.ts')], {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2024.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ['node'],
  rootDir: join(root, 'src'),
  outDir: target,
  declaration: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
  skipLibCheck: true,
  noEmitOnError: true,
  newLine: ts.NewLineKind.LineFeed,
});

// Modules wherever the folder is copied to.
const files = new Map([[join(target, 'package.json'), `${JSON.stringify({ type: 'module' })}\n`]]);
const { diagnostics } = program.emit(undefined, (path, text) => {
  const isTypes = path.endsWith('.d.ts');
  // Types alone: they are not there at run time.
  if (path.startsWith(join(target, 'generated')) && !isTypes) return;
  // TypeScript writes the extensions of the sources into types.
  files.set(path, isTypes ? text.replaceAll(/ from '(\.[^']*)\.ts'/g, " from '$1.js'") : text);
});
const faults = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
if (faults.length > 0) {
  const host = {
    getCurrentDirectory: () => root,
    getCanonicalFileName: (name: string) => name,
    getNewLine: () => '\n',
  };
  console.error(ts.formatDiagnostics(faults, host));
  process.exit(1);
}

const present = existsSync(target)
  ? readdirSync(target, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
  : [];
const stale = [
  ...[...files].filter(([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text),
  ...present.filter((path) => !files.has(path)).map((path) => [path, null] as const),
];
if (check && stale.length > 0) {
  const names = stale.map(([path]) => relative(root, path));
  console.error(`Stale: ${names.join(', ')}. Run \`npm run generate\` and commit the result.`);
  process.exit(1);
}
for (const [path, text] of stale) {
  mkdirSync(dirname(path), { recursive: true });
  if (text === null) rmSync(path);
  else writeFileSync(path, text);
}
