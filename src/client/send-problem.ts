import type { Response } from 'express';

/** Why a request to the product is refused, for whoever sent it. Nothing in it tells of the person. */
export interface Refusal {
  status: 401 | 403 | 503;
  code: string;
  title: string;
  detail: string;
}

/** Answers with problem+json (RFC 9457). */
export function sendProblem(response: Response, refusal: Refusal): void {
  const { status, code, title, detail } = refusal;
  response.status(status);
  response.setHeader('cache-control', 'no-store');
  response.setHeader('content-type', 'application/problem+json');
  if (status === 503) response.setHeader('retry-after', '2');
  response.end(JSON.stringify({ type: 'about:blank', title, status, code, detail }));
}
