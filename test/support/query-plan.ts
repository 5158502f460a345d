import { escapeLiteral } from 'pg';
import type { Transaction } from '../../src/store/database.ts';
import type { TestDatabase } from './test-database.ts';

export interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

/**
 * The nodes of the plans of every reading statement that the work asks, run once more for real: by the plan that is made
 * for any values, as the service runs them. A bare EXPLAIN would plan for these values, and could use other indexes.
 */
export async function plansOf(
  { database }: Pick<TestDatabase, 'database'>,
  tenantId: string,
  work: (trx: Transaction) => Promise<unknown>,
): Promise<PlanNode[]> {
  return database.inTenant(tenantId, async (trx) => {
    const asked: { sql: string; bindings: unknown[] }[] = [];
    const note = (query: { sql: string; bindings: unknown[] }) => asked.push(query);
    database.knex.on('query', note);
    try {
      await work(trx);
    } finally {
      database.knex.off('query', note);
    }
    const nodes: PlanNode[] = [];
    for (const { sql, bindings } of asked.filter((query) => /^\s*(?:select|with)\b/i.test(query.sql))) {
      await trx.raw(`prepare probe as ${sql}`);
      const values = bindings.length === 0 ? '' : `(${bindings.map(literal).join(', ')})`;
      const result = await trx.raw<{ rows: { 'QUERY PLAN': [{ Plan: PlanNode }] }[] }>(
        `explain (analyze, format json) execute probe${values}`,
      );
      await trx.raw('deallocate probe');
      for (const { 'QUERY PLAN': plan } of result.rows) nodes.push(...flat(plan[0].Plan));
    }
    return nodes;
  });
}

function literal(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return escapeLiteral(`{${value.map((each) => JSON.stringify(each)).join(',')}}`);
  if (value instanceof Date) return escapeLiteral(value.toISOString());
  return escapeLiteral(typeof value === 'string' ? value : JSON.stringify(value));
}

/** How many rows of a table a plan looks at. */
export function rowsReadOf(nodes: PlanNode[], table: string): number {
  return nodes
    .filter((node) => node['Relation Name'] === table)
    .map(
      (node) =>
        ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * (node['Actual Loops'] ?? 1),
    )
    .reduce((sum, rows) => sum + rows, 0);
}

function flat(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flat)];
}
