import { ask, type Answer } from '../../apps/server/test/running-parts.ts';

/** What a person's browser does between a relying party and an authorization server: it follows, and it keeps cookies. */
export class Browser {
  readonly #cookies = new Map<string, string>();

  /** Goes to an address and on to where it is sent from there; the last answer counts. */
  async visit(address: string): Promise<Answer> {
    const { origin, pathname, search } = new URL(address);
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = ['Accept', 'text/html', ...(cookie === '' ? [] : ['Cookie', cookie])];
    const answer = await ask(origin, pathname + search, { headers });
    for (const field of answer.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]*)=([^;]*)/.exec(field) ?? [];
      this.#cookies.set(name, value);
    }
    const { location } = answer.headers;
    return location === undefined ? answer : this.visit(new URL(location, address).href);
  }
}
