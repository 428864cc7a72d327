import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { StartedProgram } from '../started-program.ts';
import type { ColorScheme } from './in-color-scheme.ts';
import { openChromium } from './open-chromium.ts';
import { watch } from './watch.ts';

/** How long a step of a page may take before the test gives up, in milliseconds. It bounds a hang, it measures nothing. */
const PATIENCE = 10_000;

export interface PageOptions {
  readonly colorScheme?: ColorScheme;
  /** Off for those who have switched scripts off. */
  readonly javaScript?: boolean;
  /** Statuses from 400 on that answers may have here. The browser reports them as errors. */
  readonly expectedStatuses?: readonly number[];
  /** Origins besides the two servers that pages may ask, such as that of a client. */
  readonly origins?: readonly string[];
}

/** A real browser, and `serve --local` with ports and databases of its own. One for a test file: both take a second to start. */
export class BrowserSetting {
  readonly program: StartedProgram;
  readonly #browser: Browser;

  private constructor(program: StartedProgram, browser: Browser) {
    this.program = program;
    this.#browser = browser;
  }

  /** @param environment further variables for the server */
  static async start(environment: Readonly<Record<string, string>> = {}): Promise<BrowserSetting> {
    const [program, browser] = await Promise.all([
      StartedProgram.start(environment, 'serve --local'),
      openChromium(),
    ]);
    return new BrowserSetting(program, browser);
  }

  /**
   * An empty page, 1280 pixels wide, in a browser that knows nothing of other tests. It is closed when the test ends, and the
   * test fails if anything went wrong in it that nobody sees: errors in the console, among them violations of the
   * Content-Security-Policy, errors of scripts, requests to others than the two servers.
   */
  async openPage(
    t: TestContext,
    { colorScheme = 'light', javaScript = true, expectedStatuses = [], origins = [] }: PageOptions = {},
  ): Promise<Page> {
    const context = await this.#browser.newContext({
      colorScheme,
      javaScriptEnabled: javaScript,
      viewport: { width: 1280, height: 800 },
      locale: 'en-GB',
      timezoneId: 'UTC',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(PATIENCE);
    const { url, authleteUrl } = this.program;
    const findings = watch(context, { expectedStatuses, origins: [url, authleteUrl, ...origins] });
    t.after(async () => {
      await context.close();
      findings.assertNone();
    });
    return context.newPage();
  }

  /** Calls the server as a client with a token does. */
  async call(path: string, token: string): Promise<Response> {
    return fetch(`${this.program.url}${path}`, { headers: { Authorization: `Bearer ${token}` } });
  }

  /** Lets time pass at local Authlete, in milliseconds. */
  async advanceClock(milliseconds: number): Promise<void> {
    const response = await fetch(`${this.program.authleteUrl}/local/clock`, {
      method: 'POST',
      headers: { Authorization: 'Bearer local-access-token', 'Content-Type': 'application/json' },
      body: JSON.stringify({ advance: milliseconds }),
    });
    assert.equal(response.status, 200);
  }

  async close(): Promise<void> {
    await Promise.all([this.#browser.close(), this.program.stop()]);
  }
}
