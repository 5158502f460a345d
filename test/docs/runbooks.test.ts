import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { parse } from 'yaml';
import apiSchema from '../../schemas/api.schema.json' with { type: 'json' };
import { systemClock } from '../../src/domain/clock.ts';
import { installationProblemCodes, problemCodes, runbookOf } from '../../src/domain/directory-problem.ts';
import { noteRequests } from '../../src/http/request-log.ts';
import { createMetrics } from '../../src/metrics.ts';
import type { Database } from '../../src/store/database.ts';
import { readMarkdown, ROOT, tableRows } from './markdown-files.ts';

interface Rule {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: { summary: string; description: string; runbook_url: string };
}

const page = 'docs/operations.md';
const operations = readMarkdown(page).text;
const { groups } = parse(readFileSync(join(ROOT, 'ops/prometheus/alerts.yaml'), 'utf8')) as {
  groups: { name: string; rules: Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);

/** The sections below "Runbooks", by their anchors. */
const sections = new Map(
  (operations.split(/^## Runbooks$/m)[1]?.split(/^## /m)[0] ?? '')
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [title = ''] = section.split('\n');
      return [
        title
          .toLowerCase()
          .replaceAll(/[^a-z0-9 -]/g, '')
          .replaceAll(' ', '-'),
        section,
      ] as const;
    }),
);
const sectionAt = (runbook: string): string | undefined => {
  const [path, anchor = ''] = runbook.split('#');
  return path === page ? sections.get(anchor) : undefined;
};

describe('the runbooks', () => {
  it('have a section for each problem of a directory and of the installation, which names it', () => {
    for (const code of [...problemCodes, ...installationProblemCodes]) {
      const section = sectionAt(runbookOf(code));
      assert.ok(section, `${code}: ${runbookOf(code)} is not there`);
      assert.ok(section.includes(`\`${code}\``), `${runbookOf(code)} does not name ${code}`);
    }
  });

  it('have a section for each alert, which names it', () => {
    assert.ok(rules.length >= 15);
    assert.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length);
    for (const { alert, annotations, labels } of rules) {
      const section = sectionAt(annotations.runbook_url);
      assert.ok(section, `${alert}: ${annotations.runbook_url} is not there`);
      assert.ok(section.includes(`\`${alert}\``), `${annotations.runbook_url} does not name ${alert}`);
      assert.ok(annotations.summary !== '' && annotations.description !== '', alert);
      assert.ok(['page', 'ticket'].includes(labels.severity), alert);
    }
  });

  it('each say how it shows, what it means for people, where to look and what to do', () => {
    for (const [anchor, section] of sections) {
      for (const part of ['Symptom', 'For people', 'Look', 'Do']) {
        assert.match(section, new RegExp(`^- \\*\\*${part}\\*\\*: \\S`, 'm'), `${anchor}: ${part}`);
      }
    }
  });

  it('are led to by a problem or an alert, each of them', () => {
    const ledTo = new Set([
      ...[...problemCodes, ...installationProblemCodes].map(runbookOf),
      ...rules.map(({ annotations }) => annotations.runbook_url),
    ]);
    assert.deepEqual(
      [...sections.keys()].filter((anchor) => !ledTo.has(`${page}#${anchor}`)),
      [],
    );
  });
});

describe('the rules for Prometheus', () => {
  const { registry } = createMetrics({} as Database, systemClock);
  noteRequests(pino({ level: 'silent' }), registry);
  const metrics = new Map(
    (
      registry.getMetricsAsArray() as unknown as { name: string; type: string; labelNames: string[] }[]
    ).flatMap((metric) =>
      metric.type === 'histogram'
        ? ['_bucket', '_count', '_sum'].map((ending) => [`${metric.name}${ending}`, metric] as const)
        : [[metric.name, metric] as const],
    ),
  );

  it('ask for metrics and labels that there are', () => {
    for (const { alert, expr } of rules) {
      const asked = [...expr.matchAll(/\b(rollcall_\w+)(?:\{([^}]*)\})?/g)];
      assert.ok(asked.length > 0, alert);
      for (const [, name = '', selector = ''] of asked) {
        const metric = metrics.get(name);
        assert.ok(metric, `${alert}: there is no ${name}`);
        for (const [, label = ''] of selector.matchAll(/(\w+)(?:=~|!~|!=|=)/g)) {
          assert.ok(metric.labelNames.includes(label), `${alert}: ${name} has no label ${label}`);
        }
      }
    }
  });
});

describe('the page about health', () => {
  it('has every problem that the API can name', () => {
    const rows = tableRows(readMarkdown('docs/health.md').text, 'Code');
    const documented = rows.map(([code = '']) => code.replaceAll('`', ''));
    assert.deepEqual(documented, [...problemCodes]);
    assert.deepEqual(apiSchema.$defs.ProblemCode.enum, [...problemCodes]);
    assert.deepEqual(apiSchema.$defs.InstallationProblem.properties.code.enum, [...installationProblemCodes]);
  });
});
