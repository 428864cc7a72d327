import { readFileSync } from 'node:fs';
import path from 'node:path';
import { apacheConfiguration } from '../apache-configuration.ts';
import type { Program } from '../debian-programs.ts';
import type { Surroundings } from '../running-program.ts';

const documented = path.resolve(import.meta.dirname, '../../docs/proxies');

export type ProxyProgram = Extract<Program, 'nginx' | 'apache' | 'haproxy'>;

/** What the documented configurations say, and what stands there in a test. */
export interface ProxySurroundings extends Surroundings {
  /** Of the server behind it: host and port. */
  readonly backend: string;
  /** PEM: certificate and key in one file. */
  readonly credentials: string;
}

/**
 * A complete configuration with the part that `docs/proxies/` shows, as it is but for names, ports and files, and around it what
 * a distribution brings.
 */
export function configurationOf(program: ProxyProgram, surroundings: ProxySurroundings): string {
  const { port, backend, credentials } = surroundings;
  const listening = { nginx: 'listen 443', apache: '*:443', haproxy: 'bind :443' }[program];
  const replacements = {
    [listening]: listening.replace(/[*:]*443/, `127.0.0.1:${port}`),
    '127.0.0.1:8001': backend,
    '/etc/ssl/api.example.com.pem': credentials,
    ...(program === 'haproxy'
      ? { '/etc/ssl/clients.pem': credentials }
      : { '/etc/ssl/api.example.com.key': credentials }),
    'server_name api.example.com': 'server_name 127.0.0.1',
    'ServerName api.example.com': 'ServerName 127.0.0.1',
    'api.example.com': `127.0.0.1:${port}`,
  };
  const shown = readFileSync(path.join(documented, FILES[program]), 'utf8');
  return AROUND[program](replaceAll(shown, replacements), surroundings);
}

const FILES = { nginx: 'nginx.conf', apache: 'apache.conf', haproxy: 'haproxy.cfg' } as const;

function replaceAll(text: string, replacements: Readonly<Record<string, string>>): string {
  return Object.entries(replacements).reduce((before, [shown, used]) => before.replaceAll(shown, used), text);
}

const AROUND: Readonly<Record<ProxyProgram, (shown: string, surroundings: Surroundings) => string>> = {
  nginx: (shown, { directory }) => `
    daemon off;
    master_process off;
    pid ${directory}/pid;
    error_log stderr;
    events {}
    http {
      access_log off;
      ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${directory}/${name};`).join(' ')}
      ssl_session_cache shared:tls:1m;
      ${shown}
    }`,
  apache: (shown, surroundings) =>
    apacheConfiguration(
      surroundings,
      MODULES,
      `SSLSessionCache shmcb:${surroundings.directory}/tls(512000)
      ${shown}`,
    ),
  haproxy: (shown) => `
    defaults
      timeout connect 5s
      timeout client 5s
      timeout server 5s
${shown}`,
};

const MODULES = ['mpm_event', 'authz_core', 'socache_shmcb', 'ssl', 'headers', 'proxy', 'proxy_http'];
