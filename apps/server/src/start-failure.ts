import { ConfigurationError } from './config.ts';
import { LocalAuthleteMissing } from './local-authority.ts';
import { UserStoreError } from './users/user-store-error.ts';

/** Why the server did not start, and what to do about it: a line, or a list where several settings are wrong. */
export function describeStartFailure(error: unknown): string {
  if (error instanceof ConfigurationError) {
    const lines = error.problems.map(({ setting, message }) => `${setting}: ${message}`);
    const aboutAuthlete = error.problems.some(({ setting }) => setting.startsWith('AUTHLETE_'));
    if (aboutAuthlete) lines.push('Without an Authlete account: resource-server serve --local');
    return lines.join('\n');
  }
  if (error instanceof UserStoreError || error instanceof LocalAuthleteMissing) return error.message;
  if (!(error instanceof Error)) return 'The server could not start.';
  // Of local Authlete, whose classes are not loaded without need.
  if (error.name === 'StateError') return `Local Authlete cannot start: ${error.message}.`;
  return describeListenFailure(error) ?? `The server could not start: ${error.message}`;
}

function describeListenFailure(
  error: NodeJS.ErrnoException & { address?: string; port?: number },
): string | undefined {
  const { code, address = 'the address', port } = error;
  switch (code) {
    case 'EADDRINUSE':
      return (
        `Port ${port} on ${address} is in use. Stop what runs there, or choose another port: ` +
        '--port (or PORT) for the server, ADMIN_PORT for its admin listener, LOCAL_AUTHLETE_PORT for local Authlete.'
      );
    case 'EACCES':
      return `Port ${port} needs more rights than this user has. Choose one above 1023 with --port or PORT.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine has no address ${address}. Choose another with --host or HOST, such as 127.0.0.1.`;
    default:
      return undefined;
  }
}
