import type { Response } from 'express';

/** What SCIM is answered in, on everything, without parameters: some clients compare the header as it is. */
const CONTENT_TYPE = 'application/scim+json';

/** An answer before it is sent; Bulk has many of them in one. */
export interface ScimAnswer {
  status: number;
  headers: Record<string, string>;
  /** Undefined: none. */
  body: unknown;
}

/** Sends it past express, which would add a charset. */
export function sendAnswer(response: Response, { status, headers, body }: ScimAnswer): void {
  response.statusCode = status;
  for (const name in headers) response.setHeader(name, headers[name] ?? '');
  if (body === undefined) {
    response.end();
    return;
  }
  response.setHeader('Content-Type', CONTENT_TYPE);
  response.end(JSON.stringify(body));
}
