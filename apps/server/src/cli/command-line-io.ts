import type { Readable, Writable } from 'node:stream';

/**
 * A stream that may be a terminal; `process.stdin`, `process.stdout` and `process.stderr` are such streams.
 */
export type TerminalReadable = Readable & { readonly isTTY?: boolean | undefined };
export type TerminalWritable = Writable & { readonly isTTY?: boolean | undefined };

/**
 * All that a command knows of the process that it runs in, so that a test can run it in process, on streams
 * and an environment of its own.
 */
export interface CommandLineIo {
  /** Read for passwords, tokens and confirmations only, never unasked. */
  readonly stdin: TerminalReadable;
  /** What the caller asked for, and nothing else: safe to capture or to pipe. */
  readonly stdout: TerminalWritable;
  /** Errors, prompts, and remarks for a person who watches. */
  readonly stderr: TerminalWritable;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where relative paths start, an absolute path. */
  readonly cwd: string;
}
