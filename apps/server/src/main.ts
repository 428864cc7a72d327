#!/usr/bin/env node
// The program `resource-server`.

const REQUIRED_NODE = [24, 7] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < REQUIRED_NODE[0] || (major === REQUIRED_NODE[0] && minor < REQUIRED_NODE[1])) {
  process.stderr.write(
    `Node.js ${REQUIRED_NODE.join('.')} or newer is needed, this is ${process.version}. Get it from https://nodejs.org, ` +
      'or run the command with npx inside the repository, which brings its own.\n',
  );
  process.exitCode = 1;
} else {
  // A reader that has seen enough, such as head, is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`error: The output cannot be written (${error.code ?? 'unknown reason'}).\n`);
    process.exit(1);
  });
  // Imported here, because what it imports does not load on an older Node.js.
  const { runCommandLine } = await import('./cli/run-command-line.ts');
  const { argv, stdin, stdout, stderr, env } = process;
  process.exitCode = await runCommandLine(argv.slice(2), {
    stdin,
    stdout,
    stderr,
    environment: env,
    cwd: process.cwd(),
  });
  // What did not stop in time must not keep the process.
  setTimeout(() => process.exit(), 1000).unref();
}
