// Builds the packages into their `dist` folders, from where they are published.
import { buildPackage, PUBLISHED } from './package-build.ts';

for (const folder of PUBLISHED) process.stdout.write(`${buildPackage(folder)}\n`);
