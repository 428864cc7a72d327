import type { RequestListener } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import type { TestContext } from 'node:test';
import type {
  AuthleteClient,
  AuthleteClientEvent,
  AuthleteClientOptions,
} from '../../../src/authlete/index.ts';
import { clientOf, type ScriptedAuthlete, startAuthlete } from '../scripted-authlete.ts';
import { ManualClock } from './manual-clock.ts';

/** A client whose waits a test controls. */
export interface ClockedClient {
  readonly client: AuthleteClient;
  readonly clock: ManualClock;
  readonly events: readonly AuthleteClientEvent[];
}

/** One that asks a server that answers so. */
export async function start(
  t: TestContext,
  answer: RequestListener,
  options?: AuthleteClientOptions,
): Promise<ClockedClient & { readonly authlete: ScriptedAuthlete }> {
  const authlete = await startAuthlete(t, answer);
  return { ...clockedClientOf(t, authlete.baseUrl, options), authlete };
}

/** One that asks at an address where nobody listens. */
export async function startUnreachable(
  t: TestContext,
  options?: AuthleteClientOptions,
): Promise<ClockedClient> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return clockedClientOf(t, `http://127.0.0.1:${port}`, options);
}

function clockedClientOf(
  t: TestContext,
  baseUrl: string,
  options: AuthleteClientOptions | undefined,
): ClockedClient {
  const clock = new ManualClock();
  const events: AuthleteClientEvent[] = [];
  const onEvent = (event: AuthleteClientEvent): number => events.push(event);
  return { client: clientOf(t, baseUrl, { clock, onEvent, ...options }), clock, events };
}
