import type { Clock } from '../clock.ts';
import { MemoryStore } from './memory-store.ts';
import { SqliteStore } from './sqlite-store.ts';
import type { Store } from './store.ts';

/**
 * @param state a file, or `memory`
 * @throws {StateError} The file cannot be used.
 */
export function openStore(state: string, clock: Clock): Store {
  return state === 'memory' ? new MemoryStore(clock) : new SqliteStore(state, clock);
}
