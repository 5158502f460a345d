import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** A file that is made while it is sent, so that it may be of any length. */
export interface Download {
  type: string;
  /** Plain ASCII, without quotes. */
  fileName: string;
  pieces: AsyncIterable<string>;
}

/**
 * Sends pieces as fast as they are taken: a slow reader holds nothing but the piece that is on its way. The first one is
 * waited for, so that what goes wrong at once is answered as a fault. What goes wrong later breaks the connection off,
 * so that nobody takes a part for the whole. A reader who goes away ends the reading.
 */
export async function sendDownload(response: Response, { type, fileName, pieces }: Download): Promise<void> {
  const reading = pieces[Symbol.asyncIterator]();
  const first = await reading.next();
  response.status(200).set({
    'Content-Type': type,
    'Content-Disposition': `attachment; filename="${fileName}"`,
  });
  if (response.req.method === 'HEAD') {
    await reading.return?.();
    response.end();
    return;
  }
  const all = (async function* () {
    try {
      if (first.done === true) return;
      yield first.value;
      for (let next = await reading.next(); next.done !== true; next = await reading.next()) yield next.value;
    } finally {
      await reading.return?.();
    }
  })();
  try {
    // Not by objects: a piece that waits counts with its length.
    await pipeline(Readable.from(all, { objectMode: false }), response);
  } catch (fault) {
    if ((fault as { code?: unknown }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw fault;
  }
}
