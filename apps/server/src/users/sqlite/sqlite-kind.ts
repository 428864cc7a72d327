import type { DatabaseKind } from '../database-kind.ts';

/** The transactions of `SqliteDialect` that write exclude each other from their first statement. */
export const SQLITE: DatabaseKind = {
  keyType: 'text',
  locksRows: false,
  hasTable: async (database, name) =>
    (await database.introspection.getTables()).some((table) => table.name === name),
  lockMigrations: () => Promise.resolve(),
  lockUsers: () => Promise.resolve(),
};
