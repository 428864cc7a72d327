import assert from 'node:assert/strict';
import { UserStoreError } from '../../src/users/user-store-error.ts';

/** What the users database failed with. */
export async function failureOf(action: Promise<unknown>): Promise<UserStoreError> {
  const error: unknown = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof UserStoreError, `expected a UserStoreError, got ${String(error)}`);
  return error;
}
