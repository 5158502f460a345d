/**
 * How long it takes to prove the claims of the example tenants, each policy compiled anew, and a claim over many groups
 * and conditions. `npm run bench:prove`
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog } from '../src/generated/catalog.ts';
import type { PolicyDocument } from '../src/generated/policy.ts';
import { checkClaim } from '../src/policy/always-claims.ts';
import { compilePolicy } from '../src/policy/compile.ts';
import { mergeWithDefault, type EffectivePolicy } from '../src/policy/effective-policy.ts';
import { parseCatalog } from '../src/policy/parse-catalog.ts';
import { parsePolicyTests } from '../src/policy/parse-policy-tests.ts';
import { parsePolicy } from '../src/policy/parse.ts';
import { OWN_POLICIES_DIRECTORY } from '../src/store/policies-directory.ts';

const LIMIT_MS = 1_000;

const read = (name: string): string => readFileSync(join(OWN_POLICIES_DIRECTORY, name), 'utf8');
const { catalog } = parseCatalog(read('catalog.yaml'), 'catalog.yaml');
if (!catalog) throw new Error('catalog.yaml does not load.');
const defaultDocument = parsePolicy(read('default.policy.yaml'), 'default.policy.yaml', {
  catalog,
  defaultDocument: null,
}).document;

async function prove(
  name: string,
  effective: EffectivePolicy | null,
  claims: Parameters<typeof checkClaim>[2][],
  known: Catalog,
): Promise<number> {
  if (!effective) throw new Error(`The policy of ${name} does not load.`);
  const start = performance.now();
  const policy = compilePolicy(effective, known, 1);
  for (const claim of claims) {
    const result = await checkClaim(policy, known, claim);
    const [failure] = result.failures;
    if (failure) console.log(`${name}: ${result.name}: ${failure.got}`);
  }
  const took = performance.now() - start;
  console.log(
    `${name.padEnd(12)} ${String(claims.length).padStart(3)} claims ${took.toFixed(1).padStart(9)} ms`,
  );
  return took;
}

let total = 0;
for (const file of readdirSync(OWN_POLICIES_DIRECTORY).filter((each) => each.endsWith('.test.yaml'))) {
  const name = file.replace('.test.yaml', '');
  const { effective } = parsePolicy(read(`${name}.policy.yaml`), `${name}.policy.yaml`, {
    catalog,
    defaultDocument,
  });
  const { tests } = parsePolicyTests(read(file), file, { catalog, policy: effective });
  total += await prove(name, effective, tests?.always ?? [], catalog);
}
console.log(`Together ${total.toFixed(1)} ms; the limit is ${LIMIT_MS} ms.\n`);

const ATTRIBUTES = ['department', 'title', 'country', 'locale'];
const large: PolicyDocument = {
  version: 'rollcall/v1',
  tenant: 'bench',
  attributes: {
    map: {
      ...Object.fromEntries(ATTRIBUTES.map((name) => [name, { from: `custom.${name}` }])),
      employee_type: { from: 'userType' },
    },
  },
  filters: {
    include: Array.from({ length: 10 }, (_, i) => ({
      name: `include ${i}`,
      all: [
        { attribute: ATTRIBUTES[i % 4] ?? '', equals: `value ${i}` },
        { attribute: 'email', ends_with: `@${i}.example` },
      ],
    })),
  },
  groups: {
    default_role: 'viewer',
    never_grant: ['owner'],
    manual_roles: 'replace',
    map: Array.from({ length: 60 }, (_, i) => ({
      id: `group-${i}`,
      role: ['admin', 'member', 'viewer'][i % 3] ?? '',
    })),
  },
  rules: [
    ...Array.from({ length: 29 }, (_, i) => ({
      name: `rule ${i}`,
      when: { attribute: ATTRIBUTES[i % 4] ?? '', equals: `value ${i}` },
      then: i % 2 === 0 ? { cap_role: 'member' } : { grant_role: 'admin' },
    })),
    {
      name: 'Contractors never administer',
      when: { attribute: 'employee_type', equals: 'contractor' },
      then: { cap_role: 'member' },
    },
  ],
};
console.log('60 groups, 10 filters and 30 rules: one claim that holds, one that does not');
await prove(
  'large',
  mergeWithDefault(large, { version: 'rollcall/v1' }),
  [{ nobody: { employee_type: 'contractor', role: 'admin' } }, { nobody: { role: 'admin' } }],
  catalog,
);
