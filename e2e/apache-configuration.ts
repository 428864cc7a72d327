import type { Surroundings } from './running-program.ts';

/** What every configuration of Apache needs: modules, by their names without `mod_`, and where it listens and writes. */
export function apacheConfiguration(
  { directory, port }: Surroundings,
  modules: readonly string[],
  rest: string,
): string {
  return `
    ${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
    ServerRoot ${directory}
    ServerName 127.0.0.1
    DefaultRuntimeDir ${directory}
    PidFile ${directory}/pid
    ErrorLog /dev/stderr
    Listen 127.0.0.1:${port}
    ${process.getuid?.() === 0 ? 'User www-data\nGroup www-data' : ''}
    ${rest}`;
}
