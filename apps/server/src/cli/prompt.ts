import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CommandError } from './command-error.ts';
import type { CommandLineIo } from './command-line-io.ts';

/** Asks a question on the terminal, on `stderr` so that captured output stays clean. */
export function prompt(io: CommandLineIo, question: string): Promise<string> {
  return readLine(io, question, io.stderr);
}

/** Asks for a secret: what is typed is not shown. */
export async function promptHidden(io: CommandLineIo, question: string): Promise<string> {
  io.stderr.write(question);
  const nowhere = new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });
  try {
    return await readLine(io, '', nowhere);
  } finally {
    // The line break that was typed was not shown either.
    io.stderr.write('\n');
  }
}

async function readLine(io: CommandLineIo, question: string, output: Writable): Promise<string> {
  const readline = createInterface({ input: io.stdin, output, terminal: true });
  try {
    return await new Promise<string>((resolve, reject) => {
      // Ctrl-C, and Ctrl-D, after which no line will come.
      const cancel = (): void => reject(new CommandError('Cancelled.'));
      readline.once('SIGINT', cancel);
      readline.once('close', cancel);
      readline.once('line', resolve);
      readline.setPrompt(question);
      readline.prompt();
    });
  } finally {
    readline.close();
  }
}
