// Opens and closes the databases that it is told to, one message each: another process for the tests of opening.
import { openUserStore } from '../../src/users/open-user-store.ts';

process.on('message', (location: string) => void open(location));

async function open(location: string): Promise<void> {
  const store = await openUserStore(`sqlite:${location}`, { busyTimeout: 5000 });
  await store.close();
  process.send?.(store.created);
}
