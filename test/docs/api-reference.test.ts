import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorCode } from '../../src/domain/rollcall-error.ts';
import apiSchema from '../../schemas/api.schema.json' with { type: 'json' };
import { httpStatusOf } from '../../src/http/error-response.ts';
import type { ApiRoute } from '../../src/http/route.ts';
import { routeTable } from '../../src/http/route-table.ts';
import { readMarkdown, ROOT, tableRows } from './markdown-files.ts';

const PAGE = 'docs/api.md';

function endpointRow(route: ApiRoute): string[] {
  const scope = `\`${route.scope}\`${route.reach === 'operator' ? ', operator' : ''}`;
  const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
  return [route.method.toUpperCase(), `\`${path}\``, scope, `${route.summary}.`.replace('?.', '?')];
}

/** The codes with status and title, as the one place that knows them writes them. */
function problemRows(): string[][] {
  const source = readFileSync(join(ROOT, 'src/http/error-response.ts'), 'utf8');
  const faces = [...source.matchAll(/^ {2}(\w+): \{ status: (\d+), title: '([^']+)' \},$/gm)];
  return faces.map(([, code = '', status = '', title = '']) => {
    assert.equal(httpStatusOf(code as ErrorCode), Number(status), code);
    return [`\`${code}\``, status, title];
  });
}

/** With UPDATE_GOLDENS=1 the page takes over what the code says. */
function update(header: string, rows: string[][]): void {
  if (process.env['UPDATE_GOLDENS'] !== '1') return;
  const { text } = readMarkdown(PAGE);
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${header} `)) + 2;
  const end = lines.findIndex((line, index) => index >= start && !line.startsWith('|'));
  const written = rows.map((cells) => `| ${cells.join(' | ')} |`);
  writeFileSync(join(ROOT, PAGE), lines.toSpliced(start, end - start, ...written).join('\n'));
}

describe('the API page', () => {
  it('lists every route with its scope, and no other', () => {
    const expected = Object.values(routeTable).map(endpointRow);
    update('Operation', expected);
    assert.deepEqual(tableRows(readMarkdown(PAGE).text, 'Operation'), expected);
  });

  it('lists every problem with its status', () => {
    const expected = problemRows();
    assert.ok(expected.length > 15);
    update('Code', expected);
    assert.deepEqual(tableRows(readMarkdown(PAGE).text, 'Code'), expected);
  });

  it('lists every scope', () => {
    const named = tableRows(readMarkdown(PAGE).text, 'Scope').map(([scope]) => scope);
    assert.deepEqual(
      named,
      apiSchema.$defs.Scope.enum.map((scope) => `\`${scope}\``),
    );
  });

  it('lists every action of the audit log', () => {
    const { text } = readMarkdown(PAGE);
    const domain = readFileSync(join(ROOT, 'src/domain/change.ts'), 'utf8');
    const actions = [...domain.matchAll(/'([a-z_]+\.[a-z_]+)'/g)].map(([, action = '']) => action);
    assert.ok(actions.length > 10);
    assert.deepEqual(
      actions.filter((action) => !text.includes(`\`${action}\``)),
      [],
    );
  });

  it('lists every code of an access check', () => {
    const named = tableRows(readMarkdown(PAGE).text, '`code`').flatMap(([codes = '']) =>
      codes.split(', ').map((code) => code.replaceAll('`', '')),
    );
    assert.deepEqual(named.sort(), [...apiSchema.$defs.AccessAnswer.properties.code.enum].sort());
  });
});
