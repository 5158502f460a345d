/** How much of a list is given at once, and for how long it can be read on; announced in ServiceProviderConfig. */
export const pageLimits = {
  /** Resources of a page, where no count is asked for. */
  defaultPageSize: 100,
  maxPageSize: 1_000,
  /** Seconds. */
  cursorTimeout: 3_600,
} as const;
