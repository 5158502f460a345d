import { RollcallError } from '../../domain/rollcall-error.ts';

/**
 * The text of a file: UTF-8, or UTF-16 where a byte order mark says so. The mark is left out.
 * @throws RollcallError invalid_request for any other encoding
 */
export async function* decodeText(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let head: Buffer | null = Buffer.alloc(0);
  let decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  const decoded = (chunk: Uint8Array | undefined): string => {
    try {
      const text = chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
      bytes += chunk?.length ?? 0;
      return text;
    } catch {
      throw new RollcallError(
        'invalid_request',
        `The file is not ${decoder.encoding.toUpperCase()} after byte ${bytes}. Save it as UTF-8, or as UTF-16 with a byte order mark.`,
      );
    }
  };
  for await (const chunk of chunks) {
    if (head !== null) {
      head = Buffer.concat([head, chunk]);
      if (head.length < 4) continue;
      decoder = decoderFor(head);
      yield decoded(head);
      head = null;
      continue;
    }
    yield decoded(chunk);
  }
  if (head !== null && head.length > 0) {
    decoder = decoderFor(head);
    yield decoded(head);
  }
  yield decoded(undefined);
}

function decoderFor(head: Buffer): InstanceType<typeof TextDecoder> {
  const encoding =
    head[0] === 0xff && head[1] === 0xfe
      ? 'utf-16le'
      : head[0] === 0xfe && head[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  if (encoding === 'utf-8' && head.subarray(0, 4).includes(0)) {
    throw new RollcallError(
      'invalid_request',
      'The file begins with NUL bytes: it is UTF-16 without a byte order mark, or no text. Save it as UTF-8.',
    );
  }
  return new TextDecoder(encoding, { fatal: true });
}
