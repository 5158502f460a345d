/**
 * How long `policy check` takes for a policy of 500 lines: in process and warm, as an editor that keeps it open would
 * have it, and the whole command, started anew. Reading, schema and every lint. `npm run bench:check`
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCatalog } from '../src/policy/parse-catalog.ts';
import { parsePolicy, type PolicyContext } from '../src/policy/parse.ts';
import { OWN_POLICIES_DIRECTORY } from '../src/store/policies-directory.ts';

const LINES = 500;
const LIMIT_MS = 50;
const ROUNDS = 60;
const COLD_ROUNDS = 5;

const read = (name: string): string => readFileSync(join(OWN_POLICIES_DIRECTORY, name), 'utf8');
const { catalog } = parseCatalog(read('catalog.yaml'), 'catalog.yaml');
const parsedDefault = parsePolicy(read('default.policy.yaml'), 'default.policy.yaml', {
  catalog,
  defaultDocument: null,
});
if (!catalog || !parsedDefault.document) throw new Error('The catalog or the default policy does not load.');
const context: PolicyContext = { catalog, defaultDocument: parsedDefault.document };

const COUNTRIES = ['US', 'CA', 'GB', 'DE', 'FR', 'NL', 'ES', 'IT', 'PL', 'SE', 'JP', 'AU'];

/** A policy as a large customer has it: many groups, filters with expressions, and rules over several attributes. */
function policyOf(lines: number): string {
  const head = [
    'version: rollcall/v1',
    'tenant: large',
    'attributes:',
    '  map:',
    '    department: { from: enterprise.department }',
    '    title: { from: title }',
    '    country: { from: addresses.work.country }',
    '    employee_type: { from: userType, values: { E: employee, C: contractor }, if_missing: employee }',
    'filters:',
    '  include:',
  ];
  for (let i = 0; i < 20; i += 1) {
    head.push(
      `    - name: Office ${i}`,
      '      all:',
      `        - { attribute: country, in: [${COUNTRIES.slice(i % 9, (i % 9) + 3).join(', ')}] }`,
      `        - { attribute: email, matches: '^[a-z.]+@office-${i}\\.example$' }`,
    );
  }
  head.push('groups:', '  match_by: id', '  default_role: viewer', '  never_grant: [owner]', '  map:');
  head.push('    - { id: group-0, name: administrators, role: admin }');
  for (let i = 1; i < 120; i += 1) {
    head.push(
      `    - { id: group-${i}, role: member, workspaces: [{ key: workspace-${i % 40}, role: member }] }`,
    );
  }
  head.push('rules:');
  for (let i = 0; head.length + 6 <= lines; i += 1) {
    head.push(
      `  - name: Rule ${i}`,
      `    because: Agreement ${i}.${i % 7}`,
      '    when:',
      '      all:',
      `        - { attribute: department, equals: Department ${i} }`,
      `    then: { add_workspaces: [{ key: extra-${i}, role: member }] }`,
    );
  }
  while (head.length < lines) head.push('# The end.');
  return `${head.join('\n')}\n`;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Every round types one more character, as an editor would see it. */
function warm(text: string): { took: number[]; worked: number[] } {
  const took: number[] = [];
  const worked: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const typed = text.replace('Agreement 1.1', `Agreement 1.1${'x'.repeat(round)}`);
    const start = performance.now();
    const before = process.cpuUsage();
    const { diagnostics } = parsePolicy(typed, 'large.policy.yaml', context);
    took.push(performance.now() - start);
    const { user, system } = process.cpuUsage(before);
    worked.push((user + system) / 1_000);
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) throw new Error(JSON.stringify(errors[0]));
  }
  return { took, worked };
}

function cold(text: string): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'bench-check-'));
  try {
    const file = join(folder, 'large.policy.yaml');
    writeFileSync(file, text);
    const command = join(import.meta.dirname, '..', 'src', 'rollcall.js');
    return Array.from({ length: COLD_ROUNDS }, () => {
      const start = performance.now();
      const { status, stderr } = spawnSync(process.execPath, [command, 'policy', 'check', file], {
        env: { ...process.env, ROLLCALL_POLICIES: OWN_POLICIES_DIRECTORY },
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(stderr);
      return performance.now() - start;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const text = policyOf(LINES);
console.log(`A policy of ${text.split('\n').length - 1} lines.`);
const { took, worked } = warm(text);
const [first = 0, ...rest] = took;
const figure = median(rest);
const busy = median(worked.slice(1));
console.log(`In process, warm:   ${figure.toFixed(1)} ms, the limit is ${LIMIT_MS} ms.`);
console.log(`  of the processor: ${busy.toFixed(1)} ms, which is the figure to trust on a busy machine.`);
console.log(`In process, first:  ${first.toFixed(1)} ms, with the compiling of the schema.`);
console.log(`The whole command:  ${median(cold(text)).toFixed(0)} ms, with the start of Node.`);
if (Math.min(figure, busy) > LIMIT_MS) {
  console.log('Above the limit.');
  process.exitCode = 1;
}
