import type { TerminalWritable } from '../command-line-io.ts';

/** How long an import may go on before its progress is shown, and how often it is then, in milliseconds. */
const FIRST = 1000;
const TERMINAL_INTERVAL = 100;
const LINE_INTERVAL = 2000;

export interface ImportProgress {
  readonly update: (rows: number) => void;
  /** Removes the line from a terminal. */
  readonly end: () => void;
}

/**
 * Shows how far an import is: on a terminal in one line that changes, else in a line now and then.
 *
 * @param fraction how much of it is done, from 0 to 1, where that is known
 * @param now milliseconds on a clock that only goes forward
 */
export function createImportProgress(
  output: TerminalWritable,
  fraction: () => number | undefined,
  now: () => number = () => performance.now(),
): ImportProgress {
  const isTerminal = output.isTTY === true;
  let due = now() + FIRST;
  let isShown = false;
  return {
    update(rows) {
      if (now() < due) return;
      due = now() + (isTerminal ? TERMINAL_INTERVAL : LINE_INTERVAL);
      const done = fraction();
      const percent = done === undefined ? '' : ` (${Math.floor(done * 100)} %)`;
      const text = `${rows} rows${percent} …`;
      output.write(isTerminal ? `\r${text}\u001b[K` : `${text}\n`);
      isShown = true;
    },
    end() {
      if (isShown && isTerminal) output.write('\r\u001b[K');
    },
  };
}
