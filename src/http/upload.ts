import type { Request } from 'express';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { Upload } from './route.ts';

/** A table of a million people is a fifth of it. In bytes. */
const mostUploaded = 1_000_000_000;

/**
 * The body of a request as a file that is read as it arrives, and no further than `most` bytes.
 * @throws RollcallError unsupported_media_type, and payload_too_large while it is read
 */
export function uploadOf(types: readonly string[], request: Request, most = mostUploaded): Upload {
  const { headers } = request;
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  const known = types.find((each) => each === type.trim().toLowerCase());
  if (known === undefined) {
    throw new RollcallError('unsupported_media_type', `Send the file as one of ${types.join(', ')}.`);
  }
  if ((headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity') {
    throw new RollcallError('unsupported_media_type', 'Send the file as it is, not packed.');
  }
  if (Number(headers['content-length'] ?? 0) > most) throw tooLarge(most);
  return { type: known, bytes: limited(request, most) };
}

async function* limited(request: AsyncIterable<unknown>, most: number): AsyncGenerator<Uint8Array> {
  let read = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) continue;
    read += chunk.length;
    if (read > most) throw tooLarge(most);
    yield chunk;
  }
}

function tooLarge(most: number): RollcallError {
  return new RollcallError(
    'payload_too_large',
    `At most ${most} bytes are read at once. Split the file; parts of it are partial imports.`,
  );
}
