import { STYLESHEET } from './stylesheet.ts';

export const STYLESHEET_PATH = '/pages/style.css';
export const CONTINUE_SCRIPT_PATH = '/pages/continue.js';

/** What the pages refer to. */
export interface Asset {
  readonly contentType: string;
  readonly content: string;
}

export const ASSETS: ReadonlyMap<string, Asset> = new Map([
  [STYLESHEET_PATH, { contentType: 'text/css; charset=utf-8', content: STYLESHEET }],
  [
    CONTINUE_SCRIPT_PATH,
    { contentType: 'text/javascript; charset=utf-8', content: 'document.forms[0].submit();\n' },
  ],
]);
