import type { AddressInfo, Server } from 'node:net';
import type { TestContext } from 'node:test';

/** Listens on an ephemeral port until the test ends. */
export async function listen(
  t: TestContext,
  server: Server & { closeAllConnections(): void },
): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}
