export interface ListResponse {
  schemas: string[];
  totalResults: number;
  itemsPerPage: number;
  startIndex?: number;
  nextCursor?: string;
  previousCursor?: string;
  Resources: readonly unknown[];
}

/** Which part of all results a list is. */
export interface ListPage {
  totalResults: number;
  /** From 1; null where the page was asked for by a cursor. */
  startIndex: number | null;
  nextCursor: string | null;
  previousCursor: string | null;
}

/**
 * A ListResponse (RFC 7644 §3.4.2; cursors: RFC 9865 §2.1). Without a page, these are all there are. `Resources` is there
 * also where there are none: clients read its length.
 */
export function listResponse(resources: readonly unknown[], page?: ListPage): ListResponse {
  const { totalResults, startIndex, nextCursor, previousCursor } = page ?? {
    totalResults: resources.length,
    startIndex: 1,
    nextCursor: null,
    previousCursor: null,
  };
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults,
    itemsPerPage: resources.length,
    ...(startIndex === null ? {} : { startIndex }),
    ...(nextCursor === null ? {} : { nextCursor }),
    ...(previousCursor === null ? {} : { previousCursor }),
    Resources: resources,
  };
}
