import type { ImportedUser, ImportOptions, ImportRow } from '../../src/users/transfer/imported-user.ts';

/** Rows of an import, line by line from 1. */
export async function* rowsOf(users: Iterable<ImportRow['user']>): AsyncGenerator<ImportRow> {
  let line = 1;
  for (const user of users) yield { position: `line ${line++}`, user };
}

export interface RecordedImport extends ImportOptions {
  readonly problems: string[];
  readonly remarks: string[];
  readonly progress: number[];
}

/** Options for an import that note what they are told. */
export function recordImport(options: Partial<ImportOptions> = {}): RecordedImport {
  const [problems, remarks, progress]: [string[], string[], number[]] = [[], [], []];
  return {
    update: false,
    skipInvalid: false,
    dryRun: false,
    ...options,
    problems,
    remarks,
    progress,
    onProblem: (position, reason) => problems.push(`${position}: ${reason}`),
    onRemark: (position, remark) => remarks.push(`${position}: ${remark}`),
    onProgress: (rows) => progress.push(rows),
  };
}

/** Users 1 to `count`, of whom one in ten has no claims. */
export function* manyUsers(count: number): Generator<ImportedUser> {
  for (let number = 1; number <= count; number += 1) {
    const claims = { name: `User ${number}`, email: `user${number}@example.com`, email_verified: true };
    yield {
      subject: String(number),
      username: `user${number}`,
      ...(number % 10 !== 0 && { claims }),
    };
  }
}
