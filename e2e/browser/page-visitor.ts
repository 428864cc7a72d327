import type { TestContext } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import type { BrowserSetting, PageOptions } from './browser-setting.ts';
import { checkAccessibility } from './check-accessibility.ts';
import { checkNarrow } from './check-narrow.ts';

/** What is chosen at the page. What is left out stays as the page has it. */
export interface Choice {
  readonly client?: '2001' | '2002' | '2003' | '2004';
  readonly scopes?: readonly string[];
}

/** Somebody at the page of `serve --local`. */
export class PageVisitor {
  readonly page: Page;
  readonly #setting: BrowserSetting;

  private constructor(page: Page, setting: BrowserSetting) {
    this.page = page;
    this.#setting = setting;
  }

  static async come(
    t: TestContext,
    setting: BrowserSetting,
    options: PageOptions = {},
  ): Promise<PageVisitor> {
    const visitor = new PageVisitor(await setting.openPage(t, options), setting);
    await visitor.open();
    return visitor;
  }

  async open(): Promise<void> {
    await this.page.goto(`${this.#setting.program.url}/`);
  }

  /** Opens the page anew, chooses, and leaves for local Authlete. */
  async leave({ client, scopes }: Choice = {}): Promise<void> {
    await this.open();
    if (client !== undefined) await this.page.getByRole('radio', { name: `Client ${client}` }).check();
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

  /** Agrees at local Authlete, and is back at the page with a token. */
  async allow(): Promise<void> {
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

  /** Waits until the page says so. */
  async hear(words: string): Promise<void> {
    await this.page.locator('#notice', { hasText: words }).waitFor();
  }

  /** The token, and the facts about it. */
  get token(): Locator {
    return this.page.locator('#token');
  }

  /** Brings a part of the page to the top, for a screenshot. */
  async scrollTo(part: Locator): Promise<void> {
    await part.evaluate((element: unknown) => (element as { scrollIntoView(): void }).scrollIntoView());
  }

  /** Judges what the page shows now. */
  async judge(): Promise<void> {
    await checkAccessibility(this.page);
    await checkNarrow(this.page);
  }
}
