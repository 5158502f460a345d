import { printable } from './aligned-table.ts';

export type Fact = [name: string, value: string | number | null];

/** Names and values, one to a line, the values below each other. A missing value is a dash. */
export function factLines(facts: readonly Fact[]): string[] {
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${name.padEnd(width)}  ${printable(value)}`);
}
