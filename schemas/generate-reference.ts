/** Writes docs/policy-reference.md. With --check it writes nothing and exits 1 if the page is stale. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { policyReference } from './policy-reference.ts';

const page = join(import.meta.dirname, '..', 'docs', 'policy-reference.md');
const text = policyReference();
if (!process.argv.includes('--check')) {
  writeFileSync(page, text);
} else if (readFileSync(page, 'utf8') !== text) {
  console.error(`Stale: ${page}. Run \`npm run generate\` and commit the result.`);
  process.exit(1);
}
