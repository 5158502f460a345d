import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog } from '../../src/generated/catalog.ts';
import type { PolicyDocument } from '../../src/generated/policy.ts';
import { parseCatalog } from '../../src/policy/parse-catalog.ts';
import { parsePolicy } from '../../src/policy/parse.ts';

export const SHIPPED_POLICIES = join(import.meta.dirname, '..', '..', 'policies');

/** The catalog and the default policy that come with Rollcall. */
export function shippedContext(): { catalog: Catalog; defaultDocument: PolicyDocument } {
  const read = (name: string): string => readFileSync(join(SHIPPED_POLICIES, name), 'utf8');
  const { catalog } = parseCatalog(read('catalog.yaml'), 'catalog.yaml');
  assert(catalog);
  const { document } = parsePolicy(read('default.policy.yaml'), 'default.policy.yaml', {
    catalog,
    defaultDocument: null,
  });
  assert(document);
  return { catalog, defaultDocument: document };
}
