import express, { type Request, type RequestHandler, type Response } from 'express';
import { ScimError } from '../../sources/scim/protocol/scim-error.ts';

/** No resource nests this deep; what does is meant to exhaust somebody's stack. */
const DEEPEST = 64;

/** Reads the body of a request: parsed JSON, or undefined where there is none. */
export type ReadBody = (request: Request, response: Response) => Promise<unknown>;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * A reader of JSON in UTF-8, packed or not, of at most `limitBytes` unpacked. A body that does not say what it is counts
 * as JSON. Rejects with ScimError unsupportedMediaType or invalidSyntax, and with what express throws.
 */
export function bodyReader(limitBytes: number): ReadBody {
  const readBytes = express.raw({ type: () => true, limit: limitBytes });
  return async (request, response) => {
    if (!announcesBody(request)) return undefined;
    requireJson(request.headers['content-type']);
    const bytes = await readWith(readBytes, request, response);
    return bytes.length === 0 ? undefined : parse(bytes);
  };
}

function announcesBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function requireJson(contentType: string | undefined): void {
  if (contentType === undefined || contentType.trim() === '') return;
  const [type = '', ...parameters] = contentType.toLowerCase().split(';');
  const isJson = type.trim() === 'application/scim+json' || type.trim() === 'application/json';
  const isUtf8 = parameters.every((parameter) => {
    const [name = '', value = ''] = parameter.split('=');
    return (
      name.trim() !== 'charset' || ['utf-8', 'utf8', 'us-ascii'].includes(value.trim().replaceAll('"', ''))
    );
  });
  if (isJson && isUtf8) return;
  throw new ScimError(
    'unsupportedMediaType',
    'Send the body as `Content-Type: application/scim+json` or `application/json`, in UTF-8.',
  );
}

async function readWith(readBytes: RequestHandler, request: Request, response: Response): Promise<Buffer> {
  await new Promise<void>((resolve, reject) => {
    void readBytes(request, response, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(error instanceof Error ? error : new TypeError('The body could not be read.'));
    });
  });
  const bytes: unknown = request.body;
  return Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0);
}

function parse(bytes: Buffer): unknown {
  let body: unknown;
  try {
    body = JSON.parse(strictUtf8.decode(bytes));
  } catch {
    throw new ScimError('invalidSyntax', 'The body is not valid JSON in UTF-8.');
  }
  requireShallow(body, DEEPEST);
  return body;
}

function requireShallow(value: unknown, left: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (left === 0)
    throw new ScimError('invalidSyntax', `The body is nested more than ${DEEPEST} levels deep.`);
  // Not a copy of its members first: bodies are large.
  if (Array.isArray(value)) for (const item of value) requireShallow(item, left - 1);
  else for (const name in value) requireShallow((value as Record<string, unknown>)[name], left - 1);
}
