import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ICON } from './icon.ts';
import { STYLESHEET } from './stylesheet.ts';

/** A file that browsers can fetch. */
export interface BrowserFile {
  readonly contentType: string;
  readonly read: () => Promise<string>;
}

/** Everything that the page is made of, besides itself. */
export interface BrowserFiles {
  readonly byPath: ReadonlyMap<string, BrowserFile>;
  /** The path of the icon. */
  readonly icon: string;
  /** The path of the stylesheet. */
  readonly stylesheet: string;
  /** The path of the module that starts the page. */
  readonly main: string;
  /** The import map, as JSON: where browsers find the packages that the modules import. */
  readonly importMap: string;
}

const JAVASCRIPT = 'text/javascript; charset=utf-8';

/** `.ts` in the repository, `.js` in the package that is published. */
const EXTENSION = path.extname(import.meta.filename);

/**
 * Reads the modules of the page and of jose, once: requests reach no file. Their paths hold a digest of everything, so that
 * browsers can keep what they have fetched.
 */
export function readBrowserFiles(): BrowserFiles {
  const own = readFolder(path.join(import.meta.dirname, 'browser'), EXTENSION);
  const jose = readFolder(path.dirname(fileURLToPath(import.meta.resolve('jose'))), '.js');
  const digest = createHash('sha256')
    .update(JSON.stringify([own, jose, STYLESHEET, ICON]))
    .digest('hex');
  const root = `/page/${digest.slice(0, 16)}`;
  return {
    byPath: new Map<string, BrowserFile>([
      [`${root}/icon.svg`, { contentType: 'image/svg+xml', read: async () => ICON }],
      [`${root}/style.css`, { contentType: 'text/css; charset=utf-8', read: async () => STYLESHEET }],
      ...own.map(([name, text]) => [`${root}/${name}`, script(name, text)] as const),
      ...jose.map(([name, text]) => [`${root}/jose/${name}`, script(name, text)] as const),
    ]),
    icon: `${root}/icon.svg`,
    stylesheet: `${root}/style.css`,
    main: `${root}/main${EXTENSION}`,
    importMap: JSON.stringify({ imports: { jose: `${root}/jose/index.js` } }),
  };
}

/** @returns names relative to the folder, with `/`, and contents */
function readFolder(folder: string, extension: string): readonly (readonly [string, string])[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension) && !name.endsWith('.d.ts'))
    .sort()
    .map((name) => [name.split(path.sep).join('/'), readFileSync(path.join(folder, name), 'utf8')]);
}

function script(name: string, text: string): BrowserFile {
  let stripped: Promise<string> | undefined;
  const read = name.endsWith('.ts') ? () => (stripped ??= stripTypes(text)) : async () => text;
  return { contentType: JAVASCRIPT, read };
}

/** With what Node.js itself has inside: `stripTypeScriptTypes` of node:module is the same, and warns that it may change. */
async function stripTypes(text: string): Promise<string> {
  const { transformSync } = await import('amaro');
  return transformSync(text, { mode: 'strip-only' }).code;
}
