import { pino, type DestinationStream } from 'pino';

/** Log lines are written once there are this many bytes of them, and ten times a second. */
const BATCH_BYTES = 4_096;
const FLUSH_MS = 100;

/**
 * Where log lines go, in batches: a write for each request would take a fifth of the time that a read takes. What waits is
 * written when the process ends; only one that is killed loses its last tenth of a second.
 *
 * @param to a file descriptor or a path
 */
export function logDestination(to: number | string): DestinationStream {
  return pino.destination({
    dest: to,
    sync: false,
    minLength: BATCH_BYTES,
    periodicFlush: FLUSH_MS,
  });
}
