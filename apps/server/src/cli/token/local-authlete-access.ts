import { Option } from 'commander';
import { isLoopbackAddress } from '../../loopback-address.ts';
import type { LocalAuthleteAccess } from '../../local-tokens.ts';
import type { CommandLineIo } from '../command-line-io.ts';
import { UsageError } from '../usage-error.ts';

export function authleteOption(): Option {
  return new Option(
    '--authlete <url>',
    'local Authlete (default: LOCAL_AUTHLETE_HOST and LOCAL_AUTHLETE_PORT, else http://127.0.0.1:8000)',
  );
}

/**
 * Where local Authlete is and the credentials for it: the same variables that it is started with.
 *
 * @throws UsageError for an address that is not on this machine: the credentials are public, and whoever
 *   answers elsewhere is not ours
 */
export function readLocalAuthleteAccess(
  { environment }: CommandLineIo,
  authlete: string | undefined,
): LocalAuthleteAccess {
  const host = environment['LOCAL_AUTHLETE_HOST'] || '127.0.0.1';
  const port = environment['LOCAL_AUTHLETE_PORT'] || '8000';
  const serviceId = environment['LOCAL_AUTHLETE_SERVICE_ID'] || '10001';
  if (!/^\d+$/.test(serviceId)) throw new UsageError('LOCAL_AUTHLETE_SERVICE_ID must be a number.');
  return {
    url: loopbackOrigin(authlete ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`),
    serviceId,
    serviceAccessToken: environment['LOCAL_AUTHLETE_SERVICE_ACCESS_TOKEN'] || 'local-access-token',
  };
}

function loopbackOrigin(text: string): string {
  const url = URL.parse(text);
  const isLoopback = url !== null && isLoopbackAddress(url.hostname);
  if (isLoopback && url.href === `${url.origin}/` && url.protocol === 'http:') return url.origin;
  throw new UsageError(
    'The address of local Authlete must be one of this machine, such as http://127.0.0.1:8000 (--authlete, or ' +
      'LOCAL_AUTHLETE_HOST and LOCAL_AUTHLETE_PORT).',
  );
}
