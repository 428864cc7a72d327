import { readFileSync } from 'node:fs';

/** The version of this package. */
export function readVersion(): string {
  // By its name, because the built package has another depth than the sources.
  const manifest = new URL(import.meta.resolve('resource-server/package.json'));
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
