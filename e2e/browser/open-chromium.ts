import { type Browser, chromium } from 'playwright-core';
import { PROGRAMS } from '../debian-programs.ts';

/** Names that are not of this machine lead nowhere, so that not even a mistake in a page reaches anybody else. */
const NOBODY_ELSE = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost';

/** Debian's Chromium without a window. */
export async function openChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: PROGRAMS.chromium.file,
    // Root has no sandbox in Chromium.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      NOBODY_ELSE,
    ],
  });
}
