// Takes the screenshots: walks through the pages as the browser tests do, and writes what is to be seen to docs/screenshots/.
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { whyNot } from '../e2e/debian-programs.ts';

const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'docs', 'screenshots');

const obstacle = whyNot('chromium');
if (obstacle !== false) {
  process.stderr.write(`There are no screenshots without Chromium. ${obstacle}.\n`);
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
const files = globSync('e2e/browser/*.test.ts', { cwd: root }).sort();
process.stdout.write(`Screenshots, into ${path.relative(process.cwd(), folder)}:\n`);
// In one process: its lines about what it has taken are seen at once.
const options = ['--test', '--test-isolation=none', '--test-reporter=dot'];
const result = spawnSync(process.execPath, [...options, ...files], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, SCREENSHOTS: folder },
});
process.exit(result.status ?? 1);
