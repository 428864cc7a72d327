import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runCommandLine } from '../../src/cli/run-command-line.ts';

export interface CommandSurroundings {
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Standard input, which is no terminal then. */
  readonly input?: string | Buffer;
  /** What a person types at each question in a terminal. */
  readonly answers?: readonly string[];
}

export interface CommandRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in process, as `resource-server` would with these arguments. */
export async function runCommand(
  argv: readonly string[],
  surroundings: CommandSurroundings,
): Promise<CommandRun> {
  const { cwd, environment = {}, input = '', answers } = surroundings;
  const stdin = Object.assign(new PassThrough(), { isTTY: answers !== undefined });
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  if (answers === undefined) stdin.end(input);
  else answerQuestions(stdin, stderr, answers);
  const output = Promise.all([text(stdout), text(stderr)]);
  const exitCode = await runCommandLine(argv, { stdin, stdout, stderr, environment, cwd });
  stdout.end();
  stderr.end();
  const [out, error] = await output;
  return { exitCode, stdout: out, stderr: error };
}

/** Types an answer whenever a question appears: questions end in a colon or a choice, and a space. */
function answerQuestions(stdin: PassThrough, stderr: PassThrough, answers: readonly string[]): void {
  const rest = [...answers];
  stderr.on('data', (chunk: Buffer) => {
    const answer = /(?:: |\[y\/N\] )/.test(chunk.toString()) ? rest.shift() : undefined;
    if (answer !== undefined) setImmediate(() => stdin.write(answer));
  });
}
