import type { Resync } from '../generated/api.ts';
import type { CommandIo } from './command-io.ts';

const clearLine = '\r\u001b[2K';

export interface ResyncProgress {
  show(resync: Resync): void;
  /** Makes room for other output. */
  clear(): void;
}

/** One line that is written over on a terminal, with rate and time left; elsewhere a line whenever the phase changes. */
export function resyncProgress(stderr: CommandIo['stderr']): ResyncProgress {
  let phase: string | null = null;
  return {
    show(resync) {
      if (stderr.isTTY === true) {
        stderr.write(`${clearLine}${inWords(resync)}`);
        return;
      }
      if (resync.phase !== phase) stderr.write(`${inWords(resync)}\n`);
      phase = resync.phase;
    },
    clear() {
      if (stderr.isTTY === true) stderr.write(clearLine);
    },
  };
}

function inWords({ says, records_per_second, seconds_left }: Resync): string {
  const rate = records_per_second === null ? '' : ` ${records_per_second} records/s`;
  const left =
    seconds_left === null
      ? ''
      : `, ${seconds_left < 60 ? `${seconds_left} s` : `${Math.ceil(seconds_left / 60)} min`} left`;
  return `${says}${rate}${left}`;
}
