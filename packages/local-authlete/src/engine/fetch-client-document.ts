/**
 * Fetches what a client publishes, such as its `jwks_uri`.
 *
 * The engine lets its requests go to no address of special use, because whoever registers a client could reach an inner
 * network by it. The clients of a developer are on the developer's machine, so here loopback addresses are let in.
 */
export async function fetchClientDocument(url: string, options: RequestInit): Promise<Response> {
  const { hostname } = new URL(url);
  const { dispatcher: _guard, ...unguarded } = options;
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
    ? fetch(url, { ...unguarded, redirect: 'error' })
    : fetch(url, options);
}
