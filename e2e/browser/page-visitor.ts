import type { Locator, Page } from 'playwright-core';
import type { BrowserSetting } from './browser-setting.ts';

export interface SignIn {
  /** The client of the page: 2001 unless told otherwise. */
  readonly client?: '2001' | '2002' | '2003' | '2004';
  /** What the page chooses, unless told otherwise. */
  readonly scopes?: readonly string[];
}

/** Somebody at the page of `serve --local`. */
export class PageVisitor {
  readonly page: Page;
  readonly #setting: BrowserSetting;

  constructor(page: Page, setting: BrowserSetting) {
    this.page = page;
    this.#setting = setting;
  }

  async open(): Promise<void> {
    await this.page.goto(`${this.#setting.program.url}/`);
  }

  /** Chooses, and leaves for local Authlete. */
  async leave({ client = '2001', scopes }: SignIn = {}): Promise<void> {
    await this.open();
    await this.page.getByRole('radio', { name: `Client ${client}` }).check();
    if (scopes !== undefined) {
      for (const box of await this.page.getByRole('checkbox').all()) {
        await box.setChecked(scopes.includes((await box.getAttribute('value')) ?? ''));
      }
    }
    await this.button('Sign in').click();
  }

  /** Gives username and password at local Authlete. */
  async authenticate(password = 'john'): Promise<void> {
    await this.page.getByLabel('Username').fill('john');
    await this.page.getByLabel('Password').fill(password);
    await this.button('Sign in').click();
  }

  async signIn(wish: SignIn = {}): Promise<void> {
    await this.leave(wish);
    await this.authenticate();
    await this.button('Allow').click();
    await this.token.waitFor();
  }

  /** Calls an endpoint, and waits for what comes of it. */
  async call(path: string, expected: string): Promise<Locator> {
    const card = this.card(path);
    await card.getByRole('button', { name: `Call GET ${path}` }).click();
    await card.locator('.result', { hasText: expected }).waitFor();
    return card;
  }

  card(path: string): Locator {
    return this.page.getByRole('article', { name: `GET ${path}` });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Where the page says what has happened. */
  get notice(): Locator {
    return this.page.locator('#notice');
  }

  get token(): Locator {
    return this.page.locator('#token');
  }
}
