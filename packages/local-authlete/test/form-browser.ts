/** A field of a form, or a button that sends it. */
interface Control {
  readonly kind: string;
  readonly name: string;
  readonly value: string;
  readonly checked: boolean;
  readonly disabled: boolean;
  /** What a button says. */
  readonly text: string;
}

/** What the browser shows. */
export interface ShownPage {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  /** The text of the first heading. */
  readonly heading: string;
  /** The text of what is announced as an alert. */
  readonly alert: string | undefined;
  /** Whether a redirect led to another origin, which is not visited. */
  readonly left: boolean;
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** What a person does with a form. */
export interface FormUse {
  /** By the names of fields. */
  readonly fill?: Readonly<Record<string, string>>;
  /** Boxes to clear, as `name=value`. */
  readonly clear?: readonly string[];
  /** The text of the button. */
  readonly press: string;
  /** Headers that a real browser would send as well. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A browser without scripts, for one origin: it keeps cookies, follows redirects, fills in and sends forms. */
export class FormBrowser {
  readonly origin: string;
  #cookies: Cookie[] = [];

  constructor(origin: string) {
    this.origin = origin;
  }

  async open(address: string | URL): Promise<ShownPage> {
    return this.#load(new URL(address, this.origin), { method: 'GET' });
  }

  /** Sends the form of a page, of which there is one. */
  async send(page: ShownPage, { fill = {}, clear = [], press, headers = {} }: FormUse): Promise<ShownPage> {
    const { action, controls } = readForm(page);
    const button = controls.find(({ kind, text }) => kind === 'button' && text === press);
    if (!button) {
      throw new Error(`the page "${page.heading}" has no button "${press}"`);
    }
    const body = new URLSearchParams();
    for (const { kind, name, value, checked, disabled } of controls) {
      const isSent = !disabled && name !== '' && kind !== 'button' && (kind !== 'checkbox' || checked);
      if (isSent && !clear.includes(`${name}=${value}`)) {
        body.append(name, fill[name] ?? value);
      }
    }
    if (button.name) {
      body.append(button.name, button.value);
    }
    return this.#load(new URL(action, page.url), {
      method: 'POST',
      body,
      headers: { origin: this.origin, ...headers },
    });
  }

  /** The cookies by name, for tests of what happens without them. */
  get cookies(): readonly string[] {
    return this.#cookies.map(({ name }) => name);
  }

  forgetCookies(): void {
    this.#cookies = [];
  }

  async #load(
    address: URL,
    init: {
      readonly method: string;
      readonly headers?: Record<string, string>;
      readonly body?: URLSearchParams;
    },
  ): Promise<ShownPage> {
    let url = address;
    let request = init;
    for (let redirects = 0; redirects < 20; redirects += 1) {
      if (url.origin !== this.origin) {
        const page = { status: 0, headers: new Headers(), html: '', heading: '', alert: undefined };
        return { ...page, url, left: true };
      }
      const response = await fetch(url, {
        ...request,
        headers: { accept: 'text/html', ...request.headers, cookie: this.#cookiesFor(url) },
        redirect: 'manual',
      });
      this.#keepCookies(response, url);
      const location = response.headers.get('location');
      if (!location) {
        const html = await response.text();
        return {
          url,
          status: response.status,
          headers: response.headers,
          html,
          heading: textOf(/<h1>(.*?)<\/h1>/s.exec(html)?.[1] ?? ''),
          alert: alertOf(html),
          left: false,
        };
      }
      await response.body?.cancel();
      url = new URL(location, url);
      request = { method: 'GET' };
    }
    throw new Error('too many redirects');
  }

  #cookiesFor({ pathname }: URL): string {
    return this.#cookies
      .filter(({ path }) => pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  #keepCookies(response: Response, { pathname }: URL): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(/; */);
      const name = pair.slice(0, pair.indexOf('='));
      const value = pair.slice(pair.indexOf('=') + 1);
      const attribute = (wanted: string): string | undefined =>
        attributes
          .find((candidate) => candidate.toLowerCase().startsWith(`${wanted}=`))
          ?.slice(wanted.length + 1);
      const path = attribute('path') ?? pathname;
      const expires = Date.parse(attribute('expires') ?? '');
      this.#cookies = this.#cookies.filter((cookie) => cookie.name !== name || cookie.path !== path);
      if (value !== '' && !(expires <= Date.now())) {
        this.#cookies.push({ name, value, path });
      }
    }
  }
}

/** The form of a page, as a person would find it. */
export function readForm({ html, heading }: ShownPage): { action: string; controls: readonly Control[] } {
  const [, attributes = '', content] = /<form([^>]*)>(.*?)<\/form>/s.exec(html) ?? [];
  if (content === undefined) {
    throw new Error(`the page "${heading}" has no form: ${html}`);
  }
  const inputs = content.matchAll(/<input([^>]*)>|<button([^>]*)>(.*?)<\/button>/gs);
  return {
    action: attributeOf(attributes, 'action') ?? '',
    controls: [...inputs].map(([, input, button, label]) => {
      const text = input ?? button ?? '';
      return {
        kind: input === undefined ? 'button' : (attributeOf(text, 'type') ?? 'text'),
        name: attributeOf(text, 'name') ?? '',
        value: attributeOf(text, 'value') ?? '',
        checked: /\schecked\b/.test(text),
        disabled: /\sdisabled\b/.test(text),
        text: textOf(label ?? ''),
      };
    }),
  };
}

function attributeOf(attributes: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(attributes)?.[1];
  return value === undefined ? undefined : decode(value);
}

function alertOf(html: string): string | undefined {
  const alert = /role="alert">(.*?)<\/div>/s.exec(html)?.[1];
  return alert === undefined ? undefined : textOf(alert);
}

/** What a person reads of a piece of HTML. */
export function textOf(html: string): string {
  return decode(html.replaceAll(/<[^>]*>/g, ' '))
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function decode(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
