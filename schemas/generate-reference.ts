/**
 * Writes docs/policy-reference.md, and docs/setup from the guides for identity providers. With --check it writes nothing
 * and exits 1 if a page is stale.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { policyReference } from './policy-reference.ts';
import { setupPages } from './setup-guides.ts';

const docs = join(import.meta.dirname, '..', 'docs');
const setup = join(docs, 'setup');
const guides = await setupPages();
const pages = new Map([
  [join(docs, 'policy-reference.md'), policyReference()],
  ...[...guides].map(([name, text]) => [join(setup, name), text] as const),
]);
const check = process.argv.includes('--check');
const stale: string[] = [];
for (const [page, text] of pages) {
  if (existsSync(page) && readFileSync(page, 'utf8') === text) continue;
  stale.push(page);
  if (check) continue;
  mkdirSync(setup, { recursive: true });
  writeFileSync(page, text);
}
// Of a guide that is gone.
for (const name of existsSync(setup) ? readdirSync(setup) : []) {
  if (guides.has(name)) continue;
  stale.push(join(setup, name));
  if (!check) rmSync(join(setup, name));
}
if (check && stale.length > 0) {
  console.error(`Stale: ${stale.join(', ')}. Run \`npm run generate\` and commit the result.`);
  process.exit(1);
}
