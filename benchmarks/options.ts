import { parseArgs } from 'node:util';

export interface Options {
  readonly rounds: number;
  readonly requests: number;
  readonly connections: number;
  /** Words of which a row must have one in its name, beside the floors of those rows. None: all rows. */
  readonly only: readonly string[];
  readonly json: boolean;
}

const HELP = `Usage: npm run bench -- [options]

  --rounds N        rounds, each with new processes (5)
  --requests N      requests to each row in a round, a quarter at a time in turn with the others (20000)
  --connections N   connections that send them (64)
  --only WORD       rows with this word in their names, and their floors; can be repeated
  --short           one small round: shows that it works, not what it costs
  --json            one JSON object instead of a table
`;

/** Reads the command line; ends the program where it asks for help or is wrong. */
export function readOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        rounds: { type: 'string' },
        requests: { type: 'string' },
        connections: { type: 'string' },
        only: { type: 'string', multiple: true },
        short: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(HELP);
      process.exit(0);
    }
    return {
      rounds: wholeNumber('rounds', values.rounds, values.short ? 1 : 5),
      requests: wholeNumber('requests', values.requests, values.short ? 1000 : 20_000),
      connections: wholeNumber('connections', values.connections, 64),
      only: values.only ?? [],
      json: values.json,
    };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    process.stderr.write(`${error.message}\n\n${HELP}`);
    process.exit(2);
  }
}

function wholeNumber(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new TypeError(`--${name}: a whole number from 1 is expected`);
  }
  return value;
}
