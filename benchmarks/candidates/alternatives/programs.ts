import path from 'node:path';
import type { ProgramOptions } from '../../processes/program.ts';

const here = import.meta.dirname;

/** nginx that looks at the status of the authority's answer, which Authlete's endpoint says nothing with: a lower bound. */
export const NGINX: ProgramOptions = {
  files: ['/usr/sbin/nginx', '/usr/lib/nginx/modules/ngx_http_js_module.so'],
  debianPackages: 'nginx libnginx-mod-http-js',
  arguments: ['-c'],
  configurationFile: path.join(here, 'nginx.conf'),
  values: { CHECK: '/ask-authlete', CACHE: 'off' },
};

/** nginx that reads the answer, as it must. */
export const NGINX_JUDGING: ProgramOptions = { ...NGINX, values: { CHECK: '/checked-answer', CACHE: 'off' } };

export const NGINX_CACHED: ProgramOptions = { ...NGINX, values: { CHECK: '/ask-authlete', CACHE: 'tokens' } };

export const NGINX_JUDGING_CACHED: ProgramOptions = {
  ...NGINX,
  values: { CHECK: '/checked-answer', CACHE: 'tokens' },
};

export const APACHE: ProgramOptions = {
  files: ['/usr/sbin/apache2', '/usr/lib/apache2/modules/mod_auth_openidc.so'],
  debianPackages: 'apache2-bin libapache2-mod-auth-openidc',
  arguments: ['-DFOREGROUND', '-f'],
  configurationFile: path.join(here, 'apache.conf'),
};
