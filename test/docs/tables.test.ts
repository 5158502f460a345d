import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { DIAGNOSTIC_CODES } from '../../src/cli/diagnostic-codes.ts';
import { readConfig } from '../../src/config.ts';
import { systemClock } from '../../src/domain/clock.ts';
import { noteRequests } from '../../src/http/request-log.ts';
import { createMetrics } from '../../src/metrics.ts';
import type { Database } from '../../src/store/database.ts';
import { FACTS } from '../../src/policy/known-facts.ts';
import { OPERATORS } from '../../src/policy/vocabulary.ts';
import { policyReference } from '../../schemas/policy-reference.ts';
import { readMarkdown, ROOT, tableRows } from './markdown-files.ts';

const plain = (cell = ''): string => cell.replaceAll('`', '');
const reference = readMarkdown('docs/policy-reference.md').text;

describe('the table of settings', () => {
  const rows = ['README.md', 'docs/tracing.md'].flatMap((page) =>
    tableRows(readMarkdown(page).text, 'Setting'),
  );
  const documented = new Map(rows.map(([setting, fallback]) => [plain(setting), plain(fallback)]));

  it('names every setting there is', () => {
    const { warnings } = readConfig({ ROLLCALL_NO_SUCH_SETTING: '1' }, '/');
    const [, listed = ''] = /There are: (.*)\.$/.exec(warnings[0] ?? '') ?? [];
    assert.deepEqual([...documented.keys()].sort(), listed.split(', ').sort());
  });

  it('has the defaults of the code', () => {
    const config = readConfig({}, '/');
    const defaults = {
      PORT: config.port,
      HOST: config.host,
      LOG_LEVEL: config.logLevel,
      WORKOS_API_URL: config.workosApiUrl,
      ROLLCALL_HOME: config.home.slice(1),
      ROLLCALL_POLICIES: config.policiesDirectory.slice(1),
      ROLLCALL_DATABASE_POOL_SIZE: config.databasePoolSize,
      ROLLCALL_LANE_CONCURRENCY: config.lanes.concurrency,
      ROLLCALL_BATCH_SIZE: config.lanes.batchSize,
      ROLLCALL_POLL_INTERVAL_MS: config.lanes.pollIntervalMs,
      ROLLCALL_BODY_LIMIT_BYTES: config.bodyLimitBytes,
      ROLLCALL_SCIM_BODY_LIMIT_BYTES: config.scim.bodyLimitBytes,
    };
    for (const [setting, value] of Object.entries(defaults)) {
      assert.equal(documented.get(setting), String(value), setting);
    }
  });
});

describe('the table of metrics', () => {
  it('names every metric of Rollcall with its labels', () => {
    // Only asked what there is, never for a count.
    const { registry } = createMetrics({} as Database, systemClock);
    noteRequests(pino({ level: 'silent' }), registry);
    const metrics = registry.getMetricsAsArray() as unknown as { name: string; labelNames: string[] }[];
    const expected = metrics
      .filter(({ name }) => name.startsWith('rollcall_'))
      .map(({ name, labelNames }) => [name, labelNames.join(', ') || 'none']);
    const rows = tableRows(readMarkdown('docs/operations.md').text, 'Metric');
    const documented = rows.map(([name, labels]) => [plain(name), plain(labels)]);
    assert.deepEqual(documented.sort(), expected.sort());
  });
});

describe('the policy reference', () => {
  it('is what the schemas make of it', () => {
    assert.equal(reference, policyReference(), 'Run `npm run generate` and commit the result.');
  });

  it('names every operator in the order of the code', () => {
    assert.deepEqual(
      tableRows(reference, 'Operator').map(([operator]) => plain(operator)),
      [...OPERATORS],
    );
  });

  it('names every fact', () => {
    assert.deepEqual(
      tableRows(reference, 'Fact').map(([fact]) => plain(fact)),
      [...FACTS],
    );
  });
});

describe('the page on policies', () => {
  it('says of each code what readers of SARIF are told', () => {
    const documented = tableRows(readMarkdown('docs/policies.md').text, 'Code').map(([cell = '', says]) => [
      /^`(\w+)`/.exec(cell)?.[1],
      says,
    ]);
    assert.deepEqual(documented, Object.entries(DIAGNOSTIC_CODES));
  });

  it('names every code of a diagnostic, with the severity that the tests show, and none that the code lacks', () => {
    const documented = new Map(
      tableRows(readMarkdown('docs/policies.md').text, 'Code').map(([cell = '']) => {
        const [, code = '', mark = ''] = /^`(\w+)`(.*)$/.exec(cell) ?? [];
        return [code, { '': 'error', ' (w)': 'warning', ' [(w)]': 'either' }[mark]] as const;
      }),
    );
    const folder = join(ROOT, 'test/fixtures/bad-policies');
    const shown = readdirSync(folder)
      .filter((name) => name.endsWith('.expected.txt'))
      .flatMap((name) => [
        ...readFileSync(join(folder, name), 'utf8').matchAll(/^\S+:\d+:\d+ (error|warning) (\w+)$/gm),
      ]);
    assert.ok(shown.length > 100);
    for (const [, severity, code = ''] of shown) {
      const mark = documented.get(code);
      assert.ok(
        mark === severity || mark === 'either',
        `${severity ?? ''} ${code}: ${mark ?? 'not documented'}`,
      );
    }
    const source = readdirSync(join(ROOT, 'src/policy'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(ROOT, 'src/policy', name), 'utf8'))
      .join('\n');
    for (const code of documented.keys()) assert.ok(source.includes(`'${code}'`), code);
    const made = [...source.matchAll(/\b(?:error|warning|refuse)\((?:[^'"`]*?,)?\s*'([a-z0-9_]+)',/g)];
    assert.ok(made.length > 80);
    for (const [, code = ''] of made) assert.ok(documented.has(code), `${code} is not documented`);
  });
});
