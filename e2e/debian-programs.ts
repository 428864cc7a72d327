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
} as const;

export type Program = keyof typeof PROGRAMS;

/**
 * Why tests with this program cannot run here, or `false`. What is missing is installed where that is asked for (`CI=true` or
 * `INSTALL_PROXIES=1`) and possible (root on Debian), and never otherwise.
 */
export function whyNot(program: Program): string | false {
  const { file, debianPackage } = PROGRAMS[program];
  if (existsSync(file)) return false;
  if (!mayInstall()) {
    return `${file} is missing: apt-get install ${debianPackage}, or INSTALL_PROXIES=1 as root on Debian`;
  }
  installAll();
  return existsSync(file) ? false : `${file} is missing, and apt-get could not install it`;
}

function mayInstall(): boolean {
  const { CI, INSTALL_PROXIES } = process.env;
  const isAsked = CI === 'true' || INSTALL_PROXIES === '1';
  return isAsked && process.getuid?.() === 0 && existsSync('/etc/debian_version');
}

let installed = false;

/** All of them at once, and only once. */
function installAll(): void {
  if (installed) return;
  installed = true;
  const packages = Object.values(PROGRAMS).map(({ debianPackage }) => debianPackage);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const call of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    spawnSync('apt-get', ['-qq', ...call], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  }
}
