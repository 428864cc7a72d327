import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import type { BrowserSetting, PageOptions } from './browser-setting.ts';
import { capture } from './capture.ts';
import { checkAccessibility } from './check-accessibility.ts';
import { checkNarrow } from './check-narrow.ts';
import { type Hands, MOUSE } from './hands.ts';
import { Keyboard } from './keyboard.ts';

/** Two people who need the same pages. */
export type Way = 'with a mouse' | 'with the keyboard alone, without JavaScript';

/** Somebody in front of the pages of the authorization server, who knows fields and buttons by what they say. */
export class Visitor {
  readonly page: Page;
  readonly #hands: Hands;
  readonly #looks: boolean;

  private constructor(page: Page, way: Way) {
    this.page = page;
    this.#looks = way === 'with a mouse';
    this.#hands = this.#looks ? MOUSE : new Keyboard(page);
  }

  static async come(
    t: TestContext,
    setting: BrowserSetting,
    way: Way,
    options: PageOptions = {},
  ): Promise<Visitor> {
    const javaScript = way === 'with a mouse';
    return new Visitor(await setting.openPage(t, { javaScript, ...options }), way);
  }

  /** Forgets every session. */
  async becomeSomebodyElse(): Promise<void> {
    await this.page.context().clearCookies();
  }

  /** Waits for the page with this heading. */
  async see(heading: string): Promise<void> {
    await this.page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
  }

  /** Waits for what is announced as wrong. */
  async seeAlert(text: string): Promise<void> {
    const alert = this.page.getByRole('alert');
    await alert.waitFor();
    assert.equal(await alert.innerText(), text);
  }

  /** Waits until the cursor is in the field. */
  async seeFocusOn(label: string): Promise<void> {
    await this.page.getByLabel(label).and(this.page.locator(':focus')).waitFor();
  }

  async type(label: string, text: string): Promise<void> {
    await this.#hands.type(this.page.getByLabel(label), text);
  }

  async toggle(label: string): Promise<void> {
    await this.#hands.toggle(this.page.getByLabel(label));
  }

  async press(button: string): Promise<void> {
    await this.#hands.press(this.page.getByRole('button', { name: button, exact: true }));
  }

  async signIn(username = 'john', password = 'john'): Promise<void> {
    await this.type('Username', username);
    await this.type('Password', password);
    await this.press('Sign in');
  }

  /**
   * Judges a screen, and takes screenshots of it where these are asked for. Once is enough: with a mouse, because axe-core is a
   * script itself.
   */
  async look(name: string): Promise<void> {
    if (!this.#looks) return;
    await checkAccessibility(this.page);
    await checkNarrow(this.page);
    await capture(this.page, name);
    await capture(this.page, name, { colorScheme: 'dark' });
    await capture(this.page, name, { size: 'phone' });
  }
}
