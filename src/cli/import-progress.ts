import type { CommandIo } from './command-io.ts';

const barWidth = 24;
const clearLine = '\r\u001b[2K';
/** Elsewhere than on a terminal a line for each tenth of the way: a log stays readable. */
const stepsWithoutTerminal = 10;
/** A terminal is written to at most so often, in milliseconds. */
const redrawMs = 100;

/** How far an import is, by the bytes of the file. */
export interface ImportProgress {
  show(bytes: number, records: number | null): void;
  /** Makes room for other output. */
  clear(): void;
}

/**
 * One line that is written over on a terminal, with rate and time left; a line now and then elsewhere.
 * @param now milliseconds of any clock
 */
export function importProgress(
  stderr: CommandIo['stderr'],
  total: number,
  now: () => number = () => performance.now(),
): ImportProgress {
  const began = now();
  let drawn = -Infinity;
  let lastStep = 0;
  let lastRecords: number | null = null;
  return {
    show(bytes, records) {
      lastRecords = records ?? lastRecords;
      const share = total === 0 ? 1 : Math.min(1, bytes / total);
      const at = now();
      const words = progressInWords(share, lastRecords, total * share, (at - began) / 1_000);
      if (stderr.isTTY === true) {
        if (at - drawn < redrawMs && share < 1) return;
        drawn = at;
        const filled = Math.round(share * barWidth);
        stderr.write(`${clearLine}${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${words}`);
        return;
      }
      const step = Math.floor(share * stepsWithoutTerminal);
      if (step === lastStep) return;
      lastStep = step;
      stderr.write(`${words}\n`);
    },
    clear() {
      if (stderr.isTTY === true) stderr.write(clearLine);
    },
  };
}

function progressInWords(share: number, records: number | null, bytes: number, seconds: number): string {
  const rate =
    seconds <= 0
      ? ''
      : records === null
        ? `, ${(bytes / seconds / 1e6).toFixed(1)} MB/s`
        : `, ${Math.round(records / seconds).toLocaleString('en')} lines/s`;
  const left = share <= 0 || share >= 1 ? '' : `, ${timeInWords((seconds / share) * (1 - share))} left`;
  const count = records === null ? '' : ` · ${records.toLocaleString('en')} lines`;
  return `${Math.floor(share * 100)}%${count}${rate}${left}`;
}

function timeInWords(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
