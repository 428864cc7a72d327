import { timingSafeEqual } from 'node:crypto';

/** Compares without telling, by the time it takes, how much of the text was right. Its length is no secret. */
export function equalInConstantTime(presented: string, expected: string): boolean {
  const left = Buffer.from(presented);
  const right = Buffer.from(expected);
  return left.length === right.length && timingSafeEqual(left, right);
}
