/** Collects the conditions of a query whose filters may each be absent. */
export interface SqlConditions {
  /** Adds one, with a value for each question mark in it. */
  add(sql: string, ...values: (string | Date | string[])[]): void;
  /** All of them, joined by `and`. */
  text(): string;
  values(): (string | Date | string[])[];
}

export function sqlConditions(): SqlConditions {
  const parts: string[] = [];
  const given: (string | Date | string[])[] = [];
  return {
    add(sql, ...values) {
      parts.push(sql);
      given.push(...values);
    },
    text: () => parts.join(' and '),
    values: () => [...given],
  };
}
