/**
 * Writes src/generated/*.ts from schemas/*.schema.json, the one source of truth for every document and payload.
 * With --check it writes nothing and exits 1 if a file is stale.
 */
import { readdirSync, readFileSync, writeFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { compileFromFile } from 'json-schema-to-typescript';

const here = import.meta.dirname;
const target = join(here, '..', 'src', 'generated');
const check = process.argv.includes('--check');

mkdirSync(target, { recursive: true });
const stale: string[] = [];
for (const file of readdirSync(here).filter((name) => name.endsWith('.schema.json'))) {
  const text = await compileFromFile(join(here, file), {
    cwd: here,
    bannerComment: `/* Generated from schemas/${file} by \`npm run generate\`. Do not edit. */`,
    additionalProperties: false,
    strictIndexSignatures: true,
    unreachableDefinitions: true,
    ignoreMinAndMaxItems: true,
    declareExternallyReferenced: true,
    style: { singleQuote: true, printWidth: 110 },
  });
  const path = join(target, file.replace('.schema.json', '.ts'));
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
  if (check) stale.push(path);
  else writeFileSync(path, text);
}
if (stale.length > 0) {
  console.error(
    `Stale generated types: ${stale.join(', ')}. Run \`npm run generate\` and commit the result.`,
  );
  process.exit(1);
}
