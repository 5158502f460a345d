import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Metric } from 'prom-client';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  datasource?: { uid: string };
  gridPos: { x: number; y: number; w: number; h: number };
  fieldConfig?: { defaults: { unit?: string; thresholds?: { steps: unknown[] } } };
  targets?: { expr: string; legendFormat: string; datasource: { uid: string }; refId: string }[];
}

interface Dashboard {
  uid: string;
  schemaVersion: number;
  panels: Panel[];
  templating: { list: { name: string; type: string; query: string | { query: string } }[] };
}

const file = new URL('../../ops/grafana/rollcall.json', import.meta.url);
const dashboard = JSON.parse(readFileSync(file, 'utf8')) as Dashboard;
const { panels } = dashboard;
const shown = panels.filter(({ type }) => type !== 'row');
const queries = shown.flatMap(({ title, targets = [] }) => targets.map((target) => ({ title, ...target })));

/** Names of metrics stand where no function, label or variable does. */
const metricName = /\b(?:rollcall|nodejs|process)_[a-z0-9_]+\b/g;

describe('the Grafana dashboard', () => {
  let rollcall: TestRollcall;
  let metrics: Map<string, Metric & { labelNames: string[]; type: string }>;

  before(async () => {
    const workos = { apiUrl: 'http://127.0.0.1:1', apiKey: 'sk_1234' };
    rollcall = await startRollcall({
      workosPolling: { ...workos, intervalMs: 5_000 },
      workosResync: { ...workos, hours: null },
    });
    const { registry } = rollcall.service.metrics;
    metrics = new Map(
      registry
        .getMetricsAsArray()
        .map(({ name }) => [
          name,
          registry.getSingleMetric(name) as Metric & { labelNames: string[]; type: string },
        ]),
    );
  });
  after(() => rollcall.stop());

  /** The metric behind a name in a query: histograms are asked by their parts. */
  const metricOf = (name: string) =>
    metrics.get(name) ?? metrics.get(name.replace(/_(?:bucket|sum|count)$/, ''));

  it('asks only for metrics that there are, by labels that they have', () => {
    assert.ok(queries.length > 50);
    const asked = [
      ...queries.map(({ title, expr, legendFormat }) => ({ title, expr, legendFormat })),
      ...dashboard.templating.list.map(({ name, query }) => ({
        title: name,
        expr: typeof query === 'string' ? query : query.query,
        legendFormat: '',
      })),
    ];
    for (const { title, expr, legendFormat } of asked) {
      const names = expr.match(metricName) ?? [];
      const known = new Set(['le', 'job', 'instance']);
      for (const name of names) {
        const metric = metricOf(name);
        assert.ok(metric, `${title}: there is no metric ${name}`);
        const isPart = metric.type === 'histogram';
        assert.equal(name !== nameOf(metric), isPart, `${title}: a histogram is asked by its parts`);
        for (const label of metric.labelNames) known.add(label);
      }
      const grouped = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(', '));
      const matched = [...expr.matchAll(/[{,] ?([a-z_]+)(?:=~|!~|!=|=)"/g)].map(([, label = '']) => label);
      const legend = [...legendFormat.matchAll(/\{\{([a-z_]+)\}\}/g)].map(([, label = '']) => label);
      for (const label of [...grouped, ...matched, ...legend]) {
        assert.ok(known.has(label), `${title}: ${names.join(', ')} has no label ${label}`);
      }
    }
  });

  it('shows every metric that there is', () => {
    const asked = new Set(
      queries.flatMap(({ expr }) => expr.match(metricName) ?? []).map((name) => nameOf(metricOf(name))),
    );
    assert.deepEqual(
      [...metrics.keys()].filter((name) => !asked.has(name)),
      [],
    );
  });

  it('has panels that do not overlap, each with an id of its own', () => {
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
    const taken = new Map<string, string>();
    for (const { title, gridPos } of panels) {
      const { x, y, w, h } = gridPos;
      assert.ok(x >= 0 && w > 0 && h > 0 && x + w <= 24, title);
      for (let column = x; column < x + w; column += 1) {
        for (let line = y; line < y + h; line += 1) {
          const place = `${column} ${line}`;
          assert.equal(taken.get(place), undefined, `${title} lies on ${taken.get(place) ?? ''}`);
          taken.set(place, title);
        }
      }
    }
  });

  it('says of each panel what it shows, in which unit, and from which level on it matters', () => {
    assert.ok(dashboard.schemaVersion >= 41);
    for (const { title, description = '', fieldConfig, targets = [], datasource } of shown) {
      assert.ok(title !== '' && description.length > 10, title);
      assert.ok(fieldConfig?.defaults.unit, title);
      assert.ok((fieldConfig.defaults.thresholds?.steps.length ?? 0) > 0, title);
      assert.ok(targets.length > 0, title);
      assert.equal(new Set(targets.map(({ refId }) => refId)).size, targets.length, title);
      for (const { uid } of [datasource, ...targets.map((target) => target.datasource)].filter(
        (each) => !!each,
      )) {
        assert.equal(uid, '${datasource}', title);
      }
    }
  });

  it('is told by question', () => {
    assert.deepEqual(
      panels.filter(({ type }) => type === 'row').map(({ title }) => title),
      [
        'Is anything wrong?',
        'Is news arriving?',
        'Is it applied?',
        'Are leavers out?',
        'Is the product told?',
        'HTTP',
        'Node',
      ],
    );
  });
});

function nameOf(metric: Metric | undefined): string {
  return (metric as { name?: string } | undefined)?.name ?? '';
}
