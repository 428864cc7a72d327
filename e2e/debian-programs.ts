import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** The programs, where Debian and its kin put them, and the packages that hold them: those without a service where there are any. */
export const PROGRAMS = {
  nginx: { file: '/usr/sbin/nginx', debianPackage: 'nginx' },
  apache: { file: '/usr/sbin/apache2', debianPackage: 'apache2-bin' },
  haproxy: { file: '/usr/sbin/haproxy', debianPackage: 'haproxy' },
  mod_auth_openidc: {
    file: '/usr/lib/apache2/modules/mod_auth_openidc.so',
    debianPackage: 'libapache2-mod-auth-openidc',
  },
  chromium: { file: '/usr/bin/chromium', debianPackage: 'chromium' },
} as const;

export type Program = keyof typeof PROGRAMS;

/** How long an installation may wait for another one, in seconds. */
const LOCK_TIMEOUT = 600;

const APT_GET = `apt-get -qq -o DPkg::Lock::Timeout=${LOCK_TIMEOUT}`;

/** The lists of packages are fetched only where the ones that are there do not do: where there are none, or old ones. */
const INSTALL = `
  install="${APT_GET} install -y --no-install-recommends $1"
  $install 2>/dev/null || { ${APT_GET} update && $install; }
`;

/**
 * Why tests with this program cannot run here, or `false`. What is missing is installed where it can be, by root on Debian, unless
 * `INSTALL_PROGRAMS=never` forbids it.
 */
export function whyNot(program: Program): string | false {
  const { file, debianPackage } = PROGRAMS[program];
  if (existsSync(file) && !isBeingInstalled(debianPackage)) return false;
  const obstacle = whyNoInstallation() ?? install(file, debianPackage);
  return obstacle === undefined ? false : `${file} is missing: ${obstacle} (Debian package ${debianPackage})`;
}

/** Whether another test file has only begun with it: the file is there before what it needs. */
function isBeingInstalled(debianPackage: string): boolean {
  if (whyNoInstallation() !== undefined) return false;
  const call = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', debianPackage], {
    encoding: 'utf8',
  });
  return ['half-installed', 'unpacked', 'half-configured'].includes(call.stdout);
}

function whyNoInstallation(): string | undefined {
  if (process.env['INSTALL_PROGRAMS'] === 'never') return 'INSTALL_PROGRAMS=never forbids to install it';
  if (!existsSync('/etc/debian_version')) return 'it is installed by itself on Debian only';
  return process.getuid?.() === 0 ? undefined : 'only root can install it';
}

/** Installs a package, one at a time on this machine: test files run at the same time. */
function install(file: string, debianPackage: string): string | undefined {
  process.stderr.write(
    `Installing ${debianPackage} (apt-get), which the tests need and INSTALL_PROGRAMS=never forbids …\n`,
  );
  // apt-get waits for the lock of dpkg, but not for that of the lists of packages; it takes neither in the way of flock.
  const lock = ['--timeout', String(LOCK_TIMEOUT), '/var/lib/apt/lists'];
  const { stderr, error } = spawnSync('flock', [...lock, 'sh', '-c', INSTALL, 'sh', debianPackage], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (existsSync(file)) return undefined;
  const said = (error?.message ?? stderr).split('\n').findLast((line) => line.startsWith('E: ') || error);
  return `apt-get could not install it${said === undefined ? '' : `, ${said.replace(/^E: /, '')}`}`;
}
