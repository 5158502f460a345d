import type { Request } from 'express';
import { RollcallError } from '../domain/rollcall-error.ts';

/** Longer ones are no tokens of ours. */
const LONGEST = 512;

/** A member of a JSON body that must be text. Throws invalid_request. */
export function textOfBody(request: Request, name: string): string {
  const body: unknown = request.body;
  const text =
    typeof body === 'object' && body !== null && Object.hasOwn(body, name)
      ? (body as Record<string, unknown>)[name]
      : undefined;
  if (typeof text === 'string' && text !== '' && text.length <= LONGEST) return text;
  throw new RollcallError(
    'invalid_request',
    `Send a JSON body with \`${name}\`, as \`Content-Type: application/json\`.`,
  );
}
