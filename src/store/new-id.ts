import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const bytesPerId = 16;
/** Drawn at once: for each id on its own it would cost as much as all else that makes one. */
const pool = Buffer.alloc(256 * bytesPerId);
let used = pool.length;
const last = { msecs: 0, seq: 0 };

/** A UUID v7, later in order than every one that was made before in this process. */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, used + bytesPerId);
  used += bytesPerId;
  const msecs = Date.now();
  if (msecs > last.msecs) {
    last.msecs = msecs;
    // Half of the 32 bits are left for those that follow in the same millisecond.
    last.seq = random.readUInt32BE(6) >>> 1;
  } else if (last.seq === 0xffff_ffff) {
    last.msecs += 1;
    last.seq = 0;
  } else {
    last.seq += 1;
  }
  return v7({ random, msecs: last.msecs, seq: last.seq });
}
