export interface ProgressStream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** Where a long work is: one line that is written over on a terminal, now and then a line elsewhere. */
export interface ProgressLine {
  /** `done` of `total` deliveries, and what is going on. */
  show(done: number, total: number, doing: string): void;
  /** Makes room for other output. */
  clear(): void;
}

const BAR_WIDTH = 24;
const CLEAR_LINE = '\r\u001b[2K';
/** Elsewhere a line for each tenth of the way: a log stays readable. */
const STEPS_WITHOUT_TERMINAL = 10;

export function createProgressLine(stream: ProgressStream): ProgressLine {
  let lastStep = -1;
  return {
    show: (done, total, doing) => {
      const share = total === 0 ? 1 : done / total;
      if (stream.isTTY === true) {
        const filled = Math.round(share * BAR_WIDTH);
        const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
        const line = `${bar} ${done}/${total} webhooks · ${doing}`;
        stream.write(`${CLEAR_LINE}${line.slice(0, (stream.columns ?? 80) - 1)}`);
        return;
      }
      const step = Math.floor(share * STEPS_WITHOUT_TERMINAL);
      if (step === lastStep) return;
      lastStep = step;
      stream.write(`${done}/${total} webhooks · ${doing}\n`);
    },
    clear: () => {
      if (stream.isTTY === true) stream.write(CLEAR_LINE);
    },
  };
}
